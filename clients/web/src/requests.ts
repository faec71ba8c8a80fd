/** Requests about one's own data: made, gone on with, answered; and the copies that come of them. */

import { type RequestIn, type RequestKind, type RequestOut, taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import type { Session } from "./session.ts";
import { headed, of, once, rows, words, written } from "./student_parts.ts";
import { day, moment, own, t } from "./texts.ts";
import { area, codes, opening } from "./tutor_parts.ts";
import { announcer, button, type Done, field, hint, list, loading, paragraph, problem, said, select } from "./ui.ts";

type Field = "purpose" | "about" | "ground" | "message" | "put_right";

/** What each kind says besides; what it must say first has a `!`. */
const ASKS: Readonly<Record<RequestKind, readonly (Field | `${Field}!`)[]>> = {
  access: ["message"],
  rectification: ["about!", "message!"],
  erasure: ["about", "message"],
  restriction: ["ground!", "about", "message"],
  objection: ["purpose", "message"],
  complaint: ["message!", "about", "put_right"],
};
const GROUNDS = ["accuracy_contested", "unlawful", "needed_for_claims", "objection_pending"] as const;
/** Figures of these are challenged one by one: a rectification is about something else. */
const CHALLENGED = ["attendance", "grades", "engagement"];
const ERASABLE = ["contact", "activity", "cases", "expectations"];
const OPEN_QUESTION = ["awaiting_identity", "paused"];

export async function requests(session: Session, student: string, done: Done): Promise<readonly Child[]> {
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/requests", { params: of(student) }));
  return [
    rows(items, "rights.requests.none", (each) => request(session, student, each, done)),
    asking(session, student, done),
  ];
}

function request(session: Session, student: string, each: RequestOut, done: Done): readonly Child[] {
  const { kind, state, message, put_right, purpose, about, ground, outcome, answer, steps, exceptions } = each;
  const details = [
    purpose && words(session, "consent_purposes", purpose),
    about && subject(session, about),
    ground && words(session, "restriction_grounds", ground),
  ].filter(Boolean);
  return [
    headed(words(session, "request_kinds", kind), details.join(", "), moment(each.received_at)),
    message !== null && written(message),
    put_right !== null && written(put_right),
    h("p", {}, h("strong", {}, words(session, "request_states", state)), each.answered_at === null && ` ${t("request.due", { day: day(each.due_on) })}`),
    steps.length > 0 && list(steps.map((step) => h("span", {}, `${moment(step.taken_at)}, ${step.by_name ?? t("support.note.own")}: `, said(step.words)))),
    outcome !== null && paragraph(words(session, "request_outcomes", outcome)),
    answer !== null && written(answer),
    exceptions.length > 0 && list(exceptions.map((one) => said(one.said))),
    OPEN_QUESTION.includes(state) && adding(session, student, each, done),
  ];
}

/** What the institution asked the student for. */
function adding(session: Session, student: string, { request_id }: RequestOut, done: Done): HTMLElement {
  const fields = [field(t("request.information"), area("message", { maxlength: 4000 }))];
  return opening(t("request.answer"), fields, t("request.answer.send"), async (get) => {
    const { path, header } = once(student);
    const params = { path: { ...path, request_id }, header };
    const body = { message: get("message") };
    taken(await session.attune.POST("/v1/students/{student_id}/requests/{request_id}/information", { params, body }));
    await done(t("request.answered"));
    return "";
  });
}

function subject(session: Session, about: string): string {
  return own(`about.${about}`) ?? own(`section.${about}`) ?? words(session, "sections", about);
}

function asking(session: Session, student: string, done: Done): HTMLElement {
  const kind = codes(session, "request_kinds", "kind");
  for (const each of kind.options) each.textContent = words(session, "request_kinds", each.value);
  const more = h("div", {});
  const fit = () => {
    const chosen = kind.value as RequestKind;
    more.replaceChildren(...(ASKS[chosen] ?? ["message"]).map((each) => control(session, chosen, each)));
  };
  kind.addEventListener("change", fit);
  fit();
  return opening(t("rights.new"), [field(t("rights.kind"), kind), more], t("rights.send"), async (get) => {
    const given = (["purpose", "about", "ground", "message", "put_right"] as const).map((each) => [each, get(each) || null] as const);
    const body = { kind: kind.value as RequestKind, ...Object.fromEntries(given) } as RequestIn;
    const made = taken(await session.attune.POST("/v1/students/{student_id}/requests", { params: once(student), body }));
    await done(t("rights.sent", { day: day(made.due_on) }));
    return "";
  });
}

function control(session: Session, kind: RequestKind, asked: Field | `${Field}!`): HTMLElement {
  const name = asked.replace("!", "") as Field;
  const required = asked.endsWith("!");
  if (name === "message" || name === "put_right") {
    return field(t(`request.${name}`), area(name, { required, maxlength: 4000 }), required ? undefined : t("request.optional"));
  }
  const choices = {
    purpose: () => [["", t("request.purpose.none")], ...vocabulary(session, "consent_purposes").map((each) => [each, words(session, "consent_purposes", each)])],
    ground: () => GROUNDS.map((each) => [each, words(session, "restriction_grounds", each)]),
    about: () => [...(required ? [] : [["", t("request.about.all")]]), ...subjects(session, kind).map((each) => [each, subject(session, each)])],
  };
  const made = select(choices[name]() as [string, string][]);
  made.name = name;
  return field(t(`request.${name}`), made);
}

function vocabulary(session: Session, name: string): readonly string[] {
  const all = (session.reference.vocabularies as Record<string, readonly { code: string }[] | undefined>)[name] ?? [];
  return all.map(({ code }) => code);
}

/** What of the data a request of this kind can be about. */
function subjects(session: Session, kind: RequestKind): readonly string[] {
  const sections = vocabulary(session, "sections").filter((each) => kind !== "rectification" || !CHALLENGED.includes(each));
  return [...sections, ...(kind === "erasure" ? ERASABLE : []), "identity", "other"];
}

export async function copies(session: Session, student: string): Promise<readonly Child[]> {
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/copies", { params: of(student) }));
  return [
    rows(items, "rights.copies.none", (each) => {
      const result = announcer();
      const name = `my-data-${each.assembled_at.slice(0, 10)}`;
      const params = { path: { student_id: student, request_id: each.request_id } };
      const page = () => session.attune.GET("/v1/students/{student_id}/requests/{request_id}/copy.html", { params, parseAs: "blob" });
      const data = () => session.attune.GET("/v1/students/{student_id}/requests/{request_id}/copy", { params, parseAs: "blob" });
      return [
        paragraph(t("rights.copy", { when: moment(each.assembled_at), until: day(each.available_until) })),
        each.copied_to.length > 0 && hint(t("copy.to", { roles: each.copied_to.join(", ") })),
        h(
          "div",
          { class: "row" },
          button(t("copy.page"), () => void save(`${name}.html`, async () => taken(await page()), result)),
          button(t("copy.data"), () => void save(`${name}.json`, async () => taken(await data()), result)),
        ),
        result,
      ];
    }),
  ];
}

/** The answer as a file: the browser cannot ask for it by a link, which carries no token. */
async function save(name: string, ask: () => Promise<Blob>, result: HTMLElement): Promise<void> {
  result.replaceChildren(loading());
  try {
    const address = URL.createObjectURL(await ask());
    h("a", { href: address, download: name }).click();
    result.replaceChildren(paragraph(t("copy.saved", { name })));
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (error) {
    result.replaceChildren(problem(error));
  }
}

export async function restrictions(session: Session, student: string): Promise<readonly Child[]> {
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/restrictions", { params: of(student) }));
  return [
    rows(items, "restrictions.none", (each) => [
      headed(
        each.purpose === null ? t("restrictions.all") : words(session, "consent_purposes", each.purpose),
        t("days.since", { first: moment(each.restricted_at) }),
      ),
      each.told_on !== null && paragraph(t("restrictions.told", { day: day(each.told_on) })),
      each.notice !== null && written(each.notice),
      paragraph(each.lifted_at === null ? t("restrictions.in-force") : t("restrictions.lifted", { when: moment(each.lifted_at) })),
    ]),
  ];
}
