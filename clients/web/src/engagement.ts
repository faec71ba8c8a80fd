/** The student's own score: its trend, its band where there is one, and how it came about. */

import { type EngagementOut, type ExplanationOut, type IndicatorOut, taken } from "attune-client";

import { lineChart } from "./chart.ts";
import { type Child, h } from "./dom.ts";
import type { Session } from "./session.ts";
import { day, moment, number, t } from "./texts.ts";
import { codeOf, folded, hint, list, paragraph, problem, said, sentence, table } from "./ui.ts";

export function engagement(session: Session, student: string, given: EngagementOut): readonly Child[] {
  const { days, scale, sources, caveats, outages, known_inaccuracies: faults, latest } = given;
  return [
    band(session, student),
    lineChart({
      title: t("engagement.trend"),
      sentence: trend(given),
      points: days.map((each) => ({ label: day(each.day), value: each.score })),
      unit: t("engagement.score"),
    }),
    h("p", {}, said(scale.meaning)),
    outages.length > 0 && paragraph(t("engagement.outages")),
    outages.length > 0 && list(outages.map((each) => said(each.note))),
    faults.length > 0 && paragraph(t("inaccuracies")),
    latest && folded(t("explain.open", { day: day(latest.day) }), () => explanation(session, student, latest.day)),
    h(
      "details",
      {},
      h("summary", {}, t("engagement.sources")),
      table(
        t("engagement.sources"),
        [t("engagement.source"), t("engagement.counts"), t("engagement.as-of")],
        sources.map((each) => [
          said(each.pilot ? `${each.title} (${t("engagement.pilot")})` : each.title),
          said(each.unit),
          each.state === "collected" ? moment(each.data_as_of) : t("state.not_collected"),
        ]),
      ),
    ),
    h("div", { class: "caveats" }, h("h3", {}, t("engagement.caveats")), list(caveats.map(said))),
  ];
}

function trend({ days }: EngagementOut): string {
  const scored = days.filter((each) => each.score !== null);
  const [first, last] = [scored[0], scored.at(-1)];
  if (!first || !last) return t("engagement.no-days");
  const scores = scored.map((each) => each.score ?? 0);
  return t("engagement.sentence", {
    first: day(first.day),
    last: day(last.day),
    low: number(Math.min(...scores)),
    high: number(Math.max(...scores)),
  });
}

/** The band, where the institution shows one; elsewhere the place stays empty. */
function band(session: Session, student: string): HTMLElement {
  const place = h("div", { "aria-live": "polite" });
  const ask = async () => {
    try {
      const params = { path: { student_id: student } };
      const given = taken(await session.attune.GET("/v1/students/{student_id}/indicator", { params }));
      place.replaceChildren(...indicator(given));
    } catch (error) {
      if (codeOf(error) !== "not-collected") place.replaceChildren(problem(error));
    }
  };
  void ask();
  return place;
}

function indicator({ band: own, bands, last_day, reason, vacation_note: note }: IndicatorOut): HTMLElement[] {
  const words = own
    ? [paragraph(t("indicator.band", { day: day(last_day), band: own.title }), "band"), h("p", {}, said(own.sentence))]
    : [paragraph(t("indicator.none")), ...(reason ? [h("p", {}, said(sentence(reason.replaceAll("_", " "))))] : [])];
  const scale = h(
    "ol",
    { class: "bands", "aria-label": t("indicator.title") },
    ...[...bands].reverse().map((each) =>
      h("li", { "aria-current": each.name === own?.name && "true" }, h("span", {}, said(each.title)), h("small", {}, t("indicator.from", { score: number(each.at_least) }))),
    ),
  );
  return [h("h3", {}, t("indicator.title")), ...words, ...(note ? [h("p", {}, said(note))] : []), scale];
}

/** Every step from what was counted to the score, so that anybody can do it again. */
async function explanation(session: Session, student: string, on: string): Promise<readonly Child[]> {
  const params = { path: { student_id: student, day: on } };
  const given = taken(await session.attune.GET("/v1/students/{student_id}/engagement/{day}/explanation", { params }));
  const { contributions, caveats, scoring_model_note: note } = given;
  return [
    paragraph(t("explain.lead")),
    table(
      t("explain.open", { day: day(on) }),
      [t("explain.source"), t("explain.mean"), t("explain.coefficient"), t("explain.contribution")],
      contributions.map((each) => [
        said(each.title),
        number(each.mean, 4),
        `× ${number(each.coefficient, 4)}`,
        `= ${number(each.contribution, 4)}`,
      ]),
    ),
    h("p", {}, h("strong", {}, `${t("explain.sum.label")}: `), sum(given)),
    dailyValues(given),
    h("p", {}, said(note)),
    list(caveats.map(said)),
  ];
}

function sum({ contributions, score, exact_score: exact }: ExplanationOut): string {
  const parts = contributions.map((each) => number(each.contribution, 4)).join(" + ");
  return t("explain.sum", { parts, exact: number(exact, 4), score: number(score) });
}

/** What the averages are averages of. */
function dailyValues({ contributions, window_days: window }: ExplanationOut): HTMLElement {
  const days = contributions[0]?.days ?? [];
  return h(
    "details",
    {},
    h("summary", {}, t("explain.days")),
    paragraph(t("explain.days.lead", { window })),
    table(
      t("explain.days"),
      [t("chart.when"), ...contributions.map((each) => each.title)],
      days.map((each, at) => [day(each.day), ...contributions.map((from) => number(from.days[at]?.value, 3))]),
    ),
    ...contributions
      .filter((each) => each.per_unit !== 1 || each.per_active_day !== 0)
      .map((each) =>
        hint(
          t("explain.value", {
            source: each.title,
            unit: each.unit,
            per_unit: number(each.per_unit, 4),
            per_day: number(each.per_active_day, 4),
          }),
        ),
      ),
  );
}
