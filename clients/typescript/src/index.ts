/** Attune's API as typed functions of its contract: paths, parameters, bodies, answers and problems. */

import createClient, { type Client } from "openapi-fetch";

import { bearer, remembering } from "./middleware.ts";
import type { paths } from "./schema.ts";

export { CACHE_STATUS, wasUnchanged } from "./middleware.ts";
export { ProblemError, taken } from "./problems.ts";
export type * from "./schema.ts";

export type Attune = Client<paths>;

export interface Connection {
  /** Where the service is, without a path: `https://attune.example.ac.uk`. */
  readonly baseUrl: string;
  /** An access token, or what fetches a fresh one: it is asked before each request. */
  readonly token: string | (() => string | Promise<string>);
  /** Why a member of staff looks at students, one of the institution's purposes. */
  readonly purpose?: string;
  /** Another `fetch`, such as a test's or one with retries. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client for one person's connection. It keeps each answer that has an ETag and asks whether it still holds:
 * an unchanged dashboard costs the phone a few hundred bytes.
 */
export function connect({ baseUrl, token, purpose, fetch }: Connection): Attune {
  const client = createClient<paths>({ baseUrl, ...(fetch && { fetch }) });
  client.use(bearer(token, purpose), remembering());
  return client;
}
