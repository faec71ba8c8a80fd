/** What the parts of the staff's view share. */

import type { CodeOut, SectionName } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, meaning, type Session } from "./session.ts";
import { day, span, t } from "./texts.ts";
import { announcer, button, codeOf, form, hint, loading, paragraph, part, problem, select } from "./ui.ts";

export type Maybe = readonly Child[] | null;

/** A part that stays away where the institution has no such thing, and says so in a line where the role has not. */
export function optional(title: string, make: () => Promise<Maybe>): HTMLElement {
  return part(title, async () => {
    try {
      return await make();
    } catch (error) {
      if (codeOf(error) === "not-collected") return null;
      if (codeOf(error) === "forbidden") return [hint(t("tutor.closed"))];
      throw error;
    }
  });
}

/** A button that asks once more, as what it does cannot be undone; it can stay, for another time. */
export function sure(text: string, question: string, act: () => Promise<string>, stays = false): HTMLElement {
  const said = announcer();
  said.setAttribute("tabindex", "-1");
  const place = h("span", { class: "sure" });
  const ask = () => {
    if (first.closest("form")?.reportValidity() === false) return;
    const yes = button(t("tutor.yes"), () => void doIt());
    place.replaceChildren(h("span", { class: "question" }, question), yes, button(t("tutor.no"), rest, { class: "quiet" }));
    yes.focus();
  };
  const first = button(text, ask, { class: "quiet" });
  const rest = () => {
    place.replaceChildren(first);
    first.focus();
  };
  const doIt = async () => {
    said.replaceChildren(loading());
    try {
      const sentence = await act();
      if (stays) rest();
      else place.replaceChildren();
      said.replaceChildren(paragraph(sentence));
      if (!stays) said.focus();
    } catch (error) {
      rest();
      said.replaceChildren(problem(error));
    }
  };
  place.append(first);
  return h("div", { class: "act" }, place, said);
}

/** A form behind its name; `send` gives what to say. Without it, the fields have a button of their own. */
export function opening(
  summary: string,
  fields: readonly Child[],
  submit?: string,
  send?: (given: (name: string) => string) => Promise<string>,
): HTMLElement {
  const fold = (content: HTMLElement) => h("details", { class: "opening" }, h("summary", {}, summary), content);
  if (submit === undefined || send === undefined) {
    return fold(h("form", { onsubmit: (event) => event.preventDefault() }, ...fields));
  }
  const made = form(fields, submit, async (given) => {
    const values = new FormData(given);
    const said = await send((name) => String(values.get(name) ?? "").trim());
    given.reset();
    return said;
  });
  return fold(made);
}

export function input(type: string, name: string, more: Record<string, string | number | boolean | null> = {}): HTMLElement {
  return h("input", { type, name, required: true, ...more });
}

export function area(name: string, more: Record<string, string | number | boolean | null> = {}): HTMLElement {
  return h("textarea", { name, rows: 3, required: true, ...more });
}

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

/** A select of codes by the texts of the page. */
export function choice(name: string, options: readonly (readonly [string, string])[]): HTMLSelectElement {
  const made = select(options);
  made.name = name;
  return made;
}

/** Where an answer may stay open. */
export function none(text = t("tutor.nobody")): readonly [string, string] {
  return ["", text];
}

/** A select of a vocabulary's codes, or of some of them. */
export function codes(session: Session, vocabulary: string, name: string, only?: readonly string[]): HTMLSelectElement {
  return choice(name, only ? only.map((code) => [code, label(session, vocabulary, code)] as const) : named(session, vocabulary));
}

/** A vocabulary's codes, and what each is called. */
export function named(session: Session, vocabulary: string): readonly (readonly [string, string])[] {
  const all = (session.reference.vocabularies as Record<string, readonly CodeOut[] | undefined>)[vocabulary] ?? [];
  return all.map((each) => [each.code, each.label] as const);
}

export function has(session: Session, vocabulary: string): boolean {
  return vocabulary in session.reference.vocabularies;
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
