/** One student, as staff see them: each section in its state, and what is done for them. */

import { type EngagementOut, type SectionsOut, type StudentOut, taken } from "attune-client";

import { lineChart } from "./chart.ts";
import { type Child, h } from "./dom.ts";
import { type Attendance, attendance, employability, faults, grades } from "./sections.ts";
import { label, type Session } from "./session.ts";
import { day, number, t } from "./texts.ts";
import { assignments } from "./tutor_assignments.ts";
import { casesOf } from "./tutor_cases.ts";
import { signed } from "./tutor_caseload.ts";
import { circumstances, exemptions } from "./tutor_exemptions.ts";
import { messages } from "./tutor_messages.ts";
import { has, optional, reason, remarksOn } from "./tutor_parts.ts";
import { referrals } from "./tutor_referrals.ts";
import { signalsOf } from "./tutor_signals.ts";
import { meetings, notes, objectives } from "./tutor_support.ts";
import { visaOf } from "./tutor_visa.ts";
import { expectation, weeks } from "./tutor_weeks.ts";
import { hint, paragraph, problem, section, table } from "./ui.ts";

export async function oneStudent(session: Session, id: string): Promise<HTMLElement> {
  const params = { path: { student_id: id } };
  const [record, board] = await Promise.all([
    session.attune.GET("/v1/students/{student_id}", { params }),
    session.attune.GET("/v1/students/{student_id}/dashboard", { params }).then(taken).catch((error: unknown) => problem(error)),
  ]);
  const student = taken(record);
  return h(
    "div",
    {},
    h("p", {}, h("a", { href: "#/" }, t("tutor.back"))),
    h("h1", {}, student.name ?? student.number),
    who(session, student),
    has(session, "signal_rules") && signalsOf(session, id),
    has(session, "indicator_bands") && indicator(session, id),
    board instanceof HTMLElement ? board : sections(session, id, board.sections),
    has(session, "expectation_acts") && expectation(session, id),
    has(session, "report_colours") && weeks(session, id),
    has(session, "visa_decisions") && visaOf(session, id),
    has(session, "case_states") && [casesOf(session, id), messages(session, id)],
    has(session, "service_teams") && referrals(session, id),
    has(session, "teams") && assignments(session, id),
    has(session, "case_states") && objectives(session, id),
    has(session, "exemption_reasons") && [exemptions(session, id), circumstances(session, id)],
    optional(t("tutor.missing"), async () => {
      const { items } = taken(await session.attune.GET("/v1/students/{student_id}/remarks", { params }));
      return [remarksOn(session, items) ?? hint(t("tutor.missing.none"))];
    }),
  );
}

/** The band of the student's indicator, and what the student reads with it. */
function indicator(session: Session, id: string): HTMLElement {
  return optional(t("tutor.band"), async () => {
    const params = { path: { student_id: id } };
    const { state, reason: why, band } = taken(await session.attune.GET("/v1/students/{student_id}/indicator", { params }));
    if (band === null) return [hint([label(session, "indicator_states", state), why && label(session, "day_states", why)].filter(Boolean).join(": "))];
    return [h("p", {}, h("strong", {}, band.title)), paragraph(t("tutor.band.reads", { sentence: band.sentence }))];
  });
}

/** Who the student is, and who tutors them. */
function who(session: Session, student: StudentOut): HTMLElement {
  const facts: (readonly [string, Child])[] = [
    [t("tutor.number"), student.number],
    [t("tutor.programme"), student.programme?.title ?? t("unknown")],
    [t("tutor.college"), student.college?.name ?? t("unknown")],
    [t("tutor.studies"), studies(session, student)],
    [t("tutor.tutors"), student.personal_tutors.length ? h("ul", { class: "plain" }, ...student.personal_tutors.map(tutor)) : t("none")],
    [t("tutor.modules"), student.module_runs.map(({ title }) => title).join(", ") || t("none")],
  ];
  return h("dl", { class: "facts" }, ...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

function studies(session: Session, { level, study_mode: mode, residence }: StudentOut): string {
  const codes = [["levels", level], ["study_modes", mode], ["residences", residence]] as const;
  return codes.flatMap(([vocabulary, code]) => (code === null ? [] : [label(session, vocabulary, code)])).join(", ") || t("unknown");
}

function tutor({ name, email, since }: StudentOut["personal_tutors"][number]): HTMLElement {
  return h("li", {}, email === null ? name : h("a", { href: `mailto:${email}` }, name), `, ${t("days.since", { first: day(since) })}`);
}

type Name = keyof SectionsOut;
type Content<Each extends Name> = Extract<SectionsOut[Each], { state: "shown" }>["content"];
type Shown = { readonly [Each in Name]-?: (session: Session, content: Content<Each>, id: string) => readonly Child[] };

const SHOWN: Shown = {
  engagement: (session, content) => engagement(session, content),
  attendance: (session, content) => [...attendance(content), weekTable(content), ...missing(session, content)],
  grades: (session, content) => [...grades(content), ...missing(session, content)],
  employability: (session, content) => [...employability(session, content), ...missing(session, content)],
  meetings: (session, content, id) => [meetings(session, id, content.meetings), notes(session, id, content.notes)],
};

function sections(session: Session, id: string, all: SectionsOut): HTMLElement {
  return h("div", {}, ...(Object.keys(SHOWN) as Name[]).map((name) => one(session, id, name, all[name])));
}

function one<Each extends Name>(session: Session, id: string, name: Each, given: SectionsOut[Each]): HTMLElement | null {
  const known = session.reference.vocabularies["sections"]?.some(({ code }) => code === name) ?? false;
  // What the institution does not have at all is not worth a line for each student.
  if (given === undefined || (given.state !== "shown" && !known)) return null;
  const show = SHOWN[name] as (session: Session, content: Content<Each>, id: string) => readonly Child[];
  const content = given.state === "shown" ? show(session, given.content as Content<Each>, id) : [hint(reason(session, given))];
  return section(label(session, "sections", name), ...content);
}

function engagement(session: Session, content: EngagementOut): readonly Child[] {
  const { days, latest, scale } = content;
  const scored = days.filter(({ score }) => score !== null);
  const change = latest?.change_in_week ?? null;
  const sentence = latest
    ? t(change === null ? "tutor.latest" : "tutor.latest.change", { score: number(latest.score), day: day(latest.day), change: signed(change) })
    : t("tutor.no-score");
  const last = days.at(-1);
  return [
    scored.length > 0
      ? lineChart({
          title: t("tutor.trend"),
          sentence,
          unit: t("tutor.score"),
          points: days.map((each) => ({ label: day(each.day), value: each.score })),
        })
      : paragraph(last ? label(session, "day_states", last.state) : sentence),
    hint(scale.meaning),
    ...content.caveats.map(hint),
    content.disputes.length > 0 && hint(t("tutor.disputed")),
    faults(content),
    ...missing(session, content),
  ];
}

/** What the chart's own table has not: why sessions were missed. */
function weekTable({ by_week: all }: Attendance): Child {
  const heads = [t("tutor.week"), t("tutor.present"), t("tutor.absent"), t("tutor.authorised"), t("tutor.no-record")];
  if (all.length === 0) return null;
  const rows = all.map(({ week_starting: week, all_sessions: each }) => [day(week), each.present, each.absent, each.authorised_absence, each.no_record]);
  return h("details", {}, h("summary", {}, t("tutor.attendance.weeks")), table(t("tutor.attendance.weeks"), heads, rows));
}

/** What the student says is missing. */
function missing(session: Session, { remarks }: Pick<EngagementOut, "remarks">): readonly Child[] {
  return remarks.length === 0 ? [] : [paragraph(t("tutor.missing")), remarksOn(session, remarks)];
}
