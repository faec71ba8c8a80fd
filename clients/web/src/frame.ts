/** What is around the content: the institution's name, the menu, the languages. */

import { h } from "./dom.ts";
import type { Session } from "./session.ts";
import { type Key, language, t } from "./texts.ts";
import { has } from "./tutor_parts.ts";
import { button } from "./ui.ts";

const STUDENT_MENU: readonly (readonly [string, Key])[] = [
  ["#/", "menu.today"],
  ["#/support", "menu.support"],
  ["#/who", "menu.who"],
  ["#/consent", "menu.consent"],
  ["#/rights", "menu.rights"],
];
/** Where it needs one: a vocabulary that an institution without such a thing, or a role that does not open it, lacks. */
const STAFF_MENU: readonly (readonly [string, Key, string?])[] = [
  ["#/", "menu.caseload"],
  ["#/queue", "menu.queue", "case_queues"],
  ["#/referrals", "menu.referrals", "service_teams"],
  ["#/visa", "menu.visa", "visa_decisions"],
  ["#/corrections", "menu.corrections"],
];

function staffMenu(current: Session): typeof STAFF_MENU {
  return STAFF_MENU.filter(([, , vocabulary]) => vocabulary === undefined || has(current, vocabulary));
}

export function isStudent(session: Session): boolean {
  return typeof session.me.student_id === "string";
}

interface Actions {
  readonly speak: (chosen: "en" | "cy") => void;
  readonly leave: () => void;
}

/** Draws it anew around `content`, of which the last is the main part. */
export function drawAround(content: readonly HTMLElement[], session: Session | null, { speak, leave }: Actions): void {
  const other = language() === "en" ? "cy" : "en";
  const institution = session?.me.institution;
  const menu = session === null ? [] : isStudent(session) ? STUDENT_MENU : staffMenu(session);
  const skip = (event: Event) => {
    event.preventDefault();
    content.at(-1)?.focus();
  };
  document.body.replaceChildren(
    h("a", { class: "skip", href: "#content", onclick: skip }, t("skip")),
    h(
      "header",
      { class: "top" },
      h("p", { class: "brand" }, institution?.service ?? t("title")),
      h(
        "div",
        { class: "top-actions" },
        button(t("language"), () => speak(other), { class: "quiet", lang: other }),
        session !== null && button(t("sign-out"), leave, { class: "quiet" }),
      ),
      menu.length > 1 &&
        h(
          "nav",
          { "aria-label": t("main.menu") },
          h("ul", {}, ...menu.map(([href, key]) => h("li", {}, h("a", { href, "data-route": href }, t(key))))),
        ),
    ),
    ...content,
    h("footer", {}, h("p", {}, institution ? `${institution.name}. ${institution.provenance ?? ""}` : t("title"))),
  );
}
