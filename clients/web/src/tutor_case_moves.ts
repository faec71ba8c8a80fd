/** How a case goes on: to the next rung, past one, or to somebody else; and how its student can be reached. */

import { type CaseOut, type HandOverIn, type StepOut, taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { type Key, moment, t } from "./texts.ts";
import { area, choice, input, named, none, opening } from "./tutor_parts.ts";
import { field, folded, hint, list } from "./ui.ts";

const PATH = "/v1/students/{student_id}/cases/{case_id}";

/** What may be done besides an attempt and the end. */
export function moves(session: Session, id: string, each: CaseOut, done: (changed: CaseOut) => string): readonly Child[] {
  const { attune } = session;
  const params = { path: { student_id: id, case_id: each.case_id } };
  // Where the student was reached, the ladder has ended.
  const next = each.state === "reached" ? undefined : each.ladder.find(({ standing }) => standing === "to_come");
  const on = next && t("staff.case.next", { rung: next.title, by: next.by });
  const over = opening(t("staff.case.hand-over"), [on && hint(on), ...whom(session), why(true)], t("tutor.save"), async (get) =>
    done(taken(await attune.POST(`${PATH}/hand-overs`, { params, body: given(get) }))),
  );
  const skip = opening(t("staff.case.skip"), [on && hint(on), hint(t("staff.case.skip.meaning")), ...whom(session), why(true)], t("tutor.save"), async (get) =>
    done(taken(await attune.POST(`${PATH}/skips`, { params, body: given(get) }))),
  );
  const owner = opening(t("staff.case.owner"), [...whom(session), why(false)], t("tutor.save"), async (get) =>
    done(taken(await attune.POST(`${PATH}/owner`, { params, body: { ...given(get), reason: get("reason") || null } }))),
  );
  return [next && over, next && skip, owner];
}

/** A team, a person, or the reader where neither is named. */
function whom(session: Session): readonly HTMLElement[] {
  const teams = named(session, "teams");
  return [
    ...(teams.length === 0 ? [] : [field(t("staff.case.to-team"), choice("team", [none(), ...teams]))]),
    field(t("staff.case.to-person"), input("text", "number", { required: false, maxlength: 200, autocomplete: "off" }), t("staff.case.to-person.hint")),
  ];
}

function why(needed: boolean): HTMLElement {
  const text = t(needed ? "tutor.case.why-closed" : "staff.why.optional");
  return field(text, area("reason", { required: needed, minlength: 5, maxlength: 500 }), t("tutor.case.read"));
}

function given(get: (name: string) => string): HandOverIn {
  return { team: get("team") || null, staff_number: get("number") || null, reason: get("reason") };
}

const FIELDS = [
  "university_email", "personal_email", "mobile", "telephone", "term_address",
  "emergency_name", "emergency_relationship", "emergency_telephone", "photograph",
] as const;

/** Asked for when somebody opens it: each look is on the student's record. */
export function contact(session: Session, id: string): HTMLElement {
  return folded(t("staff.contact"), async () => {
    const params = { path: { student_id: id } };
    const found = taken(await session.attune.GET("/v1/students/{student_id}/contact-details", { params }));
    const held = FIELDS.flatMap((name) => {
      const value = found[name];
      return value === null ? [] : [h("div", {}, h("dt", {}, t(`contact.${name}`)), h("dd", {}, value))];
    });
    const hidden = found.not_for_this_rung.map((name) => t(`contact.${name}` as Key)).join(", ");
    return [
      held.length === 0 ? hint(t("staff.contact.none")) : h("dl", { class: "facts" }, ...held),
      hidden !== "" && hint(t("staff.contact.hidden", { fields: hidden })),
    ];
  });
}

/** What else happened to a case, in order. */
export function history(session: Session, { steps, ladder }: CaseOut): HTMLElement {
  const rung = (name: string | null) => ladder.find((each) => each.rung === name)?.title ?? name;
  const said = (each: StepOut) => {
    const by = each.by_name === null ? t("tutor.by-student") : [each.by_name, each.role_title].filter(Boolean).join(", ");
    const what = [
      t(`step.${each.kind}`),
      rung(each.next_rung),
      each.answer && label(session, "student_answers", each.answer),
      each.outcome && label(session, "case_outcomes", each.outcome),
      each.owner_name ?? each.team_name,
    ];
    return h("span", {}, `${moment(each.at)}, ${by}: ${what.filter(Boolean).join(", ")}`, each.reason !== null && [". ", h("q", {}, each.reason)]);
  };
  return h("details", {}, h("summary", {}, t("staff.case.history", { count: steps.length })), list(steps.map(said)));
}
