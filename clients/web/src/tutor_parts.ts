/** What the parts of the staff's view share. */

import type { SectionName } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, meaning, type Session } from "./session.ts";
import { day, span, t } from "./texts.ts";
import { announcer, button, hint, paragraph, problem } from "./ui.ts";

/** A page of staff's own, with the way back. */
export function place(title: string, ...content: readonly Child[]): HTMLElement {
  return h("div", {}, h("p", {}, h("a", { href: "#/" }, t("tutor.back"))), h("h1", {}, title), ...content);
}

/** A list that grows by what is done here, with a line where it is empty. */
export function growing(items: readonly HTMLElement[], empty: string): { whole: HTMLElement; add: (item: HTMLElement) => void } {
  const none = hint(empty);
  const all = h("ul", { class: "plain" }, ...items);
  const whole = h("div", {}, items.length === 0 ? none : all);
  return {
    whole,
    add: (item) => {
      all.prepend(item);
      none.replaceWith(all);
    },
  };
}

/** A part of a list, and where the next one begins. */
interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}
type Next = { readonly cursor?: string };

/** A list that comes page by page, and goes on by a button; then the first of the new has the focus. */
export async function paged<Item>(
  empty: string,
  ask: (next: Next) => Promise<Page<Item>>,
  show: (item: Item) => HTMLElement,
  kind = "",
): Promise<readonly HTMLElement[]> {
  const list = h("ul", { class: `plain ${kind}` });
  const more = h("div");
  const on = async (next: Next): Promise<void> => {
    const { items, next_cursor: cursor } = await ask(next);
    const added = items.map(show);
    list.append(...added);
    more.replaceChildren(...(cursor === null ? [] : [button(t("tutor.show-more"), () => void on({ cursor }).catch(refused))]));
    if (next.cursor === undefined) return;
    added[0]?.setAttribute("tabindex", "-1");
    added[0]?.focus();
  };
  const refused = (error: unknown) => more.append(problem(error));
  await on({});
  // A page may hold few of a list, or none, and still not be its last.
  return list.childElementCount === 0 && more.childElementCount === 0 ? [hint(empty)] : [list, more];
}

/** An item that is drawn anew after each act on it, says that it was saved, and has the focus there. */
export function changing<Of>(
  tag: string,
  first: Of,
  draw: (each: Of, done: (changed: Of) => string) => readonly Child[],
): HTMLElement {
  const said = announcer();
  said.setAttribute("tabindex", "-1");
  const place = h("div");
  const fill = (each: Of) => place.replaceChildren(...h("div", {}, ...draw(each, done)).childNodes);
  const done = (changed: Of): string => {
    fill(changed);
    said.replaceChildren(paragraph(t("tutor.saved")));
    said.focus();
    return t("tutor.saved");
  };
  fill(first);
  return h(tag, { class: "changing" }, place, said);
}

/** Why a section is not shown, in the institution's words. */
export function reason(
  session: Session,
  section: { state: string; hidden_until?: string; unavailable_since?: string },
): string {
  const words = meaning(session, "section_states", section.state) ?? label(session, "section_states", section.state);
  if (section.hidden_until !== undefined) return t("tutor.until", { words, day: day(section.hidden_until) });
  if (section.unavailable_since !== undefined) return t("tutor.since", { words, day: day(section.unavailable_since) });
  return words;
}

/** What the student says that a section misses. */
export function remarksOn(
  session: Session,
  remarks: readonly { section: SectionName; first_day: string; last_day: string | null; words: string }[],
): HTMLElement | null {
  if (remarks.length === 0) return null;
  return h("ul", {}, ...remarks.map((each) =>
    h("li", {}, h("q", {}, each.words), ` – ${label(session, "sections", each.section)}, ${span(each.first_day, each.last_day)}`),
  ));
}

/** A person's name, or their number where no name is known. */
export function called({ name, number }: { name: string | null; number: string }): string {
  return name ?? number;
}

export function studentLink(student: { student_id: string; name: string | null; number: string }): HTMLElement {
  return h("a", { href: `#/student/${student.student_id}` }, called(student));
}
