/** A line through some figures; the same figures as a sentence and as a table. */

import { h, svg } from "./dom.ts";
import { number, t } from "./texts.ts";
import { table } from "./ui.ts";

export interface Point {
  readonly label: string;
  readonly value: number | null;
}

export interface Line {
  readonly title: string;
  readonly sentence: string;
  readonly points: readonly Point[];
  readonly unit: string;
  /** The highest figure that there can be, where it is known. */
  readonly top?: number;
}

const WIDTH = 560;
const HEIGHT = 190;
const EDGE = 8;
const HEAD = 26;

/** A figure: a drawing for who sees, a sentence, and a table to open. */
export function lineChart({ title, sentence, points, unit, top }: Line): HTMLElement {
  const ceiling = Math.max(top ?? 0, ...points.map(({ value }) => value ?? 0)) || 1;
  const x = (at: number) => EDGE + (at * (WIDTH - 2 * EDGE)) / Math.max(points.length - 1, 1);
  const y = (value: number) => HEIGHT - EDGE - (value / ceiling) * (HEIGHT - EDGE - HEAD);
  const dots = points.flatMap(({ value }, at) => (value === null ? [] : [[x(at), y(value)] as const]));
  const last = dots.at(-1);
  const drawing = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true", focusable: "false", class: "chart" },
    svg("line", { class: "axis", x1: EDGE, x2: WIDTH - EDGE, y1: y(0), y2: y(0) }),
    svg("line", { class: "axis faint", x1: EDGE, x2: WIDTH - EDGE, y1: y(ceiling), y2: y(ceiling) }),
    svg("text", { x: EDGE, y: HEAD - 8 }, number(ceiling)),
    svg("path", { class: "area", d: area(points, x, y) }),
    svg("path", { class: "line", d: path(points, x, y) }),
    last !== undefined && svg("circle", { class: "dot", cx: last[0], cy: last[1], r: 5 }),
  );
  return h(
    "figure",
    {},
    h("figcaption", {}, h("p", { class: "chart-title" }, title), h("p", {}, sentence)),
    drawing,
    h("p", { class: "chart-ends", "aria-hidden": "true" }, h("span", {}, points[0]?.label), h("span", {}, points.at(-1)?.label)),
    h(
      "details",
      {},
      h("summary", {}, t("chart.table")),
      table(title, [t("chart.when"), unit], points.map(({ label, value }) => [label, value === null ? t("none") : number(value)])),
    ),
  );
}

/** What lies under each unbroken stretch of the line. */
function area(points: readonly Point[], x: (at: number) => number, y: (value: number) => number): string {
  return points
    .map(({ value }, at) => {
      const before = points[at - 1]?.value ?? null;
      if (value === null || before === null) return "";
      const [left, right, ground] = [x(at - 1).toFixed(1), x(at).toFixed(1), y(0)];
      return `M${left} ${ground}V${y(before).toFixed(1)}L${right} ${y(value).toFixed(1)}V${ground}Z`;
    })
    .join("");
}

/** The line breaks where a figure is missing: nothing is drawn that was not measured. */
function path(points: readonly Point[], x: (at: number) => number, y: (value: number) => number): string {
  let pen = "M";
  const steps = points.map(({ value }, at) => {
    if (value === null) {
      pen = "M";
      return "";
    }
    const step = `${pen}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = "L";
    // A lone figure is a dot: a line of no length with round ends.
    return step.startsWith("M") && (points[at + 1]?.value ?? null) === null ? `${step}h0` : step;
  });
  return steps.join("");
}
