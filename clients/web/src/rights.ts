/** Requests about one's own data, copies, corrections, restrictions. */

import { type RequestKind, taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, meaning, type Session } from "./session.ts";
import { day, moment, t } from "./texts.ts";
import { field, form, hint, list, paragraph, part, said, select, table } from "./ui.ts";

/** Kinds that need nothing but words; the others name a purpose or a ground, which this page does not ask for. */
const SIMPLE: readonly RequestKind[] = ["access", "complaint"];

export async function rightsPage(session: Session, student: string): Promise<HTMLElement> {
  const params = { path: { student_id: student } };
  const { attune } = session;
  const place = h("div", {});
  const fresh = () => place.replaceChildren(part(t("rights.requests"), () => requests(session, student)));
  fresh();
  return h(
    "div",
    {},
    h("h1", {}, t("rights.title")),
    place,
    part(t("rights.new"), async () => [asking(session, student, fresh)]),
    part(t("rights.copies"), async () => {
      const { items } = taken(await attune.GET("/v1/students/{student_id}/copies", { params }));
      if (items.length === 0) return [hint(t("rights.copies.none"))];
      return [
        list(
          items.map((each) =>
            t("rights.copy", { when: moment(each.assembled_at), until: day(each.available_until) }),
          ),
          "rows",
        ),
      ];
    }),
    part(t("rights.corrections"), () => corrections(session, student)),
  );
}

async function requests(session: Session, student: string): Promise<readonly Child[]> {
  const params = { path: { student_id: student } };
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/requests", { params }));
  if (items.length === 0) return [paragraph(t("rights.requests.none"))];
  return [
    table(
      t("rights.requests"),
      [t("rights.request"), t("support.when"), t("support.state"), t("rights.due")],
      items.map((each) => [
        said(label(session, "request_kinds", each.kind)),
        moment(each.received_at),
        said(label(session, "request_states", each.state)),
        each.answered_at === null ? day(each.due_on) : t("none"),
      ]),
    ),
    ...items.flatMap(({ answer, kind }) =>
      answer === null ? [] : [h("p", {}, `${label(session, "request_kinds", kind)}: `, said(answer))],
    ),
  ];
}

function asking(session: Session, student: string, done: () => void): HTMLElement {
  const kind = select(SIMPLE.map((each) => [each, meaning(session, "request_kinds", each) ?? label(session, "request_kinds", each)]));
  const words = h("textarea", { rows: 4, maxlength: 2000 }) as HTMLTextAreaElement;
  return form(
    [field(t("rights.kind"), kind), field(t("rights.text"), words, t("rights.text.help"))],
    t("rights.send"),
    async (given) => {
      const message = words.value.trim();
      const made = taken(
        await session.attune.POST("/v1/students/{student_id}/requests", {
          params: { path: { student_id: student }, header: { "Idempotency-Key": crypto.randomUUID() } },
          body: { kind: kind.value as RequestKind, ...(message ? { message } : {}) },
        }),
      );
      given.reset();
      done();
      return t("rights.sent", { day: day(made.due_on) });
    },
  );
}

async function corrections(session: Session, student: string): Promise<readonly Child[]> {
  const params = { path: { student_id: student } };
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/corrections", { params }));
  if (items.length === 0) return [paragraph(t("rights.corrections.none"))];
  return [
    table(
      t("rights.corrections"),
      [t("support.what"), t("rights.wrong"), t("support.when"), t("support.state")],
      items.map((each) => [
        said(each.named ?? label(session, "correction_kinds", each.kind)),
        said(each.what_is_wrong),
        moment(each.asked_at),
        said(label(session, "correction_states", each.state)),
      ]),
    ),
  ];
}
