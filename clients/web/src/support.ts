/** Meetings, notes, objectives, what is offered, changes that were noticed, exemptions. */

import { h } from "./dom.ts";
import { cases, exemptions, invitations, messages, referrals, signals } from "./help.ts";
import { meetings, notes } from "./meetings.ts";
import { objectives } from "./objectives.ts";
import type { Session } from "./session.ts";
import { parts } from "./student_parts.ts";
import { t } from "./texts.ts";

export async function supportPage(session: Session, student: string): Promise<HTMLElement> {
  const { add, rest } = parts();
  return h(
    "div",
    {},
    h("h1", {}, t("support.title")),
    add("support.meetings", (done) => meetings(session, student, done)),
    add("support.notes", (done) => notes(session, student, done)),
    add("support.objectives", (done) => objectives(session, student, done)),
    add("cases.title", (done) => cases(session, student, done)),
    add("invitations.title", (done) => invitations(session, done)),
    add("referrals.title", (done) => referrals(session, student, done)),
    add("messages.title", () => messages(session, student)),
    add("support.signals", () => signals(session, student)),
    add("support.exemptions", () => exemptions(session, student)),
    rest,
  );
}
