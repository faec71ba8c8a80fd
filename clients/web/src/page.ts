/** The page: who looks, where they are, and what they see there. */

import { connect, taken } from "attune-client";

import { h } from "./dom.ts";
import { forget, keeping } from "./kept.ts";
import type { Config, Person, Session } from "./session.ts";
import { studentView } from "./student.ts";
import { type Key, language, moment, setLanguage, setTimeZone, t } from "./texts.ts";
import { tutorView } from "./tutor.ts";
import { has } from "./tutor_parts.ts";
import { button, loading, paragraph, problem } from "./ui.ts";

const WHO = "attune-person";

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

const main = h("main", { id: "content", tabindex: -1 });
const banner = h("div", { role: "status", "aria-live": "polite" });
let config: Config;
let session: Session | null = null;

void start();

async function start(): Promise<void> {
  setLanguage(language());
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("worker.js").catch(() => undefined);
  globalThis.addEventListener("hashchange", () => void show(true));
  draw();
  main.replaceChildren(loading());
  try {
    config = (await (await fetch("./config.json")).json()) as Config;
    await enter();
  } catch (error) {
    main.replaceChildren(title(t("problem.title")), problem(error), button(t("try-again"), () => location.reload()));
  }
}

/** The session of whoever is signed in; without anybody, the first screen. */
async function enter(): Promise<void> {
  const person = config.people?.find(({ name }) => name === sessionStorage.getItem(WHO)) ?? null;
  session = null;
  if (person !== null) {
    const made: { -readonly [Name in keyof Session]?: Session[Name] } = { person, offline: null };
    const told = (keptAt: string | null) => {
      made.offline = keptAt;
      tellOffline(keptAt);
    };
    const attune = connect({
      baseUrl: new URL(config.api, location.href).origin,
      token: person.token,
      ...(person.purpose ? { purpose: person.purpose } : {}),
      fetch: keeping(person.name, told),
    });
    const [me, reference] = await Promise.all([attune.GET("/v1/me"), attune.GET("/v1/reference")]);
    session = Object.assign(made, { attune, me: taken(me), reference: taken(reference) }) as Session;
    setTimeZone(session.me.institution.time_zone);
  }
  draw();
  await show(false);
}

function tellOffline(keptAt: string | null): void {
  const said = keptAt === null ? "" : t("offline", { when: moment(keptAt) });
  if (banner.textContent !== said) banner.replaceChildren(...(said ? [paragraph(said, "offline")] : []));
}

function isStudent(): boolean {
  return typeof session?.me.student_id === "string";
}

/** What is around the content. */
function draw(): void {
  const other = language() === "en" ? "cy" : "en";
  const institution = session?.me.institution;
  const menu = session === null ? [] : isStudent() ? STUDENT_MENU : staffMenu(session);
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
        session !== null && button(t("sign-out"), () => void leave(), { class: "quiet" }),
      ),
      menu.length > 1 &&
        h(
          "nav",
          { "aria-label": t("main.menu") },
          h("ul", {}, ...menu.map(([href, key]) => h("li", {}, h("a", { href, "data-route": href }, t(key))))),
        ),
    ),
    banner,
    main,
    h("footer", {}, h("p", {}, institution ? `${institution.name}. ${institution.provenance ?? ""}` : t("title"))),
  );
}

function skip(event: Event): void {
  event.preventDefault();
  main.focus();
}

function speak(chosen: "en" | "cy"): void {
  setLanguage(chosen);
  draw();
  void show(false).then(() => document.querySelector<HTMLElement>(".top-actions button")?.focus());
}

async function leave(): Promise<void> {
  sessionStorage.clear();
  await forget();
  history.replaceState(null, "", location.pathname);
  await enter();
  main.focus();
}

/** What the address asks for. After a change of place the heading gets the focus, so that it is read. */
async function show(moved: boolean): Promise<void> {
  const route = location.hash.replace(/^#/, "") || "/";
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("data-route") === `#${route}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const current = session;
  if (current === null) return void main.replaceChildren(...welcome());
  main.replaceChildren(loading());
  let content: HTMLElement;
  try {
    content = await (isStudent() ? studentView(current, route) : tutorView(current, route));
  } catch (error) {
    content = h("div", {}, title(t("problem.title")), problem(error));
  }
  if (session !== current) return;
  main.replaceChildren(content);
  const heading = main.querySelector("h1");
  document.title = `${heading?.textContent ?? t("title")} – ${current.me.institution.service}`;
  if (moved) {
    heading?.setAttribute("tabindex", "-1");
    (heading ?? main).focus();
    scrollTo(0, 0);
  }
}

function title(text: string): HTMLElement {
  return h("h1", {}, text);
}

/** The first screen: whom to look as, or where to sign in. */
function welcome(): readonly HTMLElement[] {
  document.title = t("title");
  const people = config.people ?? [];
  if (people.length === 0) return [title(t("title")), paragraph(t("start.empty"))];
  const institutions = [...new Set(people.map(({ institution }) => institution))];
  return [
    title(t("start.title")),
    paragraph(t("start.lead"), "lead"),
    ...institutions.map((institution) =>
      h(
        "section",
        { class: "card" },
        h("h2", {}, institution),
        h("ul", { class: "people" }, ...people.filter((each) => each.institution === institution).map(choice)),
      ),
    ),
  ];
}

function choice(person: Person): HTMLElement {
  const look = async () => {
    sessionStorage.setItem(WHO, person.name);
    main.replaceChildren(loading());
    try {
      await enter();
      main.querySelector("h1")?.setAttribute("tabindex", "-1");
      main.querySelector("h1")?.focus();
    } catch (error) {
      sessionStorage.clear();
      main.replaceChildren(...welcome(), problem(error));
    }
  };
  return h(
    "li",
    {},
    h("button", { type: "button", class: "person", onclick: () => void look() }, h("strong", {}, person.title), h("span", {}, person.about)),
  );
}
