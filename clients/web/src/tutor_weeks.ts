/** How the weekly report has a student, and what became of earlier students with such a record. */

import { type ExpectationActIn, type ExpectationActOut, type ModuleExpectationOut, taken, type WeekOfStudentOut } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { day, moment, number, percent, t } from "./texts.ts";
import { area, codes, growing, opening, optional } from "./tutor_parts.ts";
import { field, folded, hint, list, paragraph, table } from "./ui.ts";

export function weeks(session: Session, id: string): HTMLElement {
  return optional(t("staff.weeks"), async () => {
    const params = { path: { student_id: id } };
    const found = taken(await session.attune.GET("/v1/students/{student_id}/weekly-status", { params }));
    if (found.items.length === 0) return [hint(t("staff.weeks.none"))];
    const heads = [t("tutor.week"), t("tutor.attended"), t("staff.week.attendance"), t("staff.week.online"), t("staff.week.counts"), t("tutor.remarks")];
    return [
      hint(t("staff.weeks.meaning")),
      table(t("staff.weeks"), heads, [...found.items].reverse().map((each) => week(session, each))),
      found.known_inaccuracies.length > 0 && list(found.known_inaccuracies.map(({ words }) => words)),
    ];
  });
}

/** No status is told by a colour: its letter, and what the institution calls it. */
function week(session: Session, { week: monday, attendance, online, counts, remarks }: WeekOfStudentOut): readonly Child[] {
  const status = (one: WeekOfStudentOut["counts"]) => `${one.letter} (${label(session, "report_colours", one.colour)})`;
  return [
    day(monday),
    attendance.share === null ? t("none") : `${percent(attendance.share)}, ${attendance.present} / ${attendance.expected}`,
    status(attendance.status),
    online.amount === null ? status(online.status) : `${status(online.status)}, ${number(online.amount)}`,
    h("strong", {}, status(counts)),
    remarks.join(" ") || t("none"),
  ];
}

/** Worked out when somebody opens it, and not before. */
export function expectation(session: Session, id: string): HTMLElement {
  return optional(t("staff.expectation"), async () => {
    const params = { path: { student_id: id } };
    const look = folded(t("staff.expectation.open"), async () => {
      const [found, acted] = await Promise.all([
        session.attune.GET("/v1/students/{student_id}/expectation", { params }).then(taken),
        session.attune.GET("/v1/students/{student_id}/expectation/acts", { params }).then(taken),
      ]);
      const done = growing(acted.items.map((each) => act(session, each)), t("staff.acts.none"));
      const told = found.modules.flatMap((each) => one(session, id, each, (made) => done.add(act(session, made))));
      const notes = [...found.cannot_see, ...found.caveats];
      return [paragraph(found.acts), ...told, h("h3", {}, t("staff.acts")), done.whole, h("div", { class: "caveats" }, h("h3", {}, t("engagement.caveats")), list(notes))];
    });
    return [hint(t("staff.expectation.meaning")), look];
  });
}

function one(session: Session, id: string, { title, told, withheld, ...module }: ModuleExpectationOut, add: (made: ExpectationActOut) => void): readonly Child[] {
  if (told === null) return [h("h3", {}, title), hint(withheld ?? t("unknown"))];
  const heads = [t("staff.factor"), t("staff.factor.own"), t("staff.factor.usual"), t("staff.factor.adds")];
  const fields = [
    field(t("staff.act.did"), codes(session, "expectation_acts", "did")),
    field(t("staff.act.note"), area("note", { required: false, minlength: 5, maxlength: 500 }), t("tutor.case.read")),
  ];
  const record = opening(t("staff.act.new", { title }), fields, t("tutor.save"), async (get) => {
    const { model, about } = told;
    const body: ExpectationActIn = { module_run_id: module.module_run_id, model, about, did: get("did") as ExpectationActIn["did"], note: get("note") || null };
    add(taken(await session.attune.POST("/v1/students/{student_id}/expectation/acts", { params: { path: { student_id: id } }, body })));
    return t("tutor.saved");
  });
  return [
    h("h3", {}, title),
    paragraph(told.sentence),
    told.prompts && paragraph(t("staff.expectation.prompts")),
    hint(t("staff.expectation.range", { least: told.least, most: told.most, like: told.like_cases, week: told.week, day: day(told.as_of) })),
    table(t("staff.factors"), heads, told.factors.map((each) => [h("span", {}, each.title, h("br"), h("small", {}, each.meaning)), number(each.value), number(each.usual), number(each.contribution, 3)])),
    h("details", {}, h("summary", {}, t("staff.expectation.how")), list(told.how_it_did)),
    record,
  ];
}

function act(session: Session, { did, note, seen, withheld, staff_name: name, title, acted_at: at }: ExpectationActOut): HTMLElement {
  return h(
    "li",
    {},
    paragraph(`${moment(at)}, ${name}, ${title}: ${label(session, "expectation_acts", did)}`),
    note !== null && h("q", {}, note),
    hint(seen?.sentence ?? withheld ?? ""),
  );
}
