/** What the institution works out besides: weekly colours, a comparison for who wants one, an expectation. */

import { type ComparisonOut, taken } from "attune-client";

import { lineChart } from "./chart.ts";
import { type Child, h } from "./dom.ts";
import type { Session } from "./session.ts";
import { headed, of, rows, words } from "./student_parts.ts";
import { day, moment, number, t } from "./texts.ts";
import { has, optional } from "./tutor_parts.ts";
import { button, codeOf, type Done, folded, hint, list, paragraph, part, said, table } from "./ui.ts";

/** As the weekly report has the student; only where the institution colours weeks. */
export function weeks(session: Session, student: string): HTMLElement | null {
  if (!has(session, "report_colours")) return null;
  return optional(t("weeks.title"), async () => {
    const { items } = taken(await session.attune.GET("/v1/students/{student_id}/weekly-status", { params: of(student) }));
    const remarks = [...new Set(items.flatMap((each) => each.remarks))];
    if (items.length === 0) return [paragraph(t("weeks.none"))];
    return [
      hint(t("weeks.lead")),
      table(
        t("weeks.title"),
        [t("weeks.week"), t("weeks.counts"), t("weeks.attendance"), t("weeks.online")],
        [...items].reverse().map(({ week, counts, attendance, online }) => [
          day(week),
          words(session, "report_colours", counts.colour),
          `${words(session, "report_colours", attendance.status.colour)}, ${t("weeks.sessions", { present: attendance.present, expected: attendance.expected })}`,
          `${words(session, "report_colours", online.status.colour)}, ${number(online.amount)}`,
        ]),
      ),
      ...remarks.map((each) => h("p", { class: "hint" }, said(each))),
    ];
  });
}

/** Off until the student asks for it. */
export function comparison(session: Session, student: string): HTMLElement {
  return part(t("comparison.title"), async (done) => {
    try {
      const given = taken(await session.attune.GET("/v1/students/{student_id}/comparison", { params: of(student) }));
      return compared(session, student, given, done);
    } catch (error) {
      if (codeOf(error) === "not-collected") return null;
      throw error;
    }
  });
}

function compared({ attune }: Session, student: string, given: ComparisonOut, done: Done): readonly Child[] {
  const { state, place, withheld, about, caveats } = given;
  const compares = state === "off";
  const choose = async () => {
    const params = of(student);
    taken(await attune.PUT("/v1/students/{student_id}/comparison/choice", { params, body: { compares } }));
    await done(t(compares ? "comparison.is-on" : "comparison.is-off"));
  };
  return [
    given.weeks.length > 0 && lineChart({
      title: t("comparison.weeks"),
      sentence: t("comparison.weeks.sentence"),
      points: given.weeks.map((each) => ({ label: day(each.week_starting), value: each.mean_score })),
      unit: t("engagement.score"),
    }),
    place !== null && h("p", { class: "band" }, said(place.sentence)),
    withheld !== null && h("p", {}, said(withheld)),
    list(about.map(said)),
    h("div", { class: "row" }, button(t(compares ? "comparison.on" : "comparison.off"), () => void choose())),
    h("div", { class: "caveats" }, list(caveats.map(said))),
  ];
}

/** Worked out only when the student opens it; what staff did when they had seen it is shown all the same. */
export function expectation(session: Session, student: string): HTMLElement {
  return optional(t("expectation.title"), async () => {
    const { items } = taken(await session.attune.GET("/v1/students/{student_id}/expectation/acts", { params: of(student) }));
    return [
      folded(t("expectation.open"), () => expected(session, student)),
      h("h3", {}, t("expectation.acts")),
      rows(items, "expectation.acts.none", (each) => [
        headed(t(`act.${each.did}`), said(each.title), `${each.staff_name}, ${moment(each.acted_at)}`),
        each.note !== null && h("p", {}, said(each.note)),
        h("p", {}, said(each.seen?.sentence ?? each.withheld ?? "")),
      ]),
    ];
  });
}

async function expected({ attune }: Session, student: string): Promise<readonly Child[]> {
  const { modules, cannot_see, caveats, acts } = taken(await attune.GET("/v1/students/{student_id}/expectation", { params: of(student) }));
  return [
    ...modules.flatMap(({ title, told, withheld }) => [
      h("h3", {}, said(title)),
      h("p", {}, said(told?.sentence ?? withheld ?? "")),
      told && table(
        t("expectation.factors"),
        [t("support.what"), t("expectation.yours"), t("expectation.usual"), t("expectation.part")],
        told.factors.map((each) => [
          h("span", {}, said(each.title), h("br"), h("small", {}, said(each.meaning))),
          number(each.value),
          number(each.usual),
          number(each.contribution),
        ]),
      ),
      told && list(told.how_it_did.map(said)),
    ]),
    h("h3", {}, t("expectation.cannot")),
    list(cannot_see.map(said)),
    list(caveats.map(said)),
    h("p", {}, said(acts)),
  ];
}
