/** What students say is wrong in the record, for whoever answers for it. */

import { type CorrectionDecisionIn, type QueuedCorrectionOut, taken, type ValueOut } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { day, moment, number, t } from "./texts.ts";
import { area, changing, choice, input, named, none, opening, paged, place } from "./tutor_parts.ts";
import { field, hint, paragraph, section } from "./ui.ts";

export async function corrections(session: Session): Promise<HTMLElement> {
  const ask = async (next: object) => taken(await session.attune.GET("/v1/corrections", { params: { query: { limit: 20, ...next } } }));
  const shown = await paged(t("staff.corrections.none"), ask, (each) => correction(session, each));
  return place(t("staff.corrections"), section(t("staff.corrections.waiting"), hint(t("staff.corrections.meaning")), ...shown));
}

function correction(session: Session, first: QueuedCorrectionOut): HTMLElement {
  return changing("li", first, (each, done) => {
    const about = [label(session, "correction_kinds", each.kind), each.named, each.source && label(session, "sources", each.source), each.day && day(each.day)];
    const values = { was: value(session, each.recorded), should: value(session, each.should_be) };
    return [
      h("p", {}, each.student_number !== null && [h("a", { href: `#/student/${each.student_id}` }, each.student_number), ": "], h("strong", {}, about.filter(Boolean).join(", "))),
      h("p", {}, h("q", {}, each.what_is_wrong)),
      paragraph(t("staff.correction.values", values)),
      hint(moment(each.asked_at)),
      ...(each.state === "open" ? [deciding(session, each, done)] : outcome(session, each)),
    ];
  });
}

function value(session: Session, { status, mark, amount }: ValueOut): string {
  if (status !== null) return label(session, "attendance_statuses", status);
  return number(mark ?? amount);
}

/** What it says from now on is what the student proposes, unless the reader gives something else. */
function deciding(session: Session, each: QueuedCorrectionOut, done: (changed: QueuedCorrectionOut) => string): HTMLElement {
  const decisions = (["accepted", "refused"] as const).map((code) => [code, label(session, "correction_states", code)] as const);
  const other =
    each.kind === "attendance"
      ? choice("other", [none(t("staff.correction.as-proposed")), ...named(session, "attendance_statuses")])
      : input("number", "other", { required: false, min: 0, step: "any" });
  const fields: readonly Child[] = [
    field(t("staff.correction.decision"), choice("decision", decisions)),
    field(t("staff.correction.other"), other),
    field(t("tutor.case.why-closed"), area("reason", { minlength: 5, maxlength: 500 }), t("tutor.case.read")),
  ];
  return opening(t("staff.correction.decide"), fields, t("tutor.save"), async (get) => {
    const decision = get("decision") as CorrectionDecisionIn["decision"];
    const body: CorrectionDecisionIn = { decision, reason: get("reason"), corrected: corrected(each.kind, get("other")) };
    const params = { path: { correction_id: each.correction_id } };
    return done(taken(await session.attune.POST("/v1/corrections/{correction_id}/decision", { params, body })));
  });
}

function corrected(kind: QueuedCorrectionOut["kind"], given: string): NonNullable<CorrectionDecisionIn["corrected"]> | null {
  if (given === "") return null;
  if (kind === "attendance") return { status: given as NonNullable<ValueOut["status"]> };
  return kind === "mark" ? { mark: Number(given) } : { amount: Number(given) };
}

function outcome(session: Session, { state, reason, decided_by_name: name, told }: QueuedCorrectionOut): readonly Child[] {
  return [
    paragraph(t("staff.correction.decided", { state: label(session, "correction_states", state), name: name ?? t("unknown"), reason: reason ?? "" })),
    told.length > 0 && hint(t("staff.correction.told", { names: [...new Set(told.map((each) => each.staff_name))].join(", ") })),
  ];
}
