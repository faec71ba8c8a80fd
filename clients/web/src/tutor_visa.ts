/** Gaps in the engagement of sponsored students, and what is decided on them. */

import { type GapOut, taken, type VisaDecisionOut, type VisaEngagementOut } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { before, day, moment, span, t } from "./texts.ts";
import { area, codes, growing, opening, optional, paged, place, studentLink } from "./tutor_parts.ts";
import { announcer, button, field, hint, list, paragraph, problem, section, table } from "./ui.ts";

/** Sponsored students with a gap that goes on. */
export async function visaList(session: Session): Promise<HTMLElement> {
  const ask = async (next: object) => taken(await session.attune.GET("/v1/visa-engagement", { params: { query: { limit: 200, ...next } } }));
  const shown = await paged(t("staff.visa.none"), ask, ({ gap, latest_decision: latest, ...student }) =>
    h("li", {}, studentLink(student), paragraph(about(gap)), latest !== null && hint(decided(session, latest))),
  );
  return place(t("staff.visa"), section(t("staff.visa.going-on"), hint(t("staff.visa.meaning")), ...shown));
}

/** One student's gaps by the rules in force, the decisions, and the file for the compliance record. */
export function visaOf(session: Session, id: string): HTMLElement {
  return optional(t("staff.visa"), async () => {
    const params = { path: { student_id: id } };
    const found = taken(await session.attune.GET("/v1/students/{student_id}/visa-engagement", { params }));
    const decisions = growing(found.decisions.map((each) => h("li", {}, decided(session, each))), t("staff.visa.no-decisions"));
    return [
      paragraph(t("staff.visa.looked-at", { days: span(found.first_day, found.last_day) })),
      ...rules(session, found),
      found.gaps.length === 0 ? hint(t("staff.visa.no-gaps")) : h("ul", { class: "plain" }, ...found.gaps.map((each) => h("li", {}, ...gap(session, each)))),
      h("h3", {}, t("staff.visa.decisions")),
      decisions.whole,
      found.gaps.length > 0 && deciding(session, id, found.gaps, (made) => decisions.add(h("li", {}, decided(session, made)))),
      ...files(session, id),
    ];
  });
}

function rules(session: Session, { rules: by, outages, disputes, data_as_of: reach }: VisaEngagementOut): readonly Child[] {
  const evidence = by.evidence.map(({ title, kinds }) => `${title} (${kinds.map((each) => each.replaceAll("_", " ")).join(", ")})`);
  return [
    hint(t("staff.visa.rules", { least: by.least_gap_days, threshold: by.threshold_days, within: by.report_within_working_days })),
    hint(t("staff.visa.evidence", { sources: evidence.join("; ") })),
    by.presence_counts && hint(t("staff.visa.presence")),
    hint(Object.entries(reach).map(([source, until]) => t("staff.visa.as-of", { source: label(session, "sources", source), when: moment(until as string | null) })).join(" ")),
    outages.length > 0 && list(outages.map((each) => `${span(each.starts_on, before(each.ends_before))}: ${each.note}`)),
    disputes.length > 0 && paragraph(t("staff.visa.disputes", { days: disputes.map((each) => day(each.day)).join(", ") })),
  ];
}

function about(each: GapOut): string {
  const last = each.warnings.at(-1);
  return [
    t("staff.visa.gap", { days: span(each.first_day, each.last_day), count: each.counted_days }),
    each.report_by ? t("staff.visa.report-by", { day: day(each.report_by) }) : last && t("staff.visa.warned", { days: last.days, day: day(last.reached_on) }),
    each.ended_by === null && t("staff.visa.goes-on"),
  ].filter(Boolean).join(" ");
}

function gap(session: Session, each: GapOut): readonly Child[] {
  const heads = [t("tutor.when"), t("staff.visa.why-not")];
  const evidence = [["staff.visa.after", each.after], ["staff.visa.ended-by", each.ended_by]] as const;
  return [
    h("p", {}, h("strong", {}, about(each))),
    ...evidence.map(([key, one]) => one !== null && hint(t(key, { day: day(one.day), source: one.title, kind: one.kind.replaceAll("_", " ") }))),
    each.excluded.length > 0 &&
      table(t("staff.visa.excluded"), heads, each.excluded.map((one) => [span(one.first_day, one.last_day), label(session, "exclusion_reasons", one.reason)])),
  ];
}

function decided(session: Session, each: VisaDecisionOut): string {
  return t("staff.visa.decided", {
    decision: label(session, "visa_decisions", each.decision),
    name: each.decided_by_name,
    when: moment(each.decided_at),
    days: span(each.gap_first_day, each.gap_last_day),
    reason: each.reason,
  });
}

function deciding(session: Session, id: string, gaps: readonly GapOut[], add: (made: VisaDecisionOut) => void): HTMLElement {
  const which = h("select", { name: "gap" }, ...[...gaps].reverse().map((each) => h("option", { value: each.first_day }, span(each.first_day, each.last_day))));
  const fields = [
    field(t("staff.visa.which"), which),
    field(t("staff.visa.decision"), codes(session, "visa_decisions", "decision")),
    field(t("tutor.case.why-closed"), area("reason", { minlength: 5, maxlength: 500 })),
  ];
  return opening(t("staff.visa.decide"), [hint(t("staff.visa.decide.meaning")), ...fields], t("tutor.save"), async (get) => {
    const body = { gap_first_day: get("gap"), decision: get("decision") as "report" | "no_report", reason: get("reason") };
    add(taken(await session.attune.POST("/v1/students/{student_id}/visa-decisions", { params: { path: { student_id: id } }, body })));
    return t("tutor.saved");
  });
}

/** The file, by a request that says who asks and why: a plain link could not. */
function files(session: Session, id: string): readonly HTMLElement[] {
  const said = announcer();
  const { attune } = session;
  const options = { params: { path: { student_id: id } }, parseAs: "blob" } as const;
  const asks = {
    csv: () => attune.GET("/v1/students/{student_id}/visa-engagement/export.csv", options).then((given) => taken(given) as unknown as Blob),
    json: () => attune.GET("/v1/students/{student_id}/visa-engagement/export", options).then((given) => taken(given) as unknown as Blob),
  };
  const save = (kind: keyof typeof asks) => {
    const keep = async () => {
      const address = URL.createObjectURL(await asks[kind]());
      h("a", { href: address, download: `visa-engagement.${kind}` }).click();
      URL.revokeObjectURL(address);
      said.replaceChildren(paragraph(t("staff.visa.saved", { name: `visa-engagement.${kind}` })));
    };
    keep().catch((error: unknown) => said.replaceChildren(problem(error)));
  };
  return [h("div", { class: "row" }, button(t("staff.visa.csv"), () => save("csv"), { class: "quiet" }), button(t("staff.visa.json"), () => save("json"), { class: "quiet" })), said];
}
