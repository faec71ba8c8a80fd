/** Meetings and notes as the student has them: arranged, called off, written, shared; and a calendar's address. */

import { type MeetingOut, type NoteOut, taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import type { Session } from "./session.ts";
import { headed, of, once, rows } from "./student_parts.ts";
import { note } from "./sections.ts";
import { moment, t } from "./texts.ts";
import { area, input, opening, sure } from "./tutor_parts.ts";
import { button, type Done, field, hint, loading, paragraph, problem, select } from "./ui.ts";

const MINUTES = [15, 30, 45, 60];

export async function meetings(session: Session, student: string, done: Done): Promise<readonly Child[]> {
  const { attune } = session;
  const [all, self] = await Promise.all([
    attune.GET("/v1/students/{student_id}/meetings", { params: of(student) }),
    attune.GET("/v1/students/{student_id}", { params: of(student) }),
  ]);
  const { items } = taken(all);
  const tutors = taken(self).personal_tutors;
  const staff = select(tutors.map((each) => [each.staff_id, each.name] as const));
  const length = select(MINUTES.map((each) => [String(each), t("tutor.minutes", { count: each })] as const), "30");
  const fields = [
    tutors.length > 1 && field(t("support.with"), staff),
    field(t("tutor.meeting.starts"), input("datetime-local", "starts"), t("tutor.meeting.zone")),
    field(t("tutor.meeting.length"), length),
    field(t("support.place"), input("text", "place", { required: false, maxlength: 200 })),
  ];
  const arrange = opening(t("tutor.meeting.new"), fields, t("tutor.meeting.arrange"), async (get) => {
    const starts = new Date(get("starts"));
    const ends = new Date(starts.getTime() + Number(length.value) * 60_000);
    const body = { starts_at: starts.toISOString(), ends_at: ends.toISOString(), place: get("place") || null, staff_id: staff.value };
    const made = taken(await attune.POST("/v1/students/{student_id}/meetings", { params: once(student), body }));
    await done(t("tutor.meeting.made", { when: moment(made.starts_at) }));
    return "";
  });
  return [
    rows(items, "support.meetings.none", (each) => meeting(session, student, each, done)),
    tutors.length === 0 ? hint(t("meeting.nobody")) : arrange,
    calendarLink(session),
  ];
}

function meeting(session: Session, student: string, each: MeetingOut, done: Done): readonly Child[] {
  const ahead = each.status === "planned" && each.starts_at > session.me.now;
  const off = async () => {
    const params = { ...once(student), path: { student_id: student, meeting_id: each.meeting_id } };
    taken(await session.attune.POST("/v1/students/{student_id}/meetings/{meeting_id}/cancellation", { params }));
    await done(t("tutor.meeting.off"));
    return "";
  };
  const state = each.status === "cancelled" ? "support.cancelled" : ahead ? "support.planned" : "meeting.over";
  return [
    headed(moment(each.starts_at), [each.staff_name, each.place].filter(Boolean).join(", "), t(state)),
    ahead && sure(t("tutor.meeting.cancel"), t("tutor.meeting.cancel.sure"), off),
  ];
}

/** The latest notes, and earlier ones by a button; a new one, and what can be done with a draft. */
export async function notes(session: Session, student: string, done: Done): Promise<readonly Child[]> {
  const ask = async (cursor?: string) =>
    taken(
      await session.attune.GET("/v1/students/{student_id}/notes", {
        params: { path: { student_id: student }, query: { limit: 20, ...(cursor === undefined ? {} : { cursor }) } },
      }),
    );
  const shown = (items: readonly NoteOut[]) =>
    rows(items, "support.notes.none", (each) => [note(each), ...(each.status === "draft" ? draft(session, student, each, done) : [])]);
  const more = h("div", {});
  const next = (cursor: string | null) => {
    if (cursor === null) return more.replaceChildren();
    const press = () => {
      more.replaceChildren(loading());
      ask(cursor).then(
        (page) => {
          const added = shown(page.items);
          more.before(added);
          added.querySelector("li")?.setAttribute("tabindex", "-1");
          added.querySelector<HTMLElement>("li")?.focus();
          next(page.next_cursor);
        },
        (error: unknown) => more.replaceChildren(problem(error)),
      );
    };
    more.replaceChildren(button(t("who.more"), press));
  };
  const first = await ask();
  next(first.next_cursor);
  return [shown(first.items), more, writing(session, student, done)];
}

function draft(session: Session, student: string, each: NoteOut, done: Done): readonly Child[] {
  const params = { ...once(student), path: { student_id: student, note_id: each.note_id } };
  const share = async () => {
    taken(await session.attune.POST("/v1/students/{student_id}/notes/{note_id}/sharing", { params }));
    await done(t("note.shared"));
    return "";
  };
  const drop = async () => {
    taken(await session.attune.DELETE("/v1/students/{student_id}/notes/{note_id}", { params }));
    await done(t("tutor.note.dropped"));
    return "";
  };
  return [
    hint(t("note.draft")),
    sure(t("note.share"), t("note.share.sure"), share),
    sure(t("tutor.note.drop"), t("tutor.note.drop.sure"), drop),
  ];
}

function writing(session: Session, student: string, done: Done): HTMLElement {
  const focus = select([["routine", t("tutor.note.routine")], ["issue", t("tutor.note.issue")]]);
  const share = select([["yes", t("note.share")], ["no", t("tutor.note.keep")]]);
  const fields = [
    field(t("tutor.note.focus"), focus),
    field(t("tutor.note.summary"), area("summary", { maxlength: 4000 })),
    field(t("note.then"), share, t("note.share.sure")),
  ];
  return opening(t("tutor.note.new"), fields, t("tutor.save"), async (get) => {
    const body = { focus: focus.value as "routine" | "issue", summary: get("summary"), share: share.value === "yes" };
    taken(await session.attune.POST("/v1/students/{student_id}/notes", { params: once(student), body }));
    await done(t(body.share ? "note.shared" : "tutor.note.kept"));
    return "";
  });
}

/** The address is shown once: whoever has it reads the meetings. */
function calendarLink({ attune }: Session): HTMLElement {
  const place = h("div", {});
  const params = () => ({ header: { "Idempotency-Key": crypto.randomUUID() } });
  const make = async () => {
    const answer = await attune.POST("/v1/me/calendar-link", { params: params() });
    const { path, expires_at } = taken(answer);
    const address = input("text", "address", { readonly: true, value: new URL(path, answer.response.url).href }) as HTMLInputElement;
    address.addEventListener("focus", () => address.select());
    place.replaceChildren(
      field(t("calendar.address"), address, t("calendar.secret")),
      paragraph(t("calendar.until", { when: moment(expires_at) })),
    );
    return t("calendar.made");
  };
  const remove = async () => {
    taken(await attune.DELETE("/v1/me/calendar-link", { params: params() }));
    place.replaceChildren();
    return t("calendar.removed");
  };
  return h(
    "details",
    { class: "opening" },
    h("summary", {}, t("calendar.title")),
    hint(t("calendar.lead")),
    sure(t("calendar.make"), t("calendar.make.sure"), make, true),
    place,
    sure(t("calendar.remove"), t("calendar.remove.sure"), remove, true),
  );
}
