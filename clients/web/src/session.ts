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
  readonly sign_in?: Provider;
}

/** The identity provider at which people sign in, and as what it knows this page. */
export interface Provider {
  /** Its address, where its discovery document is; https. */
  readonly issuer: string;
  readonly client_id: string;
  /** `openid`, and the API's scopes by the names that the provider has for them. */
  readonly scope?: string;
  /** The API, where the provider asks for it: as `resource` (RFC 8707), or as `audience`. */
  readonly resource?: string;
  readonly audience?: string;
}

export interface Session {
  readonly attune: Attune;
  readonly me: MeOut;
  readonly reference: ReferenceOut;
  /** Whom the visitor looks as; null for those who signed in. */
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
