/** Changes that were noticed, and how a reader judges them. */

import { type ListedSignalOut, type SignalOut, taken } from "attune-client";

import { h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { day, t } from "./texts.ts";
import { optional, paged, studentLink, sure } from "./tutor_parts.ts";
import { hint, unique } from "./ui.ts";

const PAGE = 10;
const JUDGEMENTS = ["concern", "explained", "wrong_data"] as const;

/** Signals of one's students that are open, some at a time. */
export function waiting(session: Session): HTMLElement {
  return optional(t("tutor.signals.waiting"), async () => {
    const ask = async (next: object) =>
      taken(await session.attune.GET("/v1/signals", { params: { query: { status: "open", limit: PAGE, ...next } } }));
    return [hint(t("tutor.signals.meaning")), ...(await paged(t("tutor.signals.none"), ask, (each) => one(session, each), "signals"))];
  });
}

/** All signals of one student. */
export function signalsOf(session: Session, id: string): HTMLElement {
  return optional(t("tutor.signals"), async () => {
    const params = { path: { student_id: id } };
    const { items } = taken(await session.attune.GET("/v1/students/{student_id}/signals", { params }));
    if (items.length === 0) return [hint(t("tutor.signals.none"))];
    return [h("ul", { class: "plain" }, ...items.map((each) => one(session, each)))];
  });
}

function one(session: Session, signal: SignalOut | ListedSignalOut): HTMLElement {
  const said = h("p", { class: "hint" });
  const describe = (each: SignalOut) => {
    const judged = each.judgement && t("tutor.signal.judged", {
      judgement: label(session, "signal_judgements", each.judgement),
      name: each.judged_by_name ?? t("unknown"),
    });
    said.replaceChildren([label(session, "signal_statuses", each.status), judged].filter(Boolean).join(". "), ".");
  };
  describe(signal);
  const judging = h("div");
  const settle = (each: SignalOut) => {
    describe(each);
    const done = h("p", { tabindex: -1 }, t("tutor.saved"));
    judging.replaceChildren(done);
    done.focus();
  };
  if (signal.status === "open" && signal.judgement === null) judging.append(...judge(session, signal, settle));
  return h(
    "li",
    { class: "signal" },
    h(
      "p",
      {},
      "number" in signal && [studentLink(signal), ": "],
      h("strong", {}, signal.rule_title),
      ` – ${label(session, "signal_verdicts", signal.verdict)}. `,
      t("tutor.signal.as-of", { day: day(signal.as_of) }),
    ),
    said,
    judging,
  );
}

/** One button for each judgement; each asks once more. */
function judge(session: Session, signal: SignalOut, settle: (judged: SignalOut) => void): readonly HTMLElement[] {
  const path = "/v1/students/{student_id}/signals/{signal_id}/judgement";
  const params = { path: { student_id: signal.student_id, signal_id: signal.signal_id } };
  const send = async (judgement: NonNullable<SignalOut["judgement"]>) => {
    settle(taken(await session.attune.POST(path, { params, body: { judgement } })));
    return t("tutor.saved");
  };
  const choices = JUDGEMENTS.map((each) => {
    const text = label(session, "signal_judgements", each);
    return sure(text, t("tutor.signal.sure", { judgement: text }), () => send(each), true);
  });
  const about = h("span", { id: unique("judge") }, t("tutor.signal.judge"));
  return [h("div", { class: "choices", role: "group", "aria-labelledby": about.id }, about, ...choices)];
}
