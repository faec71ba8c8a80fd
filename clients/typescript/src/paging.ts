/** Lists that come in pages. */

import { type Answer, taken } from "./problems.ts";
import type { ProblemOut } from "./schema.ts";

interface Page<Item> {
  readonly items: readonly Item[];
}
type Next = { readonly cursor?: string };

/**
 * Every page of a list, asked for as it is wanted; a refusal is thrown. It follows `Link: rel="next"`.
 *
 *     everyPage((next) => attune.GET("/v1/students", { params: { query: { limit: 100, ...next } } }))
 */
export async function* everyPage<Data>(ask: (next: Next) => Promise<Answer<Data, ProblemOut>>): AsyncGenerator<Data> {
  for (let next: Next | undefined = {}; next; ) {
    const answer: Answer<Data, ProblemOut> = await ask(next);
    yield taken(answer);
    next = following(answer.response);
  }
}

/** Every item of every page, likewise. */
export async function* everyItem<Item>(
  ask: (next: Next) => Promise<Answer<Page<Item>, ProblemOut>>,
): AsyncGenerator<Item> {
  for await (const page of everyPage(ask)) yield* page.items;
}

function following({ headers, url }: Response): Next | undefined {
  const link = /<([^>]*)>;\s*rel="?next"?/.exec(headers.get("Link") ?? "")?.[1];
  const cursor = link === undefined ? null : new URL(link, url || "http://localhost").searchParams.get("cursor");
  return cursor === null ? undefined : { cursor };
}
