/** Cases: who looks for a student, how they were tried, and what waits to be done. */

import { type AttemptIn, type CaseClosingIn, type CaseIn, type CaseOut, type NeedIn, type QueuedCaseOut, taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { day, moment, t } from "./texts.ts";
import { contact, history, moves } from "./tutor_case_moves.ts";
import { preparing } from "./tutor_messages.ts";
import { area, changing, choice, codes, growing, has, input, named, none, opening, optional, place, studentLink, sure } from "./tutor_parts.ts";
import { announcer, button, codeOf, field, hint, loading, paragraph, problem, section, table } from "./ui.ts";

const QUEUES = ["overdue", "due_today", "unassigned", "waiting_for_student", "answered"] as const;

/** What waits, one queue at a time. */
export async function queue(session: Session): Promise<HTMLElement> {
  const shown = h("div", {});
  const choices = h("div", { class: "choices", role: "group", "aria-label": t("tutor.queue.which") });
  const said = announcer();
  let current: (typeof QUEUES)[number] = "overdue";
  const ask = async (name: typeof current, cursor?: string): Promise<void> => {
    const query = { queue: name, limit: 50, ...(cursor === undefined ? {} : { cursor }) };
    const page = taken(await session.attune.GET("/v1/cases", { params: { query } }));
    current = name;
    const next = page.next_cursor;
    const buttons = QUEUES.map((each) =>
      button(`${label(session, "case_queues", each)} (${page.counts[each]})`, () => choose(each), {
        "aria-pressed": String(each === name),
        class: each === name ? null : "quiet",
      }),
    );
    const held = [...choices.children].indexOf(document.activeElement as Element);
    choices.replaceChildren(...buttons);
    buttons[held]?.focus();
    shown.replaceChildren(page.items.length ? listed(session, page.items) : hint(t("tutor.queue.none")));
    if (next !== null) shown.append(button(t("tutor.show-more"), () => void ask(name, next).catch(refused)));
    said.replaceChildren(paragraph(t("tutor.queue.count", { count: page.counts[name], queue: label(session, "case_queues", name) })));
  };
  const refused = (error: unknown) => shown.replaceChildren(problem(error));
  const choose = (name: typeof current) => {
    said.replaceChildren(loading());
    void ask(name).catch(refused);
  };
  try {
    await ask("overdue");
  } catch (error) {
    return place(t("tutor.queue"), codeOf(error) === "not-collected" ? hint(t("tutor.queue.nowhere")) : problem(error));
  }
  const texts = optional(t("staff.messages"), async () => [
    hint(t("staff.messages.meaning")),
    ...(await preparing(session, t("staff.message.queue"), () => ({ queue: current }))),
  ]);
  return place(t("tutor.queue"), section(t("tutor.queue.cases"), choices, said, shown), texts);
}

function listed(session: Session, items: readonly QueuedCaseOut[]): HTMLElement {
  const heads = [t("tutor.student"), t("tutor.case.state"), t("tutor.case.rung"), t("tutor.due"), t("tutor.case.owner"), t("tutor.case.answer")];
  return table(t("tutor.queue.cases"), heads, items.map((each) => [
    studentLink(each),
    label(session, "case_states", each.state),
    each.rung_title,
    day(each.due_on),
    each.owner_name ?? each.team_name ?? t("none"),
    each.answer === null ? t("none") : label(session, "student_answers", each.answer),
  ]));
}

/** A student's cases, newest first as the service has them, and how one is opened, of a signal or without. */
export function casesOf(session: Session, id: string): HTMLElement {
  return optional(t("tutor.cases"), async () => {
    const params = { path: { student_id: id } };
    const path = "/v1/students/{student_id}/cases";
    const { items } = taken(await session.attune.GET(path, { params }));
    const shown = growing(items.map((each) => oneCase(session, id, each)), t("tutor.cases.none"));
    const signals = await openSignals(session, id);
    const fields = [
      signals.length > 0 && field(t("staff.case.signal"), choice("signal", [none(t("staff.case.no-signal")), ...signals])),
      field(t("tutor.case.why"), area("reason", { minlength: 5, maxlength: 500 }), t("tutor.case.read")),
      field(t("tutor.case.checked"), input("text", "source", { maxlength: 200 }), t("tutor.case.checked.hint")),
      field(t("tutor.case.checked-on"), input("date", "checked", { value: session.me.now.slice(0, 10) })),
      ...needing(session),
    ];
    const open = opening(t("tutor.case.new"), fields, t("tutor.case.open"), async (get) => {
      const body: CaseIn = {
        reason: get("reason"),
        other_sources_checked: [{ source: get("source"), checked_on: get("checked") }],
        signal_id: get("signal") || null,
        legal_or_safeguarding_need: need(get),
      };
      shown.add(oneCase(session, id, taken(await session.attune.POST(path, { params, body }))));
      return t("tutor.case.opened");
    });
    const reach = items.some(({ state }) => state !== "closed") && contact(session, id);
    return [shown.whole, reach, open];
  });
}

/** Signals that a case can open from; none where the institution or the role has none. */
async function openSignals(session: Session, id: string): Promise<readonly (readonly [string, string])[]> {
  if (!has(session, "signal_rules")) return [];
  const { data } = await session.attune.GET("/v1/students/{student_id}/signals", { params: { path: { student_id: id } } });
  const open = data?.items.filter(({ status }) => status === "open") ?? [];
  return open.map((each) => [each.signal_id, `${each.rule_title}, ${day(each.as_of)}`] as const);
}

/** Why somebody who declined support is looked for all the same: left open for everybody else. */
function needing(session: Session): readonly HTMLElement[] {
  return [
    field(t("staff.need"), choice("need", [none(t("staff.need.none")), ...named(session, "needs_to_reach")]), t("staff.need.hint")),
    field(t("staff.need.why"), area("need-reason", { required: false, minlength: 5, maxlength: 500 }), t("tutor.case.read")),
  ];
}

function need(get: (name: string) => string): NeedIn | null {
  return get("need") === "" ? null : { kind: get("need") as NeedIn["kind"], reason: get("need-reason") };
}

function oneCase(session: Session, id: string, first: CaseOut): HTMLElement {
  return changing("li", first, (each, done) => [
    ...about(session, each),
    history(session, each),
    ...(each.state === "closed" ? [] : doing(session, id, each, done)),
  ]);
}

function about(session: Session, each: CaseOut): readonly HTMLElement[] {
  const rung = each.ladder.find((one) => one.rung === each.rung);
  const owner = each.owner_name ?? each.team_name ?? t("none");
  const attempts = each.ladder.flatMap((one) => one.attempts.map((attempt) => ({ ...attempt, rung: one.title })));
  const lines: (string | null)[] = [
    each.reason,
    t("tutor.case.checked-before", { sources: each.other_sources_checked.map((one) => `${one.source} (${day(one.checked_on)})`).join(", ") }),
    t("tutor.case.has", { owner }),
    each.state === "closed"
      ? null
      : t(each.overdue ? "tutor.case.overdue" : "tutor.case.due", { rung: rung?.title ?? each.rung, day: day(each.due_on) }),
    each.waiting_until && t("tutor.case.waits", { day: day(each.waiting_until) }),
    each.answer && t("tutor.case.answered", { answer: label(session, "student_answers", each.answer) }),
    each.need && `${label(session, "needs_to_reach", each.need.kind)}: ${each.need.reason}`,
    each.outcome && t("tutor.case.closed", { outcome: label(session, "case_outcomes", each.outcome), reason: each.closing_reason ?? "" }),
  ];
  const heads = [t("tutor.when"), t("tutor.case.rung"), t("tutor.by"), t("tutor.channel"), t("tutor.result"), t("tutor.case.note")];
  return [
    h("h3", {}, t("tutor.case.title", { state: label(session, "case_states", each.state), name: each.opened_by_name, day: moment(each.opened_at) })),
    ...lines.filter((line): line is string => Boolean(line)).map((line) => paragraph(line)),
    attempts.length === 0
      ? hint(t("tutor.attempts.none"))
      : table(t("tutor.attempts"), heads, attempts.map((one): readonly Child[] => [
          moment(one.attempted_at),
          one.rung,
          `${one.by_name}, ${one.role_title}`,
          label(session, "attempt_channels", one.channel),
          label(session, "attempt_outcomes", one.outcome),
          one.note ?? t("none"),
        ])),
  ];
}

/** What can be done next: an attempt by a channel of the rung that is on, another rung or owner, or the end of it. */
function doing(session: Session, id: string, each: CaseOut, done: (changed: CaseOut) => string): readonly Child[] {
  const params = { path: { student_id: id, case_id: each.case_id } };
  const on = each.ladder.filter(({ standing }) => standing === "on");
  const channels = [...new Set(on.flatMap((one) => one.channels))];
  const outcome = codes(session, "case_outcomes", "outcome");
  const reason = area("reason", { minlength: 5, maxlength: 500 }) as HTMLTextAreaElement;
  const tried = [
    field(t("tutor.case.channel"), codes(session, "attempt_channels", "channel", channels)),
    field(t("tutor.case.outcome"), codes(session, "attempt_outcomes", "outcome")),
    field(t("tutor.case.note"), area("note", { required: false, maxlength: 2000 }), t("tutor.case.read")),
    ...needing(session),
  ];
  const attempt = opening(t("tutor.attempt.new"), tried, t("tutor.save"), async (get) => {
    const body: AttemptIn = {
      channel: get("channel") as AttemptIn["channel"],
      outcome: get("outcome") as AttemptIn["outcome"],
      note: get("note") || null,
      legal_or_safeguarding_need: need(get),
    };
    return done(taken(await session.attune.POST("/v1/students/{student_id}/cases/{case_id}/attempts", { params, body })));
  });
  const close = async () => {
    const body: CaseClosingIn = { outcome: outcome.value as CaseClosingIn["outcome"], reason: reason.value.trim() };
    return done(taken(await session.attune.POST("/v1/students/{student_id}/cases/{case_id}/closing", { params, body })));
  };
  const ending = opening(t("tutor.case.close"), [
    field(t("tutor.case.how"), outcome),
    field(t("tutor.case.why-closed"), reason, t("tutor.case.read")),
    sure(t("tutor.case.close"), t("tutor.sure"), close, true),
  ]);
  return [channels.length > 0 && attempt, ...moves(session, id, each, done), ending];
}
