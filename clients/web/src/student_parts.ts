/** What the parts of the student's view share. */

import { type Child, h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { type Key, own, t } from "./texts.ts";
import { codeOf, type Done, link, list, paragraph, part, said, section } from "./ui.ts";

export const of = (student: string) => ({ path: { student_id: student } });

/** The same, of something that is made: once, also where it is sent twice. */
export const once = (student: string) => ({ ...of(student), header: { "Idempotency-Key": crypto.randomUUID() } });

/** What a code says to the student: in the page's own words where it has some, else in the institution's. */
export function words(session: Session, vocabulary: string, code: string): string {
  return own(`${vocabulary}.${code}`) ?? label(session, vocabulary, code);
}

/** Why something is not there at all. */
type Lack = "restricted" | "not_collected";
const LACKS: Readonly<Record<string, Lack>> = {
  "not-collected": "not_collected",
  "not-sponsored": "not_collected",
  "section-restricted": "restricted",
  "processing-restricted": "restricted",
  forbidden: "restricted",
};

/** One section that names what is not shown here, by reason. */
export function absent(lacking: Iterable<readonly [name: string, lack: string | null]>): HTMLElement | null {
  const all = [...lacking];
  const lines = (["restricted", "not_collected"] as const).flatMap((lack) => {
    const names = all.filter(([, each]) => each === lack).map(([name]) => name);
    return names.length === 0 ? [] : [paragraph(t(`absent.${lack}`, { sections: names.join(", ") }))];
  });
  if (lines.length === 0) return null;
  return section(t("absent.title"), ...lines, h("p", {}, link(t("absent.copy"), "#/rights")));
}

/** Parts of a page. Those that the institution lacks, or does not open, are named together at its end. */
export function parts(): { add: (key: Key, make: (done: Done) => Promise<readonly Child[]>) => HTMLElement; rest: HTMLElement } {
  const lacking = new Map<string, Lack | null>();
  const rest = h("div", {});
  const add = (key: Key, make: (done: Done) => Promise<readonly Child[]>) => {
    lacking.set(t(key), null);
    return part(t(key), async (done) => {
      try {
        return await make(done);
      } catch (error) {
        const lack = LACKS[codeOf(error) ?? ""];
        if (lack === undefined) throw error;
        lacking.set(t(key), lack);
        rest.replaceChildren(absent(lacking) ?? "");
        return null;
      }
    });
  };
  return { add, rest };
}

/** Things in a list, each with what it says and what can be done; or the sentence that there are none. */
export function rows<Item>(items: readonly Item[], none: Key, one: (item: Item) => readonly Child[]): HTMLElement {
  if (items.length === 0) return paragraph(t(none));
  return list(items.map((each) => h("div", {}, ...one(each))), "rows");
}

/** A thing's name, with what is known of it beside. */
export function headed(name: Child, ...facts: readonly Child[]): HTMLElement {
  return h("p", {}, h("strong", {}, name), ...facts.filter(Boolean).map((each) => h("small", {}, each)));
}

/** What somebody wrote, in their lines. */
export function written(text: string): HTMLElement {
  return h("p", { class: "words" }, said(text));
}
