/** Teams that a student's case is handed to: while one has it, its members see the student. */

import { type AssignmentOut, taken } from "attune-client";

import type { Session } from "./session.ts";
import { moment, t } from "./texts.ts";
import { area, changing, codes, growing, opening, optional } from "./tutor_parts.ts";
import { field, hint, paragraph } from "./ui.ts";

const PATH = "/v1/students/{student_id}/assignments";

export function assignments(session: Session, id: string): HTMLElement {
  return optional(t("staff.assignments"), async () => {
    const params = { path: { student_id: id } };
    const { items } = taken(await session.attune.GET(PATH, { params }));
    const shown = growing(items.map((each) => assignment(session, id, each)), t("staff.assignments.none"));
    const fields = [field(t("staff.team"), codes(session, "teams", "team")), why()];
    const add = opening(t("staff.assignment.new"), fields, t("tutor.save"), async (get) => {
      const body = { team: get("team"), reason: get("reason") };
      shown.add(assignment(session, id, taken(await session.attune.POST(PATH, { params, body }))));
      return t("tutor.saved");
    });
    return [hint(t("staff.assignments.meaning")), shown.whole, add];
  });
}

function why(): HTMLElement {
  return field(t("tutor.case.why-closed"), area("reason", { minlength: 5, maxlength: 500 }), t("tutor.case.read"));
}

function assignment(session: Session, id: string, first: AssignmentOut): HTMLElement {
  return changing("li", first, (each, done) => {
    const params = { path: { student_id: id, assignment_id: each.assignment_id } };
    const values = { name: each.opened_by_name, when: moment(each.opened_at) };
    if (each.closed_at !== null) {
      const closed = { name: each.closed_by_name ?? t("tutor.by-student"), when: moment(each.closed_at), reason: each.closing_reason ?? "" };
      return [paragraph(`${each.team_name}: ${each.reason}`), hint(t("staff.assignment.by", values)), hint(t("staff.closed-by", closed))];
    }
    const close = opening(t("staff.assignment.close"), [why()], t("tutor.save"), async (get) =>
      done(taken(await session.attune.POST(`${PATH}/{assignment_id}/closing`, { params, body: { reason: get("reason") } }))),
    );
    return [paragraph(`${each.team_name}: ${each.reason}`), hint(t("staff.assignment.by", values)), close];
  });
}
