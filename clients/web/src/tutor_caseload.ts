/** The students in one's charge, with what changed. */

import { type CaseloadOut, type CaseloadStudentOut, taken } from "attune-client";

import { type Child, h } from "./dom.ts";
import { label, type Session } from "./session.ts";
import { day, type Key, language, moment, number, percent, t } from "./texts.ts";
import { has, studentLink } from "./tutor_parts.ts";
import { waiting } from "./tutor_signals.ts";
import { announcer, button, field, form, hint, paragraph, problem, section, unique } from "./ui.ts";

const PAGE = { limit: 200, include: ["attendance", "next_meeting"] as ("attendance" | "next_meeting")[] };

type Value = string | number | null;

/** One column: what it sorts by (null is last), and what it shows. */
interface Column {
  readonly key: Key;
  readonly value: (student: CaseloadStudentOut) => Value;
  readonly cell: (student: CaseloadStudentOut) => Child;
}

export async function caseload(session: Session): Promise<HTMLElement> {
  const page = await asked(session, "");
  return h(
    "div",
    { class: "caseload" },
    h("h1", {}, t("tutor.caseload")),
    paragraph(gist(page.items, page.next_cursor !== null), "lead"),
    has(session, "signal_rules") && waiting(session),
    students(session, page),
  );
}

/** A page of the reader's students, or of those with that text in their name or number. */
async function asked(session: Session, text: string, cursor?: string): Promise<CaseloadOut> {
  const params = { query: { ...PAGE, ...(cursor === undefined ? {} : { cursor }) } };
  if (text === "") return taken(await session.attune.GET("/v1/students", { params }));
  return taken(await session.attune.POST("/v1/student-searches", { params, body: { text } }));
}

/** How many students there are, and how many changed in a week. */
function gist(items: readonly CaseloadStudentOut[], more: boolean): string {
  const changes = items.map(({ engagement }) => engagement.change_in_week ?? 0);
  return t("tutor.gist", {
    count: more ? `${items.length}+` : items.length,
    up: changes.filter((each) => each > 0).length,
    down: changes.filter((each) => each < 0).length,
  });
}

function columns(session: Session, items: readonly CaseloadStudentOut[]): readonly Column[] {
  const state = (vocabulary: string, code: string) => h("span", { class: "hint" }, label(session, vocabulary, code));
  const all: (Column | false)[] = [
    { key: "tutor.name", value: (each) => each.name ?? each.number, cell: studentLink },
    { key: "tutor.number", value: (each) => each.number, cell: (each) => each.number },
    { key: "tutor.programme", value: (each) => each.programme?.title ?? null, cell: (each) => each.programme?.title ?? t("none") },
    {
      key: "tutor.score",
      value: ({ engagement }) => engagement.score,
      cell: ({ engagement }) => (engagement.score === null ? state("day_states", engagement.state) : number(engagement.score)),
    },
    { key: "tutor.change", value: ({ engagement }) => engagement.change_in_week, cell: ({ engagement }) => signed(engagement.change_in_week) },
    items.some(({ engagement }) => engagement.band !== null) && {
      key: "tutor.band",
      value: ({ engagement }) => engagement.band,
      cell: ({ engagement }) => (engagement.band === null ? t("none") : label(session, "indicator_bands", engagement.band)),
    },
    {
      key: "tutor.active",
      value: ({ engagement }) => engagement.last_active_on,
      cell: ({ engagement }) => (engagement.last_active_on === null ? t("none") : day(engagement.last_active_on)),
    },
    {
      key: "tutor.attended",
      value: ({ attendance }) => attendance?.attended_share ?? null,
      cell: ({ attendance }) =>
        attendance && attendance.state !== "shown" ? state("section_states", attendance.state) : percent(attendance?.attended_share),
    },
    {
      key: "tutor.meeting",
      value: (each) => each.next_meeting?.starts_at ?? null,
      cell: ({ next_meeting: next }) =>
        next && next.state !== "shown" ? state("section_states", next.state) : next?.starts_at ? moment(next.starts_at) : t("none"),
    },
    {
      key: "tutor.remarks",
      value: ({ engagement }) => (engagement.has_remarks ? 0 : 1),
      cell: ({ engagement }) => (engagement.has_remarks ? t("tutor.has-remarks") : t("none")),
    },
  ];
  return all.filter((each): each is Column => each !== false);
}

/** A change with its sign, also where it is more. */
export function signed(change: number | null): string {
  return change !== null && change > 0 ? `+${number(change)}` : number(change).replace("-", "−");
}

/** The table, its search and its order. Beyond one page the service searches, and gives more by a button. */
function students(session: Session, first: CaseloadOut): HTMLElement {
  let { items, next_cursor: next } = first;
  let [searched, wanted] = ["", ""];
  let by = 0;
  let down = false;
  const shown = columns(session, first.items);
  const found = announcer();
  const more = h("div");
  const body = h("tbody", { role: "rowgroup" });
  const search = h("input", { type: "search", name: "text", maxlength: 100, autocomplete: "off" }) as HTMLInputElement;
  const heads = shown.map(({ key }, at) =>
    h("th", { scope: "col", role: "columnheader" }, button(t(key), () => order(at), { class: "sort" })),
  );
  const draw = (say = true) => {
    const rows = items.filter(({ name, number }) => `${name ?? ""} ${number}`.toLocaleLowerCase().includes(wanted));
    const value = shown[by]?.value ?? (() => null);
    const sorted = [...rows].sort((one, other) => compared(value(one), value(other), down));
    body.replaceChildren(...sorted.map((student) => row(shown, student)));
    if (say) found.replaceChildren(paragraph(t("tutor.found", { count: rows.length })));
    more.replaceChildren(...(next === null ? [] : [paragraph(t("staff.more", { count: items.length })), button(t("tutor.show-more"), () => void on().catch(refused))]));
    heads.forEach((head, at) => {
      if (at === by) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };
  const order = (at: number) => {
    [by, down] = [at, at === by && !down];
    draw(false);
  };
  const refused = (error: unknown) => more.append(problem(error));
  const on = async () => {
    const page = await asked(session, searched, next ?? undefined);
    [items, next] = [[...items, ...page.items], page.next_cursor];
    draw();
    body.querySelector<HTMLElement>(`a[href="#/student/${page.items[0]?.student_id}"]`)?.focus();
  };
  search.addEventListener("input", () => {
    wanted = search.value.trim().toLocaleLowerCase();
    draw();
  });
  const everywhere = async (): Promise<string> => {
    // What matches, the service says.
    [searched, wanted] = [search.value.trim(), ""];
    ({ items, next_cursor: next } = searched === "" ? first : await asked(session, searched));
    draw();
    return "";
  };
  draw(false);
  const id = unique("table");
  return section(
    t("tutor.students"),
    first.next_cursor === null
      ? field(t("tutor.search"), search)
      : [hint(t("tutor.more", { count: first.items.length })), form([field(t("tutor.search"), search)], t("tutor.search.all"), everywhere)],
    found,
    h(
      "div",
      { class: "wide", tabindex: 0, role: "region", "aria-labelledby": id },
      h(
        "table",
        { class: "cards", role: "table" },
        h("caption", { id }, t("tutor.students.caption")),
        h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...heads)),
        body,
      ),
    ),
    more,
  );
}

function row(shown: readonly Column[], student: CaseloadStudentOut): HTMLElement {
  return h(
    "tr",
    { role: "row" },
    ...shown.map(({ key, cell }, at) => {
      const content = cell(student);
      const of = h("span", { class: "of", "aria-hidden": "true" }, t(key));
      if (at === 0) return h("th", { role: "rowheader", scope: "row" }, content);
      return h("td", { role: "cell", class: content === t("none") ? "empty" : null }, of, content);
    }),
  );
}

/** What is not known comes last, in either order. */
function compared(one: Value, other: Value, down: boolean): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const order = typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other), language());
  return down ? -order : order;
}
