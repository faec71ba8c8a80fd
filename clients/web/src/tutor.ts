/** What staff see: the students in their charge, one student, and what waits to be done. */

import { type Attune } from "attune-client";

import { h } from "./dom.ts";
import type { Session } from "./session.ts";
import { t } from "./texts.ts";
import { caseload } from "./tutor_caseload.ts";
import { queue } from "./tutor_cases.ts";
import { corrections } from "./tutor_corrections.ts";
import { referralQueue } from "./tutor_referrals.ts";
import { oneStudent } from "./tutor_student.ts";
import { visaList } from "./tutor_visa.ts";
import { announcer, field, hint, paragraph, problem, select } from "./ui.ts";

/** By the first part of the route. */
const PLACES: Readonly<Record<string, (session: Session) => Promise<HTMLElement>>> = {
  "": caseload,
  queue,
  referrals: referralQueue,
  visa: visaList,
  corrections,
};

/** One student has a place of their own: `/student/ID`. */
export async function tutorView(session: Session, route: string): Promise<HTMLElement> {
  const [name = "", id] = route.split("/").filter(Boolean);
  const body = () => {
    if (name === "student" && id !== undefined) return oneStudent(session, id);
    return PLACES[name]?.(session) ?? Promise.resolve(h("h1", {}, t("not-found")));
  };
  stateOn(session);
  const whole = h("div", { class: "tutor" });
  if (mustState(session)) {
    const ask = async () => {
      whole.replaceChildren(await body().catch(problem));
      const heading = whole.querySelector("h1");
      heading?.after(purpose(session));
      heading?.setAttribute("tabindex", "-1");
      heading?.focus();
    };
    whole.append(h("h1", {}, t("tutor.purpose.first")), purpose(session, ask));
  } else {
    whole.append(await body());
    whole.querySelector("h1")?.after(purpose(session));
  }
  return whole;
}

const KEPT = "attune-purpose";
const stating = new WeakSet<Attune>();

/** The purpose of this session: what was chosen, or what the person came with. */
function current({ person, reference }: Session): string | null {
  const chosen = sessionStorage.getItem(KEPT) ?? person?.purpose ?? null;
  return reference.purposes.some(({ code }) => code === chosen) ? chosen : null;
}

function mustState(session: Session): boolean {
  return session.reference.purposes.length > 0 && current(session) === null;
}

/** From now on each request says the current purpose, whatever the client began with. */
function stateOn(session: Session): void {
  if (stating.has(session.attune)) return;
  stating.add(session.attune);
  session.attune.use({
    onRequest({ request }) {
      const purpose = current(session);
      if (purpose !== null) request.headers.set("Attune-Purpose", purpose);
      return request;
    },
  });
}

/** Why the reader looks: kept until they sign out, and said to be read by the student. */
function purpose(session: Session, chosen?: () => Promise<void>): HTMLElement | string {
  const { purposes } = session.reference;
  if (purposes.length === 0) return "";
  const now = current(session);
  const said = announcer();
  const options = purposes.map(({ code, label }) => [code, label] as const);
  const choice = select(now === null ? [["", t("tutor.choose")], ...options] : options, now ?? "");
  choice.addEventListener("change", () => {
    if (choice.value === "") return;
    sessionStorage.setItem(KEPT, choice.value);
    const words = purposes.find(({ code }) => code === choice.value)?.words ?? "";
    said.replaceChildren(paragraph(t("tutor.purpose.chosen", { words })));
    void chosen?.();
  });
  return h("div", { class: "why" }, field(t("tutor.purpose"), choice), hint(t("tutor.purpose.read")), said);
}
