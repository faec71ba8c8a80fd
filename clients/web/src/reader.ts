/** Somebody's session with the service, once it is known who they are. */

import { connect, taken, type Token } from "attune-client";

import { keeping } from "./kept.ts";
import type { Person, Session } from "./session.ts";
import { setTimeZone } from "./texts.ts";

/** Whose data are shown, through which token; `owner`: the name under which answers are kept. */
export interface Reader {
  readonly owner: string;
  readonly token: Token;
  readonly person: Person | null;
}

/** `tellOffline` hears since when what is shown is not the service's, and null once it is. */
export async function opened(
  { owner, token, person }: Reader,
  api: string,
  tellOffline: (keptAt: string | null) => void,
): Promise<Session> {
  const made: { -readonly [Name in keyof Session]?: Session[Name] } = { person, offline: null };
  const told = (keptAt: string | null) => {
    made.offline = keptAt;
    tellOffline(keptAt);
  };
  const attune = connect({
    baseUrl: new URL(api, location.href).origin,
    token,
    ...(person?.purpose ? { purpose: person.purpose } : {}),
    fetch: keeping(owner, told),
  });
  const [me, reference] = await Promise.all([attune.GET("/v1/me"), attune.GET("/v1/reference")]);
  const whole = Object.assign(made, { attune, me: taken(me), reference: taken(reference) }) as Session;
  setTimeZone(whole.me.institution.time_zone);
  return whole;
}
