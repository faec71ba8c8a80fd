/** Forms and other parts that students' and staff's views are both made of. */

import type { CodeOut } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { t } from "./texts.ts";
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
