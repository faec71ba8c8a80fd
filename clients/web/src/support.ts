/** Meetings, notes, objectives, changes that were noticed, exemptions. */

import { taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import { meetingTable, note } from "./sections.ts";
import type { Session } from "./session.ts";
import { before, day, type Key, span, t } from "./texts.ts";
import { codeOf, hint, list, paragraph, part, said, table } from "./ui.ts";

export async function supportPage(session: Session, student: string): Promise<HTMLElement> {
  const params = { path: { student_id: student } };
  const { attune } = session;
  return h(
    "div",
    {},
    h("h1", {}, t("support.title")),
    asked("support.meetings", async () => {
      const { items } = taken(await attune.GET("/v1/students/{student_id}/meetings", { params }));
      return [items.length === 0 ? paragraph(t("support.meetings.none")) : meetingTable(items)];
    }),
    asked("support.notes", async () => {
      const { items } = taken(await attune.GET("/v1/students/{student_id}/notes", { params }));
      return [items.length === 0 ? paragraph(t("support.notes.none")) : list(items.map(note), "rows")];
    }),
    asked("support.objectives", () => objectives(session, student)),
    asked("support.signals", () => signals(session, student)),
    asked("support.exemptions", async () => {
      const { items } = taken(await attune.GET("/v1/students/{student_id}/exemptions", { params }));
      if (items.length === 0) return [paragraph(t("support.exemptions.none"))];
      return [
        table(
          t("support.exemptions"),
          [t("support.what"), t("support.when"), t("support.effect")],
          items.map((each) => [
            said(each.reason_title),
            span(each.starts_on, before(each.ends_before)),
            said(each.effect),
          ]),
        ),
      ];
    }),
  );
}

/** A part that says in one line where the institution lacks it, or does not open it. */
function asked(key: Key, make: () => Promise<readonly Child[]>): HTMLElement {
  return part(t(key), async () => {
    try {
      return await make();
    } catch (error) {
      const code = codeOf(error);
      if (code === "not-collected") return [hint(t("state.not_collected"))];
      if (code === "section-restricted") return [hint(t("state.restricted"))];
      throw error;
    }
  });
}

async function objectives(session: Session, student: string): Promise<readonly Child[]> {
  const params = { path: { student_id: student } };
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/objectives", { params }));
  if (items.length === 0) return [paragraph(t("support.objectives.none"))];
  const outcome = { achieved: "objective.achieved", given_up: "objective.given-up", replaced: "objective.replaced" } as const;
  return [
    table(
      t("support.objectives"),
      [t("support.what"), t("support.when"), t("support.state")],
      items.map((each) => [
        said(each.title),
        t("support.due", { day: day(each.due_on) }),
        t(each.outcome === null ? "objective.open" : outcome[each.outcome]),
      ]),
    ),
  ];
}

async function signals(session: Session, student: string): Promise<readonly Child[]> {
  const params = { path: { student_id: student } };
  const { attune } = session;
  const [raised, now] = await Promise.all([
    attune.GET("/v1/students/{student_id}/signals", { params }),
    attune.GET("/v1/students/{student_id}/signals/current", { params }),
  ]);
  const { items } = taken(raised);
  const current = taken(now);
  return [
    items.length === 0
      ? paragraph(t("support.signals.none"))
      : table(
          t("support.signals"),
          [t("support.what"), t("support.when"), t("support.state")],
          items.map((each) => [said(each.rule_title), day(each.as_of), t(each.status === "open" ? "signal.open" : "signal.closed")]),
        ),
    current.items.length > 0 &&
      table(
        current.as_of ? t("support.signals.as-of", { day: day(current.as_of) }) : t("support.signals.now"),
        [t("support.rule"), t("support.verdict")],
        current.items.map(({ rule_title, verdict }) => [said(rule_title), t(`verdict.${verdict}`)]),
      ),
    hint(t("support.signals.note")),
  ];
}
