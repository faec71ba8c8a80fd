/** Referrals: a student agreed that a service is told of them; the service takes it, answers, and closes it. */

import { type ServiceReferralOut, taken } from "attune-client";

import { type Child } from "./dom.ts";
import type { Session } from "./session.ts";
import { day, type Key, moment, t } from "./texts.ts";
import { area, changing, choice, codes, growing, input, opening, optional, paged, place, studentLink } from "./tutor_parts.ts";
import { button, field, hint, paragraph, problem, section } from "./ui.ts";

const PATH = "/v1/students/{student_id}/referrals";
const HOW = ["in_person", "by_telephone", "in_writing", "online"] as const;
const OUTCOMES = ["helped", "not_needed", "not_reached", "passed_on"] as const;
type How = (typeof HOW)[number];
type Outcome = (typeof OUTCOMES)[number];

/** What the teams of the reader were asked to help with. */
export async function referralQueue(session: Session): Promise<HTMLElement> {
  const ask = async (next: object) => taken(await session.attune.GET("/v1/referrals", { params: { query: { limit: 20, ...next } } }));
  const shown = await paged(t("staff.referrals.nothing"), ask, (each) => referral(session, each, true));
  return place(t("staff.referrals"), section(t("staff.referrals.waiting"), ...shown));
}

/** A student's referrals, and how one is made. */
export function referrals(session: Session, id: string): HTMLElement {
  return optional(t("staff.referrals"), async () => {
    const params = { path: { student_id: id } };
    const { items } = taken(await session.attune.GET(PATH, { params }));
    const shown = growing(items.map((each) => referral(session, each, false)), t("staff.referrals.none"));
    const today = session.me.now.slice(0, 10);
    const fields = [
      hint(t("staff.referral.agreement")),
      field(t("staff.referral.team"), codes(session, "service_teams", "team")),
      field(t("staff.referral.about"), area("about", { minlength: 5, maxlength: 500 }), t("tutor.case.read")),
      field(t("staff.referral.agreed-on"), input("date", "agreed", { max: today })),
      field(t("staff.referral.agreed-how"), texts("how", HOW)),
    ];
    const add = opening(t("staff.referral.new"), fields, t("staff.referral.send"), async (get) => {
      const body = { team: get("team"), about: get("about"), agreed_on: get("agreed"), agreed_how: get("how") as How };
      shown.add(referral(session, taken(await session.attune.POST(PATH, { params, body })), false));
      return t("tutor.saved");
    });
    return [shown.whole, add];
  });
}

function texts(name: "how" | "outcome", all: readonly (How | Outcome)[]): HTMLSelectElement {
  return choice(name, all.map((code) => [code, t(`referral.${code}`)] as const));
}

/** One referral; its acts are for members of the service's team, and others are told so. */
function referral(session: Session, first: ServiceReferralOut, queued: boolean): HTMLElement {
  return changing("li", first, (each, done) => [
    queued && studentLink({ student_id: each.student_id, name: each.student_name, number: each.student_number }),
    paragraph(`${each.team_name}, ${t(`referral.${each.state}` satisfies Key)}: ${each.about}`),
    hint(t("staff.referral.by", { name: each.referred_by_name, when: moment(each.referred_at), day: day(each.agreed_on), how: t(`referral.${each.agreed_how}`) })),
    each.taken_at !== null && hint(t("staff.referral.taken-by", { name: each.taken_by_name ?? t("unknown"), when: moment(each.taken_at) })),
    each.answer !== null && paragraph(t("staff.referral.answered", { name: each.answered_by_name ?? t("unknown"), answer: each.answer })),
    each.closed_at !== null &&
      hint(`${each.outcome ? `${t(`referral.${each.outcome}`)}. ` : ""}${t("staff.closed-by", { name: each.closed_by_name ?? t("tutor.by-student"), when: moment(each.closed_at), reason: each.closing_reason ?? "" })}`),
    ...(each.closed_at === null && queued ? acts(session, each, done) : []),
  ]);
}

function acts(session: Session, each: ServiceReferralOut, done: (changed: ServiceReferralOut) => string): readonly Child[] {
  const { attune } = session;
  const params = { path: { student_id: each.student_id, referral_id: each.referral_id } };
  const take = button(t("staff.referral.take"), (event) => {
    const pressed = event.target as HTMLElement;
    attune.POST(`${PATH}/{referral_id}/taking`, { params }).then(taken).then(done).catch((error: unknown) => pressed.after(problem(error)));
  });
  const answer = opening(
    t("staff.referral.answer"),
    [field(t("staff.referral.words"), area("answer", { maxlength: 2000 }), t("tutor.case.read"))],
    t("staff.referral.answer.send"),
    async (get) => done(taken(await attune.POST(`${PATH}/{referral_id}/answer`, { params, body: { answer: get("answer") } }))),
  );
  const close = opening(
    t("staff.referral.close"),
    [
      field(t("tutor.case.how"), texts("outcome", OUTCOMES)),
      field(t("tutor.case.why-closed"), area("reason", { minlength: 5, maxlength: 500 }), t("tutor.case.read")),
    ],
    t("tutor.save"),
    async (get) => {
      const body = { outcome: get("outcome") as Outcome, reason: get("reason") };
      return done(taken(await attune.POST(`${PATH}/{referral_id}/closing`, { params, body })));
    },
  );
  return [each.taken_at === null && take, each.taken_at !== null && each.answer === null && answer, close];
}
