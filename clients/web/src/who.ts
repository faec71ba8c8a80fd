/** Who looked, and who can. */

import { taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import type { Session } from "./session.ts";
import { moment, t } from "./texts.ts";
import { button, list, loading, paragraph, part, problem, said } from "./ui.ts";

export async function whoPage(session: Session, student: string): Promise<HTMLElement> {
  return h(
    "div",
    {},
    h("h1", {}, t("who.title")),
    part(t("who.looked"), () => looked(session, student)),
    part(t("who.can"), () => viewers(session, student)),
  );
}

/** The latest looks, and more of them by a button. */
async function looked(session: Session, student: string): Promise<readonly Child[]> {
  const all = h("ul", { class: "rows" });
  const ask = async (cursor?: string) => {
    const query = { limit: 20, ...(cursor === undefined ? {} : { cursor }) };
    const params = { path: { student_id: student }, query };
    const page = taken(await session.attune.GET("/v1/students/{student_id}/access-records", { params }));
    const added = page.items.map((each) => h("li", { tabindex: -1 }, said(each.said), h("small", {}, moment(each.seen_at))));
    all.append(...added);
    more.replaceChildren(...(page.next_cursor ? [next(page.next_cursor)] : []));
    if (cursor !== undefined) added[0]?.focus();
  };
  const next = (cursor: string) =>
    button(t("who.more"), () => {
      more.replaceChildren(loading());
      ask(cursor).catch((error: unknown) => more.replaceChildren(problem(error)));
    });
  const more = h("div", {});
  await ask();
  return all.children.length === 0 ? [paragraph(t("who.looked.none"))] : [all, more];
}

async function viewers(session: Session, student: string): Promise<readonly Child[]> {
  const params = { path: { student_id: student } };
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/viewers", { params }));
  return [items.length === 0 ? paragraph(t("who.can.none")) : list(items.map((each) => said(each.said)), "rows")];
}
