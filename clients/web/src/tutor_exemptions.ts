/** Days on which nothing is noticed of a student: those that staff set, and those that the record has approved. */

import { type ExemptionOut, taken } from "attune-client";

import { h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { before, moment, span, t } from "./texts.ts";
import { changing, codes, growing, input, opening, optional } from "./tutor_parts.ts";
import { field, hint, paragraph } from "./ui.ts";

export function exemptions(session: Session, id: string): HTMLElement {
  return optional(t("tutor.exemptions"), async () => {
    const params = { path: { student_id: id } };
    const { items } = taken(await session.attune.GET("/v1/students/{student_id}/exemptions", { params }));
    const shown = growing(items.map((each) => exemption(session, id, each)), t("tutor.exemptions.none"));
    const fields = [
      field(t("tutor.exemption.reason"), codes(session, "exemption_reasons", "reason")),
      field(t("tutor.exemption.first"), input("date", "first")),
      field(t("tutor.exemption.before"), input("date", "before")),
    ];
    const add = opening(t("tutor.exemption.new"), fields, t("tutor.save"), async (get) => {
      const body = { reason: get("reason"), starts_on: get("first"), ends_before: get("before") };
      shown.add(exemption(session, id, taken(await session.attune.POST("/v1/students/{student_id}/exemptions", { params, body }))));
      return t("tutor.saved");
    });
    return [hint(t("tutor.exemptions.meaning", { section: label(session, "sections", "signals") })), shown.whole, add];
  });
}

/** One that still lasts can be ended before its time, once. */
function exemption(session: Session, id: string, first: ExemptionOut): HTMLElement {
  return changing("li", first, (each, done) => {
    const params = { path: { student_id: id, exemption_id: each.exemption_id } };
    const ended = each.ended_at ? `, ${t("tutor.exemption.ended", { when: moment(each.ended_at) })}` : "";
    const days = each.ends_before > each.starts_on ? span(each.starts_on, before(each.ends_before)) : t("staff.exemption.no-day");
    const ends = [field(t("tutor.exemption.before"), input("date", "before", { min: each.starts_on, max: each.ends_before }))];
    return [
      paragraph(`${each.reason_title}: ${days}${ended}`),
      each.ended_at === null && each.ends_before > session.me.now.slice(0, 10) &&
        opening(t("staff.exemption.end"), ends, t("tutor.save"), async (get) => {
          const body = { ends_before: get("before") };
          return done(taken(await session.attune.POST("/v1/students/{student_id}/exemptions/{exemption_id}/ending", { params, body })));
        }),
    ];
  });
}

/** What the student record has approved: the days and a reference, never why. */
export function circumstances(session: Session, id: string): HTMLElement {
  return optional(t("staff.circumstances"), async () => {
    const params = { path: { student_id: id } };
    const { items } = taken(await session.attune.GET("/v1/students/{student_id}/extenuating-circumstances", { params }));
    if (items.length === 0) return [hint(t("staff.circumstances.none"))];
    return [h("ul", { class: "plain" }, ...items.map((each) =>
      h("li", {}, `${each.reference}: ${span(each.starts_on, before(each.ends_before))}${each.withdrawn ? ` (${t("staff.circumstances.withdrawn")})` : ""}`),
    ))];
  });
}
