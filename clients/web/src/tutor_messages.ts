/** Texts made of the institution's templates, for its own mailer: the service sends nothing. */

import { type MessageTemplateOut, type PreparationIn, type PreparationOut, taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { moment, t } from "./texts.ts";
import { choice, opening, optional, paged } from "./tutor_parts.ts";
import { announcer, field, folded, hint, paragraph } from "./ui.ts";

/** What was prepared for a student, and how more is. */
export function messages(session: Session, id: string): HTMLElement {
  return optional(t("staff.messages"), async () => {
    const made = await preparing(session, t("staff.message.new"), () => ({ students: [id] }));
    const before = folded(t("staff.messages.before"), () => {
      const path = { student_id: id };
      const ask = async (next: object) =>
        taken(await session.attune.GET("/v1/students/{student_id}/prepared-messages", { params: { path, query: { limit: 10, ...next } } }));
      return paged(t("staff.messages.none"), ask, (each) =>
        h("li", {}, hint(`${moment(each.prepared_at)}, ${each.prepared_by_name}, ${channel(session, each.channel)}`), h("h3", {}, each.subject), h("p", { class: "words" }, each.body)),
      );
    });
    return [hint(t("staff.messages.meaning")), before, ...made];
  });
}

/** A template, shown before it is used, for whom `whom` says; nothing where the institution has none. */
export async function preparing(
  session: Session,
  summary: string,
  whom: () => Pick<PreparationIn, "students" | "queue">,
): Promise<readonly Child[]> {
  const { items } = taken(await session.attune.GET("/v1/message-templates"));
  const which = choice("template", items.map((each) => [each.template, each.title] as const));
  const preview = announcer();
  const texts = h("div");
  const show = () => preview.replaceChildren(...text(items.find((each) => each.template === which.value)));
  which.addEventListener("change", show);
  show();
  const form = opening(summary, [field(t("staff.template"), which), preview, texts], t("staff.message.prepare"), async (get) => {
    const body: PreparationIn = { template: get("template"), ...whom() };
    const made = taken(await session.attune.POST("/v1/prepared-messages", { body }));
    texts.replaceChildren(...made.items.flatMap(prepared));
    return said(made);
  });
  return items.length === 0 ? [] : [form];
}

function text(template: MessageTemplateOut | undefined): readonly HTMLElement[] {
  if (template === undefined) return [];
  const { subject, body, again_after_days: days } = template;
  return [paragraph(subject), h("p", { class: "words" }, body), hint(t("staff.message.again", { days }))];
}

function prepared({ subject, body, student_name: name, student_number: number }: PreparationOut["items"][number]): readonly HTMLElement[] {
  return [h("h3", {}, `${name ?? number}: ${subject}`), h("p", { class: "words" }, body)];
}

function said({ items, left_out, contact_attempts }: PreparationOut): string {
  return t("staff.message.prepared", { count: items.length, left: left_out, attempts: contact_attempts });
}

function channel(session: Session, code: string): string {
  return label(session, "attempt_channels", code);
}
