/** Meetings, notes and objectives of one student, and how staff make them. */

import { type MeetingOut, type NoteOut, type ObjectiveOut, taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import type { Session } from "./session.ts";
import { day, moment, t } from "./texts.ts";
import { area, growing, input, opening, optional, sure } from "./tutor_parts.ts";
import { announcer, button, field, loading, paragraph, problem, select } from "./ui.ts";

const of = (id: string) => ({ path: { student_id: id } });

export function meetings(session: Session, id: string, given: readonly MeetingOut[]): HTMLElement {
  const shown = growing(given.map((each) => meeting(session, id, each)), t("tutor.meetings.none"));
  const length = select([15, 30, 45, 60].map((each) => [String(each), t("tutor.minutes", { count: each })] as const), "30");
  length.name = "minutes";
  const fields = [
    field(t("tutor.meeting.starts"), input("datetime-local", "starts"), t("tutor.meeting.zone")),
    field(t("tutor.meeting.length"), length),
    field(t("tutor.meeting.place"), input("text", "place", { required: false, maxlength: 200 })),
  ];
  const arrange = opening(t("tutor.meeting.new"), fields, t("tutor.meeting.arrange"), async (get) => {
    const starts = new Date(get("starts"));
    const ends = new Date(starts.getTime() + Number(get("minutes")) * 60_000);
    const body = { starts_at: starts.toISOString(), ends_at: ends.toISOString(), place: get("place") || null };
    const made = taken(await session.attune.POST("/v1/students/{student_id}/meetings", { params: of(id), body }));
    shown.add(meeting(session, id, made));
    return t("tutor.meeting.made", { when: moment(made.starts_at) });
  });
  return h("div", {}, h("h3", {}, t("tutor.meetings")), shown.whole, arrange);
}

function meeting(session: Session, id: string, each: MeetingOut): HTMLElement {
  const open = each.status === "planned" && each.starts_at > session.me.now;
  const off = async () => {
    const params = { path: { student_id: id, meeting_id: each.meeting_id } };
    taken(await session.attune.POST("/v1/students/{student_id}/meetings/{meeting_id}/cancellation", { params }));
    return t("tutor.meeting.off");
  };
  return h(
    "li",
    {},
    `${moment(each.starts_at)}, ${each.staff_name}${each.place ? `, ${each.place}` : ""}`,
    each.status === "cancelled" && ` (${t("tutor.meeting.cancelled")})`,
    open && sure(t("tutor.meeting.cancel"), t("tutor.meeting.cancel.sure"), off),
  );
}

export function notes(session: Session, id: string, given: readonly NoteOut[]): HTMLElement {
  const shown = growing(given.map((each) => note(session, id, each)), t("tutor.notes.none"));
  return h("div", {}, h("h3", {}, t("tutor.notes")), shown.whole, writing(session, id, (made) => shown.add(note(session, id, made))));
}

/** A new note: shared at once, or a draft where the institution has drafts of staff. */
function writing(session: Session, id: string, add: (made: NoteOut) => void): HTMLElement {
  const drafts = session.me.institution.staff_may_draft_notes;
  const focus = h(
    "select",
    { name: "focus" },
    h("option", { value: "routine" }, t("tutor.note.routine")),
    h("option", { value: "issue" }, t("tutor.note.issue")),
  );
  const form = h("form", { onsubmit: (event) => event.preventDefault() }) as HTMLFormElement;
  const said = announcer();
  const send = async (share: boolean): Promise<string> => {
    const get = new FormData(form);
    const body = {
      focus: get.get("focus") as "routine" | "issue",
      summary: String(get.get("summary")).trim(),
      follow_up_on: String(get.get("follow") ?? "") || null,
      share,
    };
    add(taken(await session.attune.POST("/v1/students/{student_id}/notes", { params: of(id), body })));
    form.reset();
    return t(share ? "tutor.note.shared" : "tutor.note.kept");
  };
  const keep = async () => {
    if (!form.reportValidity()) return;
    said.replaceChildren(loading());
    said.replaceChildren(await send(false).then(paragraph, problem));
  };
  form.append(
    field(t("tutor.note.focus"), focus),
    field(t("tutor.note.summary"), area("summary", { maxlength: 4000 }), t(drafts ? "tutor.note.draft-hint" : "tutor.note.share-hint")),
    field(t("tutor.note.follow"), input("date", "follow", { required: false })),
    drafts ? button(t("tutor.note.keep"), () => void keep()) : "",
    sure(t("tutor.note.share"), t("tutor.note.share.sure"), () => send(true), true),
    said,
  );
  return h("details", { class: "opening" }, h("summary", {}, t("tutor.note.new")), form);
}

function note(session: Session, id: string, each: NoteOut): HTMLElement {
  const params = { path: { student_id: id, note_id: each.note_id } };
  const item = h("li", {});
  const share = async () => {
    const shared = taken(await session.attune.POST("/v1/students/{student_id}/notes/{note_id}/sharing", { params }));
    item.replaceChildren(...words(shared), paragraph(t("tutor.note.shared")));
    return t("tutor.note.shared");
  };
  const drop = async () => {
    taken(await session.attune.DELETE("/v1/students/{student_id}/notes/{note_id}", { params }));
    item.replaceChildren(paragraph(t("tutor.note.dropped")));
    return t("tutor.note.dropped");
  };
  item.append(...words(each));
  if (each.status === "draft" && each.author === "staff") {
    item.append(sure(t("tutor.note.share"), t("tutor.note.share.sure"), share), sure(t("tutor.note.drop"), t("tutor.note.drop.sure"), drop));
  }
  return item;
}

function words(each: NoteOut): readonly (HTMLElement | string)[] {
  const by = each.staff_name ?? t(each.author === "student" ? "tutor.by-student" : "unknown");
  const state = each.status === "shared" ? null : t(each.status === "draft" ? "tutor.note.is-draft" : "tutor.note.removed");
  return [
    h("p", { class: "hint" }, [moment(each.shared_at ?? each.changed_at), by, state].filter(Boolean).join(", ")),
    each.summary === null ? "" : h("p", { class: "words" }, each.summary),
    each.follow_up_on === null ? "" : paragraph(t("tutor.note.follow-on", { day: day(each.follow_up_on) })),
  ];
}

export function objectives(session: Session, id: string): HTMLElement {
  return optional(t("tutor.objectives"), async () => {
    const { items } = taken(await session.attune.GET("/v1/students/{student_id}/objectives", { params: of(id) }));
    const shown = growing(items.map((each) => objective(session, id, each)), t("tutor.objectives.none"));
    const fields = [
      field(t("tutor.objective.title"), input("text", "title", { maxlength: 300 })),
      field(t("tutor.objective.due"), input("date", "due")),
    ];
    const set = opening(t("tutor.objective.new"), fields, t("tutor.objective.set"), async (get) => {
      const body = { title: get("title"), due_on: get("due") };
      shown.add(objective(session, id, taken(await session.attune.POST("/v1/students/{student_id}/objectives", { params: of(id), body }))));
      return t("tutor.saved");
    });
    return [shown.whole, set];
  });
}

const OUTCOMES = { achieved: "tutor.objective.achieved", given_up: "tutor.objective.given-up", replaced: "tutor.objective.replaced" } as const;

function objective(session: Session, id: string, each: ObjectiveOut): HTMLElement {
  const params = { path: { student_id: id, objective_id: each.objective_id } };
  const outcome = select((["achieved", "given_up", "replaced"] as const).map((code) => [code, t(OUTCOMES[code])] as const));
  const said: Child[] = each.progress.map((one) =>
    h("li", {}, `${moment(one.entered_at)}, ${one.staff_name ?? t("tutor.by-student")}: `, h("q", {}, one.words)),
  );
  const progress = h("ul", {}, ...said);
  const tell = opening(t("tutor.objective.progress"), [field(t("tutor.objective.how"), area("words", { maxlength: 2000 }))], t("tutor.save"), async (get) => {
    const body = { words: get("words") };
    taken(await session.attune.POST("/v1/students/{student_id}/objectives/{objective_id}/progress", { params, body }));
    progress.append(h("li", {}, h("q", {}, body.words)));
    return t("tutor.saved");
  });
  const close = async () => {
    const body = { outcome: outcome.value as keyof typeof OUTCOMES };
    taken(await session.attune.POST("/v1/students/{student_id}/objectives/{objective_id}/closing", { params, body }));
    return t("tutor.saved");
  };
  return h(
    "li",
    {},
    h("p", {}, h("strong", {}, each.title), ` – ${each.outcome ? t(OUTCOMES[each.outcome]) : t("tutor.by-day", { day: day(each.due_on) })}`),
    progress,
    each.outcome === null && [tell, opening(t("tutor.objective.close"), [
      field(t("tutor.objective.outcome"), outcome),
      sure(t("tutor.objective.close"), t("tutor.sure"), close),
    ])],
  );
}
