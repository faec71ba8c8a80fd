/** Attune's API as typed functions of its contract: paths, parameters, bodies, answers and problems. */

import createClient, { type Client } from "openapi-fetch";

import { asking } from "./asking.ts";
import { remembering, stating } from "./middleware.ts";
import type { paths } from "./schema.ts";

export { CACHE_STATUS, wasUnchanged } from "./middleware.ts";
export { everyItem, everyPage } from "./paging.ts";
export { type Answer, ProblemError, taken } from "./problems.ts";
export type * from "./schema.ts";

export type Attune = Client<paths>;

/**
 * An access token, or what gives one: it is asked before each request, and once more where the service refuses a
 * token. It is told which one was `refused`, and gives another, or the same where there is no other.
 */
export type Token = string | ((asked: { readonly refused?: string }) => string | Promise<string>);

export interface Connection {
  /** Where the service is, without a path: `https://attune.example.ac.uk`. */
  readonly baseUrl: string;
  readonly token: Token;
  /** Why a member of staff looks at students, one of the institution's purposes. */
  readonly purpose?: string;
  /** How many seconds a request may wait, in all, to be sent again where the service asks for that; 10 unless given. */
  readonly patience?: number;
  /** Another `fetch`, such as a test's. It is called for each attempt. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client for one person's connection. It keeps each answer that has an ETag and asks whether it still holds:
 * an unchanged dashboard costs the phone a few hundred bytes.
 */
export function connect(connection: Connection): Attune {
  const client = createClient<paths>({ baseUrl: connection.baseUrl, fetch: asking(connection) });
  if (connection.purpose !== undefined) client.use(stating(connection.purpose));
  client.use(remembering());
  return client;
}
