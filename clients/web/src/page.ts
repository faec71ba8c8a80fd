/** The page: who looks, where they are, and what they see there. */

import { h } from "./dom.ts";
import { drawAround, isStudent } from "./frame.ts";
import { forget, forgetOthers } from "./kept.ts";
import { Trouble, troubleOf } from "./provider.ts";
import { opened, type Reader } from "./reader.ts";
import type { Config, Person, Provider, Session } from "./session.ts";
import {
  answerInAddress,
  arrived,
  drop,
  handedOver,
  hasTokens,
  leaveFor,
  onSignOutElsewhere,
  signInBeside,
  signOut,
  tokenOf,
} from "./sign_in.ts";
import { studentView } from "./student.ts";
import { type Key, language, moment, setLanguage, t } from "./texts.ts";
import { tutorView } from "./tutor.ts";
import { button, codeOf, isTyped, loading, paragraph, problem } from "./ui.ts";
import { welcome } from "./welcome.ts";

/** Made anew where the language changes. */
type Words = () => readonly HTMLElement[];

const WHO = "attune-person";
const SIGNED_OUT = "attune-signed-out";

const main = h("main", { id: "content", tabindex: -1 });
const banner = h("div", { role: "status", "aria-live": "polite" });
/** What has to be known of the sign-in: on the first screen a sentence, above a view what to do. */
const notice = h("div", { role: "status", "aria-live": "polite", class: "notice" });
let noticed: Words = () => [];
let config: Config;
let session: Session | null = null;
/** Whether the provider shall ask who it is, although it knows: the one it knows did not get in, or has left. */
let afresh = false;

async function start(): Promise<void> {
  await setLanguage(language());
  const answer = answerInAddress();
  if (handedOver(answer)) return void document.body.replaceChildren(h("main", {}, paragraph(t("signin.close"))));
  globalThis.addEventListener("hashchange", () => void show(true));
  onSignOutElsewhere(() => void (session?.person === null && leave(true)));
  draw();
  main.replaceChildren(loading());
  try {
    config = (await (await fetch("./config.json")).json()) as Config;
    if (sessionStorage.getItem(SIGNED_OUT)) tell(saying("signin.out"));
    sessionStorage.removeItem(SIGNED_OUT);
    await enter(answer);
  } catch (error) {
    main.replaceChildren(title(t("problem.title")), problem(error), button(t("try-again"), () => location.reload()));
  }
  // What is on the screen comes first: the worker asks for the page's files once more.
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("worker.js").catch(() => undefined);
}

/** The session of whoever is signed in; without anybody, the first screen. */
async function enter(answer: URLSearchParams | null = null): Promise<void> {
  session = null;
  try {
    const reader = lookedAs() ?? (await signedIn(answer));
    session = reader && (await opened(reader, config.api, tellOffline));
  } catch (error) {
    const trouble = error instanceof Trouble ? error : refusalOf(error);
    if (trouble === null) throw error;
    await turnedAway(trouble);
  }
  draw();
  await show(false);
}

const REFUSALS: Readonly<Record<string, Key>> = { unauthenticated: "signin.refused", forbidden: "signin.stranger" };

/** That the service let nobody in who signed in. */
function refusalOf(error: unknown): Trouble | null {
  const text = REFUSALS[codeOf(error) ?? ""];
  if (text === undefined || !config.sign_in || sessionStorage.getItem(WHO)) return null;
  return new Trouble(hasTokens() ? text : "signin.unreachable");
}

/** Says why nobody is signed in, and keeps nothing of whoever was. */
async function turnedAway(trouble: Trouble): Promise<void> {
  afresh = Object.values(REFUSALS).includes(trouble.text);
  tell(saying(trouble.text));
  if (trouble.text === "signin.unreachable") return;
  drop();
  sessionStorage.clear();
  await forget();
}

function lookedAs(): Reader | null {
  const person = config.people?.find(({ name }) => name === sessionStorage.getItem(WHO));
  return person ? { owner: person.name, token: person.token, person } : null;
}

async function signedIn(answer: URLSearchParams | null): Promise<Reader | null> {
  const provider = config.sign_in;
  if (!provider) return null;
  const owner = await arrived(provider, answer);
  if (owner !== null) await forgetOthers(owner);
  return owner === null ? null : { owner, token: tokenOf(provider, (why) => offerAgain(provider, why)), person: null };
}

function tell(words: Words): void {
  noticed = words;
  notice.replaceChildren(...words());
}

function saying(...texts: readonly Key[]): Words {
  return () => texts.map((each) => paragraph(t(each)));
}

/** Somebody's sign-in has ended while they read or write: they sign in again beside, and what they wrote stays. */
function offerAgain(provider: Provider, why: Trouble): void {
  const current = session;
  if (current === null) return;
  const again = async () => {
    try {
      const isTheSame = await signInBeside(provider);
      if (session !== current) return;
      if (!isTheSame) return await enter();
      const mustSend = isTyped(main);
      tell(mustSend ? saidAgain : () => []);
      // The button that was pressed is gone, and the focus with it.
      main.focus();
      if (!mustSend) await show(true);
    } catch (error) {
      offerAgain(provider, troubleOf(error));
    }
  };
  const words = saying(why.text, "signin.again.lead");
  tell(() => [...words(), button(t("signin.again"), () => void again())]);
}

const saidAgain = saying("signin.again.done");

function tellOffline(keptAt: string | null): void {
  const said = keptAt === null ? "" : t("offline", { when: moment(keptAt) });
  if (banner.textContent !== said) banner.replaceChildren(...(said ? [paragraph(said, "offline")] : []));
}

function draw(): void {
  drawAround([banner, notice, main], session, { speak: (chosen) => void speak(chosen), leave: () => void leave() });
}

async function speak(chosen: "en" | "cy"): Promise<void> {
  await setLanguage(chosen);
  draw();
  tell(noticed);
  await show(false);
  document.querySelector<HTMLElement>(".top-actions button")?.focus();
}

/** `elsewhere`: somebody has signed out in another tab, and the provider knows. */
async function leave(elsewhere = false): Promise<void> {
  const provider = session?.person === null ? config.sign_in : undefined;
  session = null;
  tell(() => []);
  sessionStorage.clear();
  history.replaceState(null, "", location.pathname);
  // Before anything that waits: what the browser goes back to later is this.
  draw();
  await show(false);
  main.focus();
  await forget();
  if (!provider) return;
  if (elsewhere) {
    drop();
    return tell(saying("signin.out"));
  }
  sessionStorage.setItem(SIGNED_OUT, "1");
  if (await signOut(provider)) return;
  sessionStorage.removeItem(SIGNED_OUT);
  afresh = true;
  tell(saying("signin.out.here"));
}

/** What the address asks for. After a change of place the heading gets the focus, so that it is read. */
async function show(moved: boolean): Promise<void> {
  const route = location.hash.replace(/^#/, "") || "/";
  const place = `#/${route.split("/")[1] ?? ""}`;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("data-route") === place) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const current = session;
  if (current === null) return greet();
  main.replaceChildren(loading());
  let content: HTMLElement;
  try {
    content = await (isStudent(current) ? studentView(current, route) : tutorView(current, route));
  } catch (error) {
    content = h("div", {}, title(t("problem.title")), problem(error));
  }
  if (session !== current) return;
  main.replaceChildren(content);
  const heading = main.querySelector("h1");
  document.title = `${heading?.textContent ?? t("title")} – ${current.me.institution.service}`;
  if (moved) {
    if (noticed === saidAgain) tell(() => []);
    heading?.setAttribute("tabindex", "-1");
    (heading ?? main).focus();
    scrollTo(0, 0);
  }
}

function title(text: string): HTMLElement {
  return h("h1", {}, text);
}

function greet(...more: readonly HTMLElement[]): void {
  document.title = t("title");
  const choices = { signIn: () => void goToSignIn(), lookAs: (person: Person) => void lookAs(person) };
  main.replaceChildren(...welcome(config, choices), ...more);
}

async function goToSignIn(): Promise<void> {
  if (!config.sign_in) return;
  try {
    await leaveFor(config.sign_in, afresh ? "login" : undefined);
  } catch (error) {
    tell(saying(troubleOf(error).text));
  }
}

async function lookAs(person: Person): Promise<void> {
  sessionStorage.setItem(WHO, person.name);
  tell(() => []);
  main.replaceChildren(loading());
  try {
    await enter();
    main.querySelector("h1")?.setAttribute("tabindex", "-1");
    main.querySelector("h1")?.focus();
  } catch (error) {
    sessionStorage.clear();
    greet(problem(error));
  }
}

void start();
