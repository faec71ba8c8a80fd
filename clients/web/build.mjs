/**
 * Builds the page into dist/, or checks that dist/ is what would be built:
 *
 *     node build.mjs [--check]
 */

import { readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const COPIED = ["index.html", "worker.js", "icon.svg"];
const STYLES = ["page.css", "src/tutor.css"];
const MOST_BYTES = 60_000;
const here = (path) => new URL(path, import.meta.url);

const { outputFiles } = await build({
  absWorkingDir: here(".").pathname,
  entryPoints: ["src/page.ts"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  write: false,
});
const files = new Map(COPIED.map((name) => [name, readFileSync(here(name))]));
files.set("page.css", Buffer.concat(STYLES.map((name) => readFileSync(here(name)))));
files.set("page.js", Buffer.from(outputFiles[0].contents));

const sent = [...files.values()].reduce((sum, content) => sum + gzipSync(content).length, 0);
if (sent > MOST_BYTES) throw new Error(`the page is ${sent} bytes compressed, of at most ${MOST_BYTES}`);

if (process.argv.includes("--check")) {
  for (const [name, content] of files) {
    if (!content.equals(readFileSync(here(`dist/${name}`)))) throw new Error(`dist/${name} is not current: npm run build`);
  }
} else {
  mkdirSync(here("dist"), { recursive: true });
  for (const [name, content] of files) writeFileSync(here(`dist/${name}`), content);
  console.log([...files].map(([name, content]) => `${name} ${gzipSync(content).length}`).join("\n"), `\n${sent} bytes compressed`);
}
