/**
 * Who is signed in, in this tab. Tokens are in memory alone; what a reload needs is the provider's own session, which
 * is asked unseen.
 */

import { addressOf, ended, exchanged, newQuestion, type Question, renewed, type Tokens, Trouble, troubleOf } from "./provider.ts";
import type { Provider } from "./session.ts";

const ASKED = "attune-asked";
const OWNER = "attune-signed-in";
/** What the state of a question begins with that is asked in a second window: its answer is handed to the first. */
const BESIDE = "beside.";
const OUT = "out";

const channel = new BroadcastChannel("attune-sign-in");
let tokens: Tokens | null = null;

/** The provider's answer, if the address has one; from then on the address has none. */
export function answerInAddress(): URLSearchParams | null {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("state") || !(answer.has("code") || answer.has("error"))) return null;
  history.replaceState(null, "", `${location.pathname}${asked()?.route ?? ""}`);
  return answer;
}

/** Whether the answer belongs to the window beside this one, which has it now. */
export function handedOver(answer: URLSearchParams | null): boolean {
  if (!answer?.get("state")?.startsWith(BESIDE)) return false;
  channel.postMessage(answer.toString());
  close();
  return true;
}

/**
 * Whose tokens there are now, as a name to keep things under; null: nobody's. Takes the provider's answer, or asks it
 * unseen where somebody was signed in before a reload. Throws a `Trouble`.
 */
export async function arrived(provider: Provider, answer: URLSearchParams | null): Promise<string | null> {
  const owner = sessionStorage.getItem(OWNER);
  // An answer that nobody here asked for signs nobody out either.
  if (answer !== null && (owner === null || answer.get("state") === asked()?.state)) {
    const question = asked();
    sessionStorage.removeItem(ASKED);
    return take(provider, answer, question);
  }
  if (owner === null) return null;
  try {
    return await leaveFor(provider, "none");
  } catch (error) {
    // Without a network, what is kept is shown; with one, the service refuses whoever has no token.
    if (troubleOf(error).text === "signin.unreachable") return owner;
    throw error;
  }
}

/** Goes to the provider, and does not come back. With the prompt `login` it asks who it is, even if it knows. */
export async function leaveFor(provider: Provider, prompt?: "none" | "login"): Promise<never> {
  const question = newQuestion("");
  const address = await addressOf(provider, question, prompt);
  sessionStorage.setItem(ASKED, JSON.stringify(question));
  location[prompt === "none" ? "replace" : "assign"](address);
  return new Promise<never>(() => undefined);
}

/** Signs in in a window beside this one, so that what is written here stays. False: it is another person now. */
export async function signInBeside(provider: Provider): Promise<boolean> {
  const before = sessionStorage.getItem(OWNER);
  // At once, while the press of the button counts: later a browser would block it.
  const other = open("", "", "popup,width=520,height=680");
  if (other === null) throw new Trouble("signin.blocked");
  const question = newQuestion(BESIDE);
  try {
    other.location.href = await addressOf(provider, question);
  } catch (error) {
    other.close();
    throw troubleOf(error);
  }
  return (await take(provider, await answerTo(question), question)) === before;
}

function answerTo({ state }: Question): Promise<URLSearchParams> {
  return new Promise((resolve) => {
    const stop = listen((said) => {
      const answer = new URLSearchParams(said);
      if (answer.get("state") !== state) return;
      stop();
      resolve(answer);
    });
  });
}

/** Hears when somebody signs out in another tab. */
export function onSignOutElsewhere(heard: () => void): void {
  listen((said) => said === OUT && heard());
}

function listen(heard: (said: string) => void): () => void {
  const hear = ({ data }: MessageEvent<string>) => heard(data);
  channel.addEventListener("message", hear);
  return () => channel.removeEventListener("message", hear);
}

/**
 * The token to send, or one in place of that which was refused; the same where there is no other, and then `over` is
 * told why.
 */
export function tokenOf(provider: Provider, over: (trouble: Trouble) => void) {
  return async ({ refused }: { readonly refused?: string }): Promise<string> => {
    const access = tokens?.access ?? "";
    if (refused === undefined || refused !== access) return access;
    try {
      if (tokens === null) throw new Trouble("signin.ended");
      tokens = await renewed(provider, tokens);
    } catch (error) {
      over(troubleOf(error));
    }
    return tokens?.access ?? access;
  };
}

export function hasTokens(): boolean {
  return tokens !== null;
}

/** Forgets who was signed in here, in this tab; the provider may still know. */
export function drop(): void {
  tokens = null;
  sessionStorage.removeItem(OWNER);
}

/** Signs out here, in other tabs, and at the provider, for which it leaves the page; false: that was not possible. */
export async function signOut(provider: Provider): Promise<boolean> {
  const before = tokens;
  drop();
  channel.postMessage(OUT);
  if (before === null || !navigator.onLine) return false;
  const address = await ended(provider, before);
  if (address !== null) location.assign(address);
  return address !== null;
}

async function take(provider: Provider, answer: URLSearchParams, question: Question | null): Promise<string> {
  if (question === null || answer.get("state") !== question.state) throw new Trouble("signin.stale");
  const { tokens: given, owner } = await exchanged(provider, answer, question);
  tokens = given;
  sessionStorage.setItem(OWNER, owner);
  return owner;
}

function asked(): Question | null {
  return JSON.parse(sessionStorage.getItem(ASKED) ?? "null") as Question | null;
}
