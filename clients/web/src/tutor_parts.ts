/** What the parts of the staff's view share. */

import type { CodeOut, SectionName } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, meaning, type Session } from "./session.ts";
import { day, span, t } from "./texts.ts";
import { announcer, button, codeOf, form, hint, loading, paragraph, part, problem } from "./ui.ts";

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

/** A select of a vocabulary's codes, or of some of them. */
export function codes(session: Session, vocabulary: string, name: string, only?: readonly string[]): HTMLSelectElement {
  const all = (session.reference.vocabularies as Record<string, readonly CodeOut[] | undefined>)[vocabulary] ?? [];
  const shown = only ? only.map((code) => [code, label(session, vocabulary, code)]) : all.map((each) => [each.code, each.label]);
  return h("select", { name }, ...shown.map(([value, text]) => h("option", { value }, text))) as HTMLSelectElement;
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
