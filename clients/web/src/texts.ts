/** What the page says: texts are data, one file for each language and view. */

import enShared from "../texts/en.json";
import enStudent from "../texts/student.en.json";
import enStaff from "../texts/staff.en.json";
import enTutor from "../texts/tutor.en.json";

export type Language = "en" | "cy";
export type Key = keyof typeof enShared | keyof typeof enStudent | keyof typeof enStaff | keyof typeof enTutor;

const texts: Record<Language, Readonly<Record<string, string>>> = {
  en: { ...enShared, ...enStudent, ...enStaff, ...enTutor },
  cy: {},
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

/** Once its texts are there: Welsh is sent to whoever reads it. Without a network it may not be: then it is English. */
export async function setLanguage(chosen: Language): Promise<void> {
  try {
    if (chosen === "cy") texts.cy = (await import("./welsh.ts")).welsh;
  } catch {
    // The page is read in English then, text by text.
  }
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

/** The page's own words for something that it may have none for, such as a code. */
export function own(key: string): string | null {
  return (texts[current][key] || texts.en[key]) ?? null;
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
