/** Today in a sentence, and each section of the dashboard in its state. */

import { type EngagementOut, type GradesOut, type SectionsOut, taken } from "attune-client";

import { comparison, expectation, weeks } from "./compared.ts";
import { type Child, h } from "./dom.ts";
import { engagement } from "./engagement.ts";
import { type Attendance, attendance, employability, grades, meetings } from "./sections.ts";
import { label, meaning, type Session } from "./session.ts";
import { day, language, moment, number, t } from "./texts.ts";
import { absent } from "./student_parts.ts";
import { hint, link, list, paragraph, section } from "./ui.ts";
import { wrongLink } from "./wrong.ts";

type Name = keyof SectionsOut;
type Section = NonNullable<SectionsOut[Name]>;
type Shown<Of extends Name> = Extract<SectionsOut[Of], { state: "shown" }>["content"];

const ORDER: readonly Name[] = ["engagement", "attendance", "grades", "employability", "meetings"];

export async function todayPage(session: Session, student: string): Promise<HTMLElement> {
  const params = { path: { student_id: student } };
  const dashboard = taken(await session.attune.GET("/v1/students/{student_id}/dashboard", { params }));
  const { sections } = dashboard;
  const [first, ...others] = sentences(sections, dashboard.day);
  return h(
    "div",
    {},
    h("h1", {}, session.me.name ? t("today.hello", { name: session.me.name }) : t("today.title")),
    paragraph(day(dashboard.day), "date"),
    paragraph(first ?? t("today.nothing"), "lead"),
    others.length > 0 && list(others),
    ...ORDER.flatMap((name) => {
      const given = sections[name];
      return given && !closed(given) ? [section(named(session, name), ...content(session, student, name, given), wrongLink(session, name))] : [];
    }),
    weeks(session, student),
    comparison(session, student),
    expectation(session, student),
    absent(ORDER.map((name) => [named(session, name), sections[name]?.state ?? null])),
  );
}

/** In the institution's words; in the page's own where it has none, as it has no such section. */
function named(session: Session, name: Name): string {
  const known = meaning(session, "sections", name) !== null;
  return known && language() === "en" ? label(session, "sections", name) : t(`section.${name}`);
}

/** A section that stays closed: a line is enough for all of its kind. */
function closed({ state }: Section): boolean {
  return state === "not_collected" || state === "restricted";
}

/** What a section shows, or why it does not. */
function content(session: Session, student: string, name: Name, given: Section): readonly Child[] {
  if (given.state !== "shown") return [absence(given)];
  switch (name) {
    case "engagement":
      return engagement(session, student, given.content as Shown<"engagement">);
    case "attendance":
      return attendance(given.content as Shown<"attendance">);
    case "grades":
      return grades(given.content as Shown<"grades">);
    case "employability":
      return employability(session, given.content as Shown<"employability">);
    case "meetings":
      return meetings(given.content as Shown<"meetings">);
  }
}

/** Why a section is not shown. */
function absence(given: Exclude<Section, { state: "shown" }>): HTMLElement {
  switch (given.state) {
    case "withheld":
      return h("div", {}, paragraph(t("state.withheld")), h("p", {}, link(t("state.withheld.link"), "#/consent")));
    case "hidden":
      return paragraph(t("state.hidden", { when: moment(given.hidden_until) }));
    case "unavailable":
      return paragraph(t("state.unavailable", { when: moment(given.unavailable_since) }));
    case "restricted":
      return hint(t("state.restricted"));
    case "not_collected":
      return hint(t("state.not_collected"));
  }
}

/** The day in short: what is shown, most telling first. */
function sentences(sections: SectionsOut, today: string): string[] {
  const { engagement: score, attendance: sessions, grades: marks } = sections;
  return [
    ...(score?.state === "shown" ? [scored(score.content)] : []),
    ...(sessions?.state === "shown" ? attended(sessions.content) : []),
    ...(marks?.state === "shown" ? due(marks.content, today) : []),
  ];
}

function scored({ latest }: EngagementOut): string {
  if (!latest) return t("today.none");
  const change = latest.change_in_week;
  const score = number(latest.score);
  if (change === null) return t("today.score", { score, day: day(latest.day) });
  if (change === 0) return t("today.score.same", { score });
  return t(change > 0 ? "today.score.up" : "today.score.down", { score, change: number(Math.abs(change)) });
}

function attended({ overall }: Attendance): string[] {
  const { present, absent } = overall.all_sessions;
  return present + absent === 0 ? [] : [t("today.attended", { present, counted: present + absent })];
}

function due({ items }: GradesOut, today: string): string[] {
  const open = items.flatMap((each) => (each.submitted_on === null && each.due_on ? [each.due_on] : []));
  const ahead = open.filter((each) => each >= today).sort();
  const next = ahead[0];
  return next === undefined ? [] : [t(ahead.length === 1 ? "today.due.one" : "today.due", { count: ahead.length, day: day(next) })];
}

