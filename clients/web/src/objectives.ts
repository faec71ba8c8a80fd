/** The student's objectives: what is to be reached, how it goes, and how it ended. */

import { type ObjectiveOut, taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import type { Session } from "./session.ts";
import { headed, of, once, rows, written } from "./student_parts.ts";
import { day, moment, t } from "./texts.ts";
import { area, input, opening } from "./tutor_parts.ts";
import { type Done, field, list, said, select } from "./ui.ts";

const OUTCOMES = { achieved: "objective.achieved", given_up: "objective.given-up", replaced: "objective.replaced" } as const;

export async function objectives(session: Session, student: string, done: Done): Promise<readonly Child[]> {
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/objectives", { params: of(student) }));
  const set = opening(t("tutor.objective.new"), fields(session), t("tutor.objective.set"), async (get) => {
    const body = { title: get("title"), due_on: get("due") };
    taken(await session.attune.POST("/v1/students/{student_id}/objectives", { params: once(student), body }));
    await done(t("objective.made"));
    return "";
  });
  return [rows(items, "support.objectives.none", (each) => objective(session, student, each, done)), set];
}

function fields(session: Session, given?: ObjectiveOut): readonly HTMLElement[] {
  const earliest = session.me.now.slice(0, 10);
  return [
    field(t("tutor.objective.title"), input("text", "title", { maxlength: 300, value: given?.title ?? "" })),
    field(t("tutor.objective.due"), input("date", "due", { min: given ? null : earliest, value: given?.due_on ?? "" })),
  ];
}

function objective(session: Session, student: string, each: ObjectiveOut, done: Done): readonly Child[] {
  return [
    headed(
      said(each.title),
      each.staff_name ?? t("support.note.own"),
      each.outcome === null ? t("support.due", { day: day(each.due_on) }) : `${t(OUTCOMES[each.outcome])}, ${moment(each.closed_at)}`,
    ),
    each.progress.length > 0 && list(
      each.progress.map((one) =>
        h(
          "div",
          {},
          written(one.words),
          one.evidence !== null && h("p", {}, `${t("objective.evidence")}: `, said(one.evidence)),
          h("small", {}, `${one.staff_name ?? t("support.note.own")}, ${moment(one.entered_at)}`),
        ),
      ),
    ),
    ...(each.outcome === null ? acts(session, student, each, done) : []),
  ];
}

/** Both sides say how it goes; the side that set it changes and closes it. */
function acts(session: Session, student: string, each: ObjectiveOut, done: Done): readonly HTMLElement[] {
  const { attune } = session;
  const path = { student_id: student, objective_id: each.objective_id };
  const ended = select((["achieved", "given_up", "replaced"] as const).map((code) => [code, t(OUTCOMES[code])] as const));
  ended.name = "outcome";
  const progress = [
    field(t("tutor.objective.how"), area("words", { maxlength: 1000 })),
    field(t("objective.evidence"), input("text", "evidence", { required: false, maxlength: 1000 }), t("objective.evidence.help")),
  ];
  const tell = opening(t("tutor.objective.progress"), progress, t("tutor.save"), async (get) => {
    const body = { words: get("words"), evidence: get("evidence") || null };
    const params = { ...once(student), path };
    taken(await attune.POST("/v1/students/{student_id}/objectives/{objective_id}/progress", { params, body }));
    await done(t("tutor.saved"));
    return "";
  });
  if (each.author !== "student") return [tell];
  const change = opening(t("objective.change"), fields(session, each), t("tutor.save"), async (get) => {
    const body = { title: get("title"), due_on: get("due") };
    taken(await attune.PUT("/v1/students/{student_id}/objectives/{objective_id}", { params: { path }, body }));
    await done(t("tutor.saved"));
    return "";
  });
  const close = opening(t("tutor.objective.close"), [field(t("tutor.objective.outcome"), ended)], t("tutor.objective.close"), async () => {
    const body = { outcome: ended.value as keyof typeof OUTCOMES };
    const params = { ...once(student), path };
    taken(await attune.POST("/v1/students/{student_id}/objectives/{objective_id}/closing", { params, body }));
    await done(t("tutor.saved"));
    return "";
  });
  return [tell, change, close];
}
