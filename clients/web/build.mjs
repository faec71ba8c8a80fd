/**
 * Builds the page into dist/, or checks that dist/ is what would be built:
 *
 *     node build.mjs [--check]
 */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const COPIED = ["index.html", "worker.js", "icon.svg"];
const STYLES = ["page.css", "src/tutor.css"];
const MOST_BYTES = 60_000;
const here = (path) => new URL(path, import.meta.url);

/** What the texts never say, and how long a sentence may be. Values stand for a word each. */
const NEVER = /\b(at risk|risk|risks|poor|poorly|fail|fails|failed|failing)\b/i;
const MOST_WORDS = 25;
for (const name of readdirSync(here("texts"))) {
  for (const [key, text] of Object.entries(JSON.parse(readFileSync(here(`texts/${name}`), "utf8")))) {
    if (NEVER.test(text)) throw new Error(`texts/${name} ${key}: a word that says more than anybody knows`);
    const longest = Math.max(...text.split(/[.!?](?:\s|$)/).map((sentence) => sentence.split(/\s+/).filter(Boolean).length));
    if (longest > MOST_WORDS) throw new Error(`texts/${name} ${key}: a sentence of ${longest} words, of at most ${MOST_WORDS}`);
  }
}

const { outputFiles } = await build({
  absWorkingDir: here(".").pathname,
  entryPoints: ["src/page.ts"],
  bundle: true,
  splitting: true,
  outdir: "dist",
  chunkNames: "[name]",
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  write: false,
});
const files = new Map(COPIED.map((name) => [name, readFileSync(here(name))]));
files.set("page.css", Buffer.concat(STYLES.map((name) => readFileSync(here(name)))));
for (const { path, contents } of outputFiles) files.set(path.replace(/.*\//, ""), Buffer.from(contents));

/** Texts of another language are sent to whoever reads it. */
const LATER = ["welsh.js"];
const sent = [...files].reduce((sum, [name, content]) => sum + (LATER.includes(name) ? 0 : gzipSync(content).length), 0);
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
