/** Requests about one's own data, copies, restrictions, and what is wrong with it. */

import { h } from "./dom.ts";
import { copies, requests, restrictions } from "./requests.ts";
import type { Session } from "./session.ts";
import { t } from "./texts.ts";
import { hint, part } from "./ui.ts";
import { correctionList, wrongLinks } from "./wrong.ts";

export async function rightsPage(session: Session, student: string): Promise<HTMLElement> {
  return h(
    "div",
    {},
    h("h1", {}, t("rights.title")),
    part(t("rights.requests"), (done) => requests(session, student, done)),
    part(t("rights.copies"), () => copies(session, student)),
    part(t("rights.corrections"), async () => [
      await correctionList(session, student),
      hint(t("rights.corrections.where")),
      ...wrongLinks(session),
    ]),
    part(t("restrictions.title"), () => restrictions(session, student)),
  );
}
