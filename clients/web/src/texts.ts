/** What the page says: texts are data, one file for each language and view. */

import cyShared from "../texts/cy.json";
import enShared from "../texts/en.json";
import cyStaff from "../texts/staff.cy.json";
import enStaff from "../texts/staff.en.json";
import cyTutor from "../texts/tutor.cy.json";
import enTutor from "../texts/tutor.en.json";

export type Language = "en" | "cy";
export type Key = keyof typeof enShared | keyof typeof enStaff | keyof typeof enTutor;

/** Both languages have the same keys: each of these fails to compile where one lacks what the other has. */
type Same<One, Other> = [keyof One, keyof Other] extends [keyof Other, keyof One] ? true : never;
const complete: [
  Same<typeof enShared, typeof cyShared>,
  Same<typeof enStaff, typeof cyStaff>,
  Same<typeof enTutor, typeof cyTutor>,
] = [true, true, true];
void complete;

const texts: Record<Language, Readonly<Record<string, string>>> = {
  en: { ...enShared, ...enStaff, ...enTutor },
  cy: { ...cyShared, ...cyStaff, ...cyTutor },
};
const KEPT = "attune-language";
const LOCALES = { en: ["en-GB"], cy: ["cy-GB", "en-GB"] };

let current: Language = first();
let zone: string | undefined;

function first(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "cy") return kept;
  return navigator.language.startsWith("cy") ? "cy" : "en";
}

export function language(): Language {
  return current;
}

export function setLanguage(chosen: Language): void {
  current = chosen;
  localStorage.setItem(KEPT, chosen);
  document.documentElement.lang = chosen;
}

/** The institution's time zone, in which moments are told. */
export function setTimeZone(chosen: string | undefined): void {
  zone = chosen;
}

/** A text in the reader's language, its `{names}` replaced; English where it is not translated. */
export function t(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  const text = texts[current][key] || texts.en[key] || key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The language that `t` gives a key in: a `lang` attribute where it is not the page's own. */
export function languageOf(key: Key): Language {
  return texts[current][key] ? current : "en";
}

/** A day such as 2026-11-29, as people write it; it has no time zone. */
export function day(date: string | null | undefined): string {
  if (!date) return t("unknown");
  const [year, month, dayOfMonth] = date.slice(0, 10).split("-").map(Number);
  return `${dayOfMonth} ${t("months").split(" ")[(month ?? 1) - 1]} ${year}`;
}

/** From one day to another, both included; without a last one, since. */
export function span(first: string, last: string | null): string {
  if (first === last) return day(first);
  return last === null ? t("days.since", { first: day(first) }) : t("days.from-to", { first: day(first), last: day(last) });
}

/** The day before, of a day that is the first not to count. */
export function before(date: string): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** A moment in the institution's time zone. */
export function moment(iso: string | null | undefined): string {
  if (!iso) return t("unknown");
  if (!iso.includes("T")) return day(iso);
  // Swedish dates are ISO 8601's. Browsers know the zones; many know no Welsh months, which are texts therefore.
  const [date, time] = new Date(iso).toLocaleString("sv-SE", { timeZone: zone }).split(" ");
  return `${day(date)}, ${time?.slice(0, 5)}`;
}

export function number(value: number | string | null | undefined, digits = 2): string {
  if (value === null || value === undefined) return t("none");
  return Number(value).toLocaleString(LOCALES[current], { maximumFractionDigits: digits });
}

/** A share between 0 and 1. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined) return t("none");
  return Number(share).toLocaleString(LOCALES[current], { style: "percent", maximumFractionDigits: 0 });
}
