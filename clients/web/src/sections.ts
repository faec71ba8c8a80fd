/** Attendance, marks, employability, meetings: what the dashboard gives of them, to the student and to staff. */

import type {
  EmployabilityOut,
  GradesOut,
  MeetingOut,
  MeetingsSectionOut,
  NoteOut,
  SectionsOut,
} from "attune-client";

import { lineChart } from "./chart.ts";
import { type Child, h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { day, moment, number, t } from "./texts.ts";
import { hint, link, list, paragraph, said, table } from "./ui.ts";

type Faults = { readonly known_inaccuracies: readonly { readonly words: string }[] };

export function faults({ known_inaccuracies: known }: Faults): Child {
  return known.length > 0 && h("div", {}, paragraph(t("inaccuracies")), list(known.map(({ words }) => said(words))));
}

export type Attendance = Extract<SectionsOut["attendance"], { state: "shown" }>["content"];

export function attendance(given: Attendance): readonly Child[] {
  const { overall, by_week: weeks, disputed_sessions: disputed } = given;
  const { all_sessions: all, mandatory_sessions: mandatory } = overall;
  if (all.expected === 0) return [paragraph(t("attendance.none"))];
  const { present, expected, authorised_absence: authorised, no_record } = all;
  const last = weeks.at(-1)?.all_sessions;
  const share = (part: number | null) => (part === null ? null : Math.round(part * 100));
  return [
    paragraph(t("attendance.sentence", { present, expected, authorised, no_record })),
    mandatory.expected > 0 &&
      paragraph(t("attendance.mandatory", { present: mandatory.present, expected: mandatory.expected })),
    disputed > 0 && paragraph(t("attendance.disputed", { count: disputed })),
    faults(given),
    weeks.length > 0 &&
      lineChart({
        title: t("attendance.chart"),
        sentence: last ? t("attendance.chart.sentence", { present: last.present, expected: last.expected }) : "",
        points: weeks.map((each) => ({
          label: t("attendance.week", { day: day(each.week_starting) }),
          value: share(each.all_sessions.attended_share),
        })),
        unit: t("attendance.unit"),
        top: 100,
      }),
  ];
}

export function grades(given: GradesOut): readonly Child[] {
  const { items, provisional, credits } = given;
  if (items.length === 0) return [paragraph(t("grades.none"))];
  return [
    provisional && hint(t("grades.provisional")),
    faults(given),
    markTable(items),
    paragraph(t("grades.credits", { count: number(credits.achieved) })),
  ];
}

/** Words about the work alone: whoever reads it. */
export function markTable(items: GradesOut["items"]): HTMLElement {
  return table(
    t("grades.table"),
    [t("grades.assessment"), t("grades.due"), t("grades.submitted"), t("grades.mark")],
    items.map((each) => [
      h("span", {}, said(each.module), h("br"), h("small", {}, said(each.kind.replaceAll("_", " ")))),
      each.due_on === null ? t("none") : day(each.due_on),
      each.submitted_on === null ? t("grades.not-yet") : day(each.submitted_on),
      mark(each),
    ]),
  );
}

function mark({ mark: value, confirmed_on, disputed }: GradesOut["items"][number]): string {
  if (value === null) return t("grades.not-yet");
  const words = t(confirmed_on === null ? "grades.is-provisional" : "grades.confirmed", { mark: number(value) });
  return disputed ? `${words} (${t("grades.disputed")})` : words;
}

export function employability(session: Session, given: EmployabilityOut): readonly Child[] {
  const { stage, careers_events: events } = given;
  return [
    paragraph(
      stage
        ? t("employability.stage", { stage: label(session, "career_stages", stage.stage), day: day(stage.recorded_on) })
        : t("employability.no-stage"),
    ),
    faults(given),
    events.length === 0 ? hint(t("employability.no-events")) : careersTable(events),
  ];
}

export function careersTable(events: EmployabilityOut["careers_events"]): HTMLElement {
  return table(
    t("employability.events"),
    [t("support.when"), t("support.what")],
    events.map((each) => [
      moment(each.occurred_at),
      said(`${each.kind}${each.about === null ? "" : `: ${each.about}`}`),
    ]),
  );
}

export function meetings({ meetings: all, notes }: MeetingsSectionOut): readonly Child[] {
  return [
    all.length > 0 ? meetingTable(all) : hint(t("support.meetings.none")),
    notes.length > 0 ? list(notes.map(note)) : hint(t("support.notes.none")),
    h("p", {}, link(t("support.more"), "#/support")),
  ];
}

export function meetingTable(all: readonly MeetingOut[]): HTMLElement {
  return table(
    t("support.meetings"),
    [t("support.when"), t("support.with"), t("support.place"), t("support.state")],
    all.map((each) => [
      moment(each.starts_at),
      each.staff_name,
      each.place ?? t("unknown"),
      t(each.status === "planned" ? "support.planned" : "support.cancelled"),
    ]),
  );
}

/** A note with its whole text: what was talked about, and what is to be done by whom. */
export function note(given: NoteOut): HTMLElement {
  const { author, staff_name, summary, issues, referrals, follow_up_on, removal } = given;
  const who = author === "student" ? t("support.note.own") : (staff_name ?? t("unknown"));
  const owners = { student: t("support.note.own"), tutor: t("note.tutor") } as const;
  return h(
    "div",
    { class: "note" },
    h("p", {}, h("strong", {}, who), " ", h("small", {}, moment(given.shared_at ?? given.created_at))),
    summary === null
      ? h("p", {}, t("support.note.removed"), removal?.reason ? h("span", {}, " ", said(removal.reason)) : null)
      : h("p", { class: "words" }, said(summary)),
    (issues ?? []).length > 0 && h("p", {}, `${t("note.issues")}: `, said((issues ?? []).join(", "))),
    (referrals ?? []).length > 0 && paragraph(t("note.to-do")),
    (referrals ?? []).length > 0 && list(
      (referrals ?? []).map(({ owner, owner_name, action }) =>
        h("span", {}, `${owner === "other" ? (owner_name ?? t("unknown")) : owners[owner]}: `, said(action)),
      ),
    ),
    follow_up_on !== null && hint(t("support.note.follow-up", { day: day(follow_up_on) })),
  );
}
