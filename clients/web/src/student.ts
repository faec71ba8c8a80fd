/** What students see of themselves: five pages, each of parts that load by themselves. */

import { consentPage } from "./consent.ts";
import { h } from "./dom.ts";
import { rightsPage } from "./rights.ts";
import type { Session } from "./session.ts";
import { supportPage } from "./support.ts";
import { t } from "./texts.ts";
import { todayPage } from "./today.ts";
import { whoPage } from "./who.ts";
import { wrongPage } from "./wrong.ts";

type Page = (session: Session, student: string) => Promise<HTMLElement>;

const PAGES: Readonly<Record<string, Page>> = {
  "/": todayPage,
  "/support": supportPage,
  "/who": whoPage,
  "/consent": consentPage,
  "/rights": rightsPage,
};

/** `/rights/SECTION` is about what is wrong with one section. */
export async function studentView(session: Session, route: string): Promise<HTMLElement> {
  const student = session.me.student_id ?? "";
  const [place, about] = route.split("/").filter(Boolean);
  if (place === "rights" && about !== undefined) return wrongPage(session, student, about);
  const page = PAGES[route === `/student/${student}` ? "/" : route];
  return page ? page(session, student) : h("div", {}, h("h1", {}, t("title")), h("p", {}, t("not-found")));
}
