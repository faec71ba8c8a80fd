/** The page's few building blocks. */

import { ProblemError } from "attune-client";

import { type Attributes, type Child, h } from "./dom.ts";
import { type Key, language, t } from "./texts.ts";

let made = 0;

/** An id that nothing else on the page has. */
export function unique(prefix = "e"): string {
  made += 1;
  return `${prefix}-${made}`;
}

/** A part of the page with its heading (h2). */
export function section(title: string, ...children: readonly (Child | readonly Child[])[]): HTMLElement {
  const id = unique("section");
  return h("section", { class: "card", "aria-labelledby": id }, h("h2", { id }, title), ...children);
}

export function paragraph(text: string, kind?: string): HTMLElement {
  return h("p", { class: kind }, text);
}

/** Words of the service or of a person: in English, also where the page speaks Welsh. */
export function said(text: string): HTMLElement {
  return h("span", { lang: language() === "en" ? null : "en" }, text);
}

/** Sentences as a list. */
export function list(items: readonly Child[], kind?: string): HTMLElement {
  return h("ul", { class: kind }, ...items.map((each) => h("li", {}, each)));
}

/** Something small to know, quieter than the rest. */
export function hint(text: string): HTMLElement {
  return paragraph(text, "hint");
}

const ADVICE: Readonly<Record<string, Key>> = {
  unauthenticated: "advice.unauthenticated",
  "consent-required": "advice.consent-required",
  "purpose-required": "advice.purpose-required",
  forbidden: "advice.forbidden",
  "not-collected": "advice.not-collected",
  unavailable: "advice.unavailable",
  "too-many-requests": "advice.unavailable",
};

/** A refusal in words: what it is, and what to do. */
export function problem(error: unknown): HTMLElement {
  if (!(error instanceof ProblemError)) {
    return h("div", { class: "problem" }, paragraph(t(navigator.onLine ? "problem.unknown" : "problem.offline")));
  }
  const { title, detail, errors = [] } = error.problem;
  const advice = ADVICE[error.code];
  return h(
    "div",
    { class: "problem" },
    h("p", {}, h("strong", {}, said(title))),
    // Where fields are at fault, the detail says no more than to look at them.
    ...(errors.length === 0 ? [h("p", {}, said(sentence(detail)))] : errors.map(faultLine)),
    advice !== undefined && hint(t(advice)),
  );
}

function faultLine({ pointer, detail }: { pointer: string; detail: string }): HTMLElement {
  const field = (pointer.split("/").at(-1) ?? "").replaceAll("_", " ");
  return h("p", {}, said(sentence(field ? `${field}: ${detail}` : detail)));
}

/** The service's words begin small and end without a full stop. */
export function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;
}

/** The problem's stable code, where it is one. */
export function codeOf(error: unknown): string | null {
  return error instanceof ProblemError ? error.code : null;
}

/** From so many columns on, a narrow screen shows each row as a block of its own. */
const MANY_COLUMNS = 4;

/** A table that scrolls in itself where it is too wide; the first cell of a row is its heading. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement {
  const id = unique("table");
  return h(
    "div",
    { class: "wide", tabindex: 0, role: "group", "aria-labelledby": id },
    h(
      "table",
      // The roles are said although they are a table's own: as blocks they would be lost.
      { role: "table", class: heads.length >= MANY_COLUMNS && "stacked" },
      h("caption", { id }, caption),
      h(
        "thead",
        { role: "rowgroup" },
        h("tr", { role: "row" }, ...heads.map((head) => h("th", { scope: "col", role: "columnheader" }, head))),
      ),
      h("tbody", { role: "rowgroup" }, ...rows.map((row) => h("tr", { role: "row" }, ...row.map((each, at) => cell(each, at, heads))))),
    ),
  );
}

function cell(content: Child, at: number, heads: readonly string[]): HTMLElement {
  if (at === 0) return h("th", { scope: "row", role: "rowheader" }, content);
  return h("td", { role: "cell", "data-head": heads[at] }, content);
}

export function loading(): HTMLElement {
  return paragraph(t("loading"), "loading");
}

export function button(text: string, onclick: (event: Event) => void, attributes: Attributes = {}): HTMLElement {
  return h("button", { type: "button", onclick, ...attributes }, text);
}

/** A link that looks like what it is. */
export function link(text: string, href: string): HTMLElement {
  return h("a", { href }, text);
}

/** A form's field under its label: give it an input, a select or a textarea. */
export function field(text: string, control: HTMLElement, help?: string): HTMLElement {
  control.id ||= unique("field");
  const about = help === undefined ? null : h("span", { id: `${control.id}-help`, class: "hint" }, help);
  if (about) control.setAttribute("aria-describedby", about.id);
  return h("div", { class: "field" }, h("label", { for: control.id }, text), about, control);
}

export function select(options: readonly (readonly [value: string, text: string])[], chosen?: string): HTMLSelectElement {
  return h(
    "select",
    {},
    ...options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
  ) as HTMLSelectElement;
}

/** A place whose changes are read aloud. */
export function announcer(): HTMLElement {
  return h("div", { role: "status", "aria-live": "polite", class: "result" });
}

/**
 * A form that says how it went beside itself. `send` gives the sentence to say; what it throws is told in words.
 */
export function form(
  fields: readonly Child[],
  submit: string,
  send: (given: HTMLFormElement) => Promise<string | HTMLElement>,
): HTMLElement {
  const result = announcer();
  result.tabIndex = -1;
  const press = h("button", { type: "submit" }, submit) as HTMLButtonElement;
  const onsubmit = async (event: Event) => {
    event.preventDefault();
    press.disabled = true;
    result.replaceChildren(loading());
    try {
      const said = await send(event.target as HTMLFormElement);
      result.replaceChildren(typeof said === "string" ? paragraph(said) : said);
    } catch (error) {
      result.replaceChildren(problem(error));
    } finally {
      press.disabled = false;
      // A button that was disabled has lost the focus: it goes to what came of it.
      if (document.activeElement === document.body) result.focus();
    }
  };
  return h("form", { onsubmit: (event) => void onsubmit(event) }, ...fields, press, result);
}

/** These and nothing else; what is null or false is left out, as `h` does. */
function fill(place: HTMLElement, content: readonly Child[]): void {
  place.replaceChildren(...h("div", {}, ...content).childNodes);
}

/** Says what was done, in a sentence, once the part is drawn anew. */
export type Done = (sentence: string) => Promise<void>;

/**
 * A part that asks for itself: loading, then what came, or why nothing did. A null from `make` removes it.
 * Whatever changes something calls `done`: the part is asked for anew, and the focus goes to the sentence.
 */
export function part(title: string, make: (done: Done) => Promise<readonly Child[] | null>): HTMLElement {
  const place = h("div", { "aria-busy": "true" }, loading());
  const whole = section(title, place);
  const draw = async (first: Child) => {
    try {
      const content = await make(done);
      if (content === null) whole.remove();
      else fill(place, [first, ...content]);
    } catch (error) {
      fill(place, [first, problem(error)]);
    }
    place.removeAttribute("aria-busy");
  };
  const done = async (sentence: string) => {
    const line = announcer();
    line.tabIndex = -1;
    line.append(paragraph(sentence));
    await draw(line);
    line.focus();
  };
  void draw(null);
  return whole;
}

/** What is opened to see more: a part that asks only when somebody opens it. */
export function folded(summary: string, make: () => Promise<readonly Child[]>): HTMLElement {
  const place = h("div", {});
  let asked = false;
  const ontoggle = () => {
    if (asked || !whole.hasAttribute("open")) return;
    asked = true;
    place.replaceChildren(loading());
    make().then(
      (content) => fill(place, content),
      (error: unknown) => {
        asked = false;
        place.replaceChildren(problem(error));
      },
    );
  };
  const whole = h("details", { ontoggle }, h("summary", {}, summary), place);
  return whole;
}

/** Whether anything is typed there, and not sent. */
export function isTyped(place: HTMLElement): boolean {
  const typed = place.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea");
  return [...typed].some(({ value, defaultValue }) => value !== defaultValue);
}
