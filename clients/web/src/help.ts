/** What is offered to the student, and done for them: invitations, referrals, cases, messages, signals, exemptions. */

import { type AnswerIn, type CaseOut, type InvitationOut, taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import { meaning, type Session } from "./session.ts";
import { headed, of, once, rows, words, written } from "./student_parts.ts";
import { before, day, moment, span, t } from "./texts.ts";
import { area, codes, opening, sure } from "./tutor_parts.ts";
import { type Done, field, hint, list, paragraph, said, table } from "./ui.ts";

export async function invitations(session: Session, done: Done): Promise<readonly Child[]> {
  const { items } = taken(await session.attune.GET("/v1/me/invitations"));
  return [rows(items, "invitations.none", (each) => invitation(session, each, done))];
}

function invitation({ attune }: Session, each: InvitationOut, done: Done): readonly Child[] {
  const params = { path: { group_intervention_id: each.group_intervention_id }, header: { "Idempotency-Key": crypto.randomUUID() } };
  const join = async () => {
    taken(await attune.POST("/v1/group-interventions/{group_intervention_id}/joining", { params }));
    await done(t("invitation.joined"));
    return "";
  };
  const leave = async () => {
    taken(await attune.POST("/v1/group-interventions/{group_intervention_id}/leaving", { params }));
    await done(t("invitation.left"));
    return "";
  };
  return [
    headed(said(each.title), [moment(each.starts_at), each.place].filter(Boolean).join(", "), each.organised_by_name),
    written(each.about),
    each.joined_at === null
      ? sure(t("invitation.join"), t("invitation.join.sure"), join)
      : sure(t("invitation.leave"), t("invitation.leave.sure"), leave),
  ];
}

export async function referrals(session: Session, student: string, done: Done): Promise<readonly Child[]> {
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/referrals", { params: of(student) }));
  return [
    rows(items, "referrals.none", (each) => {
      const withdraw = async () => {
        const params = { ...once(student), path: { student_id: student, referral_id: each.referral_id } };
        taken(await session.attune.POST("/v1/students/{student_id}/referrals/{referral_id}/withdrawal", { params }));
        await done(t("referral.withdrawn"));
        return "";
      };
      return [
        headed(said(each.team_name), t("referral.by", { name: each.referred_by_name, day: moment(each.referred_at) }), t(`referral.is.${each.state}`)),
        written(each.about),
        each.answer !== null && written(each.answer),
        each.closing_reason !== null && written(each.closing_reason),
        each.advice !== null && written(each.advice),
        each.closed_at === null && sure(t("referral.withdraw"), t("referral.withdraw.sure"), withdraw),
      ];
    }),
  ];
}

export async function cases(session: Session, student: string, done: Done): Promise<readonly Child[]> {
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/cases", { params: of(student) }));
  return [rows(items, "cases.none", (each) => oneCase(session, student, each, done))];
}

function oneCase(session: Session, student: string, each: CaseOut, done: Done): readonly Child[] {
  const attempts = each.ladder.flatMap((rung) => rung.attempts);
  return [
    headed(
      each.outcome === null ? words(session, "case_states", each.state) : words(session, "case_outcomes", each.outcome),
      t("case.by", { name: each.opened_by_name, when: moment(each.opened_at) }),
      each.team_name ?? each.owner_name,
    ),
    written(each.reason),
    attempts.length > 0 && list(attempts.map((one) => `${moment(one.attempted_at)}: ${words(session, "attempt_channels", one.channel)}`)),
    each.need !== null && written(each.need.reason),
    each.answer !== null && paragraph(`${t("support.note.own")}: ${meaning(session, "student_answers", each.answer) ?? ""}`),
    each.closed_at === null && answering(session, student, done),
  ];
}

function answering(session: Session, student: string, done: Done): HTMLElement {
  const answer = codes(session, "student_answers", "answer");
  for (const each of answer.options) each.textContent = meaning(session, "student_answers", each.value) ?? each.textContent;
  const fields = [field(t("case.what"), answer), field(t("case.text"), area("text", { required: false, maxlength: 2000 }), t("request.optional"))];
  return opening(t("tutor.case.answer"), fields, t("case.send"), async (get) => {
    const body = { answer: answer.value as AnswerIn["answer"], text: get("text") || null };
    taken(await session.attune.POST("/v1/students/{student_id}/answers", { params: once(student), body }));
    await done(t("case.answered"));
    return "";
  });
}

export async function messages(session: Session, student: string): Promise<readonly Child[]> {
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/prepared-messages", { params: of(student) }));
  return [
    rows(items, "messages.none", (each) => [
      headed(said(each.subject), each.prepared_by_name, moment(each.prepared_at)),
      written(each.body),
    ]),
  ];
}

export async function signals(session: Session, student: string): Promise<readonly Child[]> {
  const { attune } = session;
  const [raised, now] = await Promise.all([
    attune.GET("/v1/students/{student_id}/signals", { params: of(student) }),
    attune.GET("/v1/students/{student_id}/signals/current", { params: of(student) }),
  ]);
  const { items } = taken(raised);
  const current = taken(now);
  return [
    rows(items, "support.signals.none", (each) => [
      headed(
        said(each.rule_title),
        `${day(each.as_of)}: ${t(`verdict.${each.verdict}`)}`,
        each.closed_because === null ? t("signal.open") : words(session, "signal_closings", each.closed_because),
      ),
    ]),
    current.items.length > 0 &&
      table(
        current.as_of ? t("support.signals.as-of", { day: day(current.as_of) }) : t("support.signals.now"),
        [t("support.rule"), t("support.verdict")],
        current.items.map(({ rule_title, verdict }) => [said(rule_title), t(`verdict.${verdict}`)]),
      ),
    hint(t("support.signals.note")),
  ];
}

export async function exemptions(session: Session, student: string): Promise<readonly Child[]> {
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/exemptions", { params: of(student) }));
  return [
    rows(items, "support.exemptions.none", (each) => [
      headed(said(each.reason_title), span(each.starts_on, before(each.ends_before)), each.ended_at && t("tutor.exemption.ended", { when: moment(each.ended_at) })),
      h("p", {}, said(each.effect)),
    ]),
  ];
}
