/** What is wrong: a figure that is to be corrected, and what the data miss. */

import { type CorrectionIn, type CorrectionKind, type CorrectionOut, type SectionName, taken, type ValueOut } from "attune-client";

import { type Child, h } from "./dom.ts";
import { meaning, type Session } from "./session.ts";
import { headed, of, once, rows, words, written } from "./student_parts.ts";
import { day, moment, number, own, span, t } from "./texts.ts";
import { area, codes, input, opening, sure } from "./tutor_parts.ts";
import { announcer, type Done, field, hint, link, paragraph, part, said, select } from "./ui.ts";

/** Sections that hold figures, and what of each can be challenged; of the others, one can say what they miss. */
const FIGURES: Readonly<Partial<Record<SectionName, CorrectionKind | null>>> = {
  engagement: "activity",
  attendance: "attendance",
  grades: "mark",
  employability: null,
  signals: null,
};

function sectionName(session: Session, section: string): string {
  return own(`section.${section}`) ?? words(session, "sections", section);
}

/** Where something about a section can be said; null where it holds no figures, or the institution lacks it. */
export function wrongLink(session: Session, section: string): HTMLElement | null {
  if (!(section in FIGURES) || meaning(session, "sections", section) === null) return null;
  return h("p", {}, link(t("wrong.link", { section: sectionName(session, section) }), `#/rights/${section}`));
}

/** A link for each section with figures that the institution has. */
export function wrongLinks(session: Session): readonly Child[] {
  return Object.keys(FIGURES).map((each) => wrongLink(session, each));
}

export async function wrongPage(session: Session, student: string, section: string): Promise<HTMLElement> {
  const kind = FIGURES[section as SectionName];
  return h(
    "div",
    {},
    h("h1", {}, t("wrong.link", { section: sectionName(session, section) })),
    h("p", {}, link(t("wrong.back"), "#/rights")),
    kind && part(t("rights.corrections"), async (done) => [
      hint(t("wrong.corrections")),
      await correctionList(session, student, kind),
      await asking(session, student, kind, done),
    ]),
    part(t("remarks.title"), (done) => remarks(session, student, section as SectionName, done)),
  );
}

/** What was said to be wrong, and what was decided; of one kind, or of all. */
export async function correctionList(session: Session, student: string, kind?: CorrectionKind): Promise<HTMLElement> {
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/corrections", { params: { path: { student_id: student } } }));
  const shown = items.filter((each) => kind === undefined || each.kind === kind);
  return rows(shown, "rights.corrections.none", (each) => correction(session, each));
}

function correction(session: Session, each: CorrectionOut): readonly Child[] {
  const value = (given: ValueOut) => valueWords(session, given);
  const about = [each.named, each.source && words(session, "sources", each.source), each.day && day(each.day)];
  const who = each.decided_by_name;
  return [
    headed(words(session, "correction_kinds", each.kind), said(about.filter(Boolean).join(", ")), moment(each.asked_at)),
    written(each.what_is_wrong),
    paragraph(t("correction.values", { recorded: value(each.recorded), should: value(each.should_be) })),
    h("p", {}, h("strong", {}, words(session, "correction_states", each.state))),
    each.reason !== null && h("p", {}, who && `${who}: `, said(each.reason)),
    each.told.length > 0 && hint(t("correction.told", { names: each.told.map((look) => look.staff_name).join(", ") })),
  ];
}

function valueWords(session: Session, { status, mark, amount }: ValueOut): string {
  if (status !== null) return words(session, "attendance_statuses", status);
  return mark === null && amount === null ? t("correction.nothing") : number(mark ?? amount);
}

type About = { readonly fields: readonly Child[]; readonly body: (get: (name: string) => string) => Omit<CorrectionIn, "kind" | "what_is_wrong"> };

/** How each kind says which figure it is, and what it should be. */
const ABOUT: Readonly<Record<CorrectionKind, (session: Session, student: string) => Promise<About | null>>> = {
  attendance: async (session, student) => {
    const given = taken(await session.attune.GET("/v1/students/{student_id}/attendance", { params: of(student) }));
    const over = given.sessions.filter((each) => each.status !== "to_come" && !each.disputed).reverse();
    const which = over.map((each) => [
      each.session_id,
      `${moment(each.starts_at)}, ${each.module}: ${words(session, "attendance_states", each.status)}`,
    ] as const);
    return over.length === 0 ? null : {
      fields: [
        field(t("correction.session"), named(select(which), "which")),
        field(t("correction.should"), statuses(session)),
      ],
      body: (get) => ({ session_id: get("which"), should_be: { status: get("status") as "present" } }),
    };
  },
  mark: async (session, student) => {
    const given = taken(await session.attune.GET("/v1/students/{student_id}/grades", { params: of(student) }));
    const marked = given.items.filter((each) => each.mark !== null && !each.disputed);
    const which = marked.map((each) => [each.assessment_id, `${each.module}, ${each.kind.replaceAll("_", " ")}: ${number(each.mark)}`] as const);
    return marked.length === 0 ? null : {
      fields: [
        field(t("correction.assessment"), named(select(which), "which")),
        field(t("correction.should"), input("number", "mark", { min: 0, max: 100, step: "any" })),
      ],
      body: (get) => ({ assessment_id: get("which"), should_be: { mark: Number(get("mark")) } }),
    };
  },
  activity: async (session, student) => ({
    fields: activityFields(session, student),
    body: (get) => ({ source: get("source"), day: get("day"), should_be: { amount: Number(get("amount")) } }),
  }),
};

function named(control: HTMLSelectElement, name: string): HTMLSelectElement {
  control.name = name;
  return control;
}

function statuses(session: Session): HTMLElement {
  const codesOf = codes(session, "attendance_statuses", "status");
  for (const each of codesOf.options) each.textContent = words(session, "attendance_statuses", each.value);
  return codesOf;
}

/** The source and the day, what it counted then, and what it should have. */
function activityFields(session: Session, student: string): readonly Child[] {
  const source = codes(session, "sources", "source");
  const on = input("date", "day", { max: session.me.now.slice(0, 10) }) as HTMLInputElement;
  const counted = announcer();
  const look = async () => {
    if (!on.value) return;
    const params = { ...of(student), query: { from: on.value, to: on.value } };
    const { items } = taken(await session.attune.GET("/v1/students/{student_id}/activity", { params }));
    const amount = items.filter((each) => each.source === source.value && each.counts).reduce((sum, each) => sum + each.amount, 0);
    counted.replaceChildren(hint(t("correction.counted", { amount: number(amount) })));
  };
  for (const each of [source, on]) each.addEventListener("change", () => void look().catch(() => counted.replaceChildren()));
  return [
    field(t("explain.source"), source),
    field(t("correction.day"), on),
    counted,
    field(t("correction.should"), input("number", "amount", { min: 0, step: "any" })),
  ];
}

async function asking(session: Session, student: string, kind: CorrectionKind, done: Done): Promise<HTMLElement> {
  const about = await ABOUT[kind](session, student);
  if (about === null) return hint(t("correction.no-figures"));
  const fields = [...about.fields, field(t("rights.wrong"), area("what", { minlength: 5, maxlength: 500 }))];
  return opening(t("correction.new"), fields, t("correction.send"), async (get) => {
    const body = { kind, what_is_wrong: get("what"), ...about.body(get) };
    taken(await session.attune.POST("/v1/students/{student_id}/corrections", { params: once(student), body }));
    await done(t("correction.sent"));
    return "";
  });
}

/** What the student says that the data miss; of one section, or of all. */
async function remarks(session: Session, student: string, section: SectionName, done: Done): Promise<readonly Child[]> {
  const { items } = taken(await session.attune.GET("/v1/students/{student_id}/remarks", { params: of(student) }));
  const fields = [
    field(t("remarks.words"), area("words", { maxlength: 1000 }), t("remarks.read")),
    field(t("remarks.first"), input("date", "first")),
    field(t("remarks.last"), input("date", "last", { required: false }), t("remarks.last.help")),
  ];
  return [
    hint(t("remarks.lead")),
    rows(items.filter((each) => each.section === section), "remarks.none", (each) => [
      written(each.words),
      h("small", {}, span(each.first_day, each.last_day)),
      sure(t("remarks.drop"), t("remarks.drop.sure"), async () => {
        const params = { path: { student_id: student, remark_id: each.remark_id } };
        taken(await session.attune.DELETE("/v1/students/{student_id}/remarks/{remark_id}", { params }));
        await done(t("remarks.dropped"));
        return "";
      }),
    ]),
    opening(t("remarks.new"), fields, t("remarks.send"), async (get) => {
      const body = { section, first_day: get("first"), last_day: get("last") || null, words: get("words") };
      taken(await session.attune.POST("/v1/students/{student_id}/remarks", { params: once(student), body }));
      await done(t("remarks.made"));
      return "";
    }),
  ];
}
