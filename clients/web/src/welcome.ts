/** The first screen: where to sign in, and whom to look as. */

import { h } from "./dom.ts";
import type { Config, Person } from "./session.ts";
import { t } from "./texts.ts";
import { button, paragraph } from "./ui.ts";

interface Choices {
  readonly signIn: () => void;
  readonly lookAs: (person: Person) => void;
}

export function welcome({ sign_in, people = [] }: Config, { signIn, lookAs }: Choices): readonly HTMLElement[] {
  if (!sign_in && people.length === 0) return [h("h1", {}, t("title")), paragraph(t("start.empty"))];
  const start = sign_in ? [h("h1", {}, t("signin.title")), paragraph(t("signin.lead"), "lead"), button(t("signin.go"), signIn)] : [];
  if (people.length === 0) return start;
  const institutions = [...new Set(people.map(({ institution }) => institution))];
  return [
    ...start,
    h(sign_in ? "h2" : "h1", {}, t("start.title")),
    paragraph(t("start.lead"), "lead"),
    ...institutions.map((institution) =>
      h(
        "section",
        { class: "card" },
        h("h2", {}, institution),
        h("ul", { class: "people" }, ...people.filter((each) => each.institution === institution).map((each) => choice(each, lookAs))),
      ),
    ),
  ];
}

function choice(person: Person, lookAs: Choices["lookAs"]): HTMLElement {
  const [title, about] = [h("strong", {}, person.title), h("span", {}, person.about)];
  return h("li", {}, h("button", { type: "button", class: "person", onclick: () => lookAs(person) }, title, about));
}
