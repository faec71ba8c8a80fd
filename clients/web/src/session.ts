/** Who looks, and through which client. */

import type { Attune, MeOut, ReferenceOut } from "attune-client";

/** Somebody to look as, of `config.json`. */
export interface Person {
  readonly name: string;
  readonly title: string;
  readonly institution: string;
  readonly about: string;
  readonly roles: readonly string[];
  readonly token: string;
  readonly purpose: string | null;
}

export interface Config {
  /** Where the service is: `/`, or its origin. */
  readonly api: string;
  readonly people?: readonly Person[];
}

export interface Session {
  readonly attune: Attune;
  readonly me: MeOut;
  readonly reference: ReferenceOut;
  readonly person: Person | null;
  /** Since when the network is gone, or rather: the date of the oldest answer that was shown from what is kept. */
  offline: string | null;
}

/** A code's label in the institution's words, such as `label(session, "sections", "grades")`. */
export function label(session: Session, vocabulary: string, code: string): string {
  return entry(session, vocabulary, code)?.label ?? code.replaceAll("_", " ");
}

/** What a code means, where the institution says so. */
export function meaning(session: Session, vocabulary: string, code: string): string | null {
  return entry(session, vocabulary, code)?.meaning ?? null;
}

function entry(session: Session, vocabulary: string, code: string) {
  const all = session.reference.vocabularies as unknown as Record<
    string,
    readonly { code: string; label: string; meaning: string | null }[]
  >;
  return all[vocabulary]?.find((each) => each.code === code);
}
