/** What the data are used for; giving consent and taking it back, each after reading and with a confirmation. */

import { type ConsentOut, type Decision, type NoticeOut, taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { day, type Key, moment, t } from "./texts.ts";
import { announcer, button, type Done, folded, form, hint, list, paragraph, part, said, table } from "./ui.ts";

export async function consentPage(session: Session, student: string): Promise<HTMLElement> {
  return h(
    "div",
    {},
    h("h1", {}, t("consent.title")),
    paragraph(t("consent.lead"), "lead"),
    part(t("consent.purposes"), (done) => purposes(session, student, done)),
    part(t("consent.decisions"), () => decisions(session, student)),
  );
}

async function purposes(session: Session, student: string, done: Done): Promise<readonly Child[]> {
  const params = { path: { student_id: student } };
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/consents", { params }));
  return items.map((each) => purpose(session, student, each, done));
}

/** One purpose: its state in words, its notice, and what can be decided. */
function purpose(session: Session, student: string, given: ConsentOut, done: Done): HTMLElement {
  const sections = given.covers.map((each) => label(session, "sections", each)).join(", ");
  const asked = given.state !== "not_asked";
  return h(
    "article",
    { class: "purpose" },
    h("h3", {}, said(given.title)),
    paragraph(t(`consent.is.${given.state}`)),
    paragraph(sections === "" ? t("consent.covers.nothing") : t("consent.covers", { sections })),
    hint(t("consent.basis", { basis: t(`basis.${given.basis}`) })),
    folded(t("consent.notice"), () => notice(session, given)),
    asked && choices(session, student, given, done),
  );
}

async function notice({ attune }: Session, { purpose: name }: ConsentOut): Promise<readonly Child[]> {
  const given = taken(await attune.GET("/v1/purposes/{purpose}/notice", { params: { path: { purpose: name } } }));
  const parts: readonly (readonly [Key, keyof NoticeOut])[] = [
    ["notice.collected", "collected"],
    ["notice.shown-to", "shown_to"],
    ["notice.agree", "if_you_agree"],
    ["notice.decline", "if_you_decline"],
  ];
  return [
    h("p", {}, said(given.summary)),
    ...parts.flatMap(([key, field]) => {
      const items = given[field] as readonly string[];
      return items.length === 0 ? [] : [h("h4", {}, t(key)), list(items.map(said))];
    }),
    h("p", {}, t("notice.contact"), " ", said(given.contact)),
    hint(t("notice.version", { version: given.version, day: day(given.valid_from) })),
  ];
}

const CONFIRM: Readonly<Record<Decision, Key>> = {
  given: "consent.confirm.given",
  refused: "consent.confirm.refused",
  withdrawn: "consent.confirm.withdrawn",
};

/** Buttons that open a confirmation; nothing is sent before it. */
function choices(session: Session, student: string, given: ConsentOut, done: Done): HTMLElement {
  const place = h("div", {});
  const outcome = announcer();
  const offered: readonly (readonly [Decision, Key])[] =
    given.state === "given"
      ? [["withdrawn", "consent.withdraw"]]
      : given.state === "undecided"
        ? [["given", "consent.give"], ["refused", "consent.refuse"]]
        : [["given", "consent.give"]];
  const offers = () => h("div", { class: "row" }, ...offered.map(([decision, key]) => button(t(key), () => ask(decision))));
  const back = () => {
    place.replaceChildren(offers());
    place.querySelector("button")?.focus();
  };
  const ask = (decision: Decision) => {
    outcome.replaceChildren();
    // Whoever decides has the notice before them.
    place.closest("article")?.querySelector("details")?.setAttribute("open", "");
    const sure = h("input", { type: "checkbox", required: true, id: `sure-${given.purpose}` }) as HTMLInputElement;
    const whole = form(
      [h("div", { class: "check" }, sure, h("label", { for: sure.id }, t(CONFIRM[decision])))],
      t("consent.confirm"),
      async () => {
        await decide(session, student, given, decision);
        await done(t("consent.done", { state: label(session, "consent_decisions", decision) }));
        return "";
      },
    );
    place.replaceChildren(whole, button(t("consent.cancel"), back, { class: "quiet" }));
    sure.focus();
  };
  place.replaceChildren(offers());
  return h("div", {}, place, outcome);
}

async function decide(session: Session, student: string, given: ConsentOut, decision: Decision): Promise<void> {
  taken(
    await session.attune.POST("/v1/students/{student_id}/consents/{purpose}/decisions", {
      params: {
        path: { student_id: student, purpose: given.purpose },
        header: { "Idempotency-Key": crypto.randomUUID() },
      },
      body: { decision, notice_version: given.current_notice_version, academic_year: given.academic_year, channel: "web" },
    }),
  );
}

async function decisions(session: Session, student: string): Promise<readonly Child[]> {
  const params = { path: { student_id: student } };
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/consents/decisions", { params }));
  if (items.length === 0) return [paragraph(t("consent.decisions.none"))];
  return [
    table(
      t("consent.decisions"),
      [t("consent.when"), t("consent.purpose"), t("consent.decision")],
      items.map((each) => [
        moment(each.decided_at),
        label(session, "consent_purposes", each.purpose),
        label(session, "consent_decisions", each.decision),
      ]),
    ),
  ];
}
