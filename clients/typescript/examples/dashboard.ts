/**
 * A student's dashboard in a terminal, against a running `make demo`:
 *
 *     node clients/typescript/examples/dashboard.ts [http://127.0.0.1:8000]
 *
 * It signs in with the access token in ATTUNE_TOKEN, or with the demonstration's own student.
 */

import { readFileSync } from "node:fs";

import { type Attune, connect, ProblemError, taken, wasUnchanged } from "../src/index.ts";
import type { DashboardOut, EngagementOut, ScoredDayOut, SectionsOut } from "../src/index.ts";
import { bars, bold, dim, share, when } from "./drawing.ts";

type SectionName = keyof SectionsOut;
type Section = NonNullable<SectionsOut[SectionName]>;
type Content<Name extends SectionName> = Extract<SectionsOut[Name], { state: "shown" }>["content"];

const base = process.argv[2] ?? "http://127.0.0.1:8000";

/** What each section says in one line when it is shown. */
const gists: { [Name in SectionName]: (content: Content<Name>) => string } = {
  attendance: ({ overall: { all_sessions: all, mandatory_sessions: mandatory } }) =>
    `${all.present} of ${all.expected} sessions (${share(all.attended_share)}), ` +
    `${share(mandatory.attended_share)} of the mandatory ones; ${all.no_record} without a record`,
  employability: ({ stage, careers_events: events }) =>
    `${stage ? stage.stage : "no stage yet"}; ${events.length} careers events in 30 days`,
  engagement: ({ days }) => `${latest(days)?.score ?? "no score"} on ${latest(days)?.day ?? "no day"}`,
  grades: ({ items, provisional }) =>
    `${items.filter((each) => each.mark !== null).length} marks${provisional ? ", provisional" : ""}, ` +
    `${items.filter((each) => each.submitted_on === null).length} still to submit`,
  meetings: ({ meetings, notes }) => `${meetings.length} meetings, ${notes.length} notes`,
};

function latest(days: readonly ScoredDayOut[]): ScoredDayOut | undefined {
  return days.findLast((each) => each.score !== null);
}

/** Why a section is not shown: each state has just what belongs to it. */
function reason(section: Exclude<Section, { state: "shown" }>): string {
  switch (section.state) {
    case "withheld":
      return `needs your consent: ${section.consent_path}`;
    case "hidden":
      return `until ${when(section.hidden_until)}`;
    case "not_collected":
      return "your university does not collect this";
    case "restricted":
      return "your role does not open this";
    case "unavailable":
      return `its source has been down since ${when(section.unavailable_since)}`;
  }
}

/** A section's line: its gist, or why there is none. */
function sectionLine<Name extends SectionName>(sections: SectionsOut, name: Name): string {
  const section = sections[name] as Section; // all were asked for, so all are there
  const said = section.state === "shown" ? gists[name](section.content as Content<Name>) : reason(section);
  const mark = section.state === "shown" ? "●" : "○";
  return `  ${mark} ${bold(name.padEnd(14))} ${dim(section.state.padEnd(14))} ${said}`;
}

function printDashboard({ day, sections }: DashboardOut): void {
  console.log(`\n${bold("Your dashboard")}, ${day}\n`);
  for (const name of Object.keys(gists) as SectionName[]) console.log(sectionLine(sections, name));
}

function printEngagement({ days, sources, caveats, first_day, last_day }: EngagementOut): void {
  console.log(`\n${bold("Engagement")}, ${first_day} to ${last_day}\n`);
  for (const line of bars(days.map((each) => each.score))) console.log(`  ${line}`);
  console.log("\n  Where it comes from:");
  for (const { title, unit, state, data_as_of } of sources) {
    const freshness = state === "collected" ? `${unit}, as of ${when(data_as_of)}` : state;
    console.log(`    ${title}: ${dim(freshness)}`);
  }
  console.log("\n  Please note:");
  for (const caveat of caveats) console.log(`    • ${caveat}`);
}

async function show(attune: Attune): Promise<void> {
  const me = taken(await attune.GET("/v1/me"));
  if (me.student_id === null) throw new Error("this access token is not a student's");
  const { service, name, provenance } = me.institution;
  console.log(`${bold(service)} of ${name}. ${dim(provenance ?? "")}`);

  const params = { path: { student_id: me.student_id } };
  const first = await attune.GET("/v1/students/{student_id}/dashboard", { params });
  printDashboard(taken(first));
  printEngagement(taken(await attune.GET("/v1/students/{student_id}/engagement", { params })));

  const second = await attune.GET("/v1/students/{student_id}/dashboard", { params });
  const said = wasUnchanged(second.response) ? "unchanged (304), shown from memory" : "changed meanwhile";
  console.log(`\nThe dashboard, asked for again: ${said}; it is ${taken(second).day}'s.`);
}

/** What a person can do about a refusal; the contract says which there are. */
function advice({ code, problem, retryAfter }: ProblemError): string {
  switch (code) {
    case "unauthenticated":
      return "Sign in again: the token is missing, false or too old.";
    case "consent-required":
      return "You have not agreed to this use of your data, and nobody has to.";
    case "purpose-required":
      return "Say why you look: connect({ purpose: … }).";
    case "unavailable":
      return `Try again in ${retryAfter ?? "a few"} seconds.`;
    default:
      return `What that means: ${base}${problem.type}`;
  }
}

function demoToken(): string {
  return readFileSync(new URL("../../../.attune/tokens/student", import.meta.url), "utf8").trim();
}

function tell(failure: unknown): void {
  if (failure instanceof ProblemError) {
    const { problem, code } = failure;
    console.error(`${bold(problem.title)} (${problem.status}, ${code}): ${problem.detail}`);
    console.error(advice(failure));
  } else if (failure instanceof Error) {
    console.error(`${failure.message}. Is the service at ${base}, and ATTUNE_TOKEN a student's?`);
  }
  process.exitCode = 1;
}

await show(connect({ baseUrl: base, token: process.env["ATTUNE_TOKEN"] ?? demoToken() })).catch(tell);
