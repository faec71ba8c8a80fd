/** Why the request is made, and what is kept of the answers. */

import type { Middleware } from "openapi-fetch";

/** RFC 9211: how an answer came out of what this client keeps. */
export const CACHE_STATUS = "Cache-Status";
const UNCHANGED = "attune-client; fwd=stale; fwd-status=304";
const NOT_MODIFIED = 304;

/** Whether the service said that an earlier answer still holds (304), so that nothing was sent anew. */
export function wasUnchanged(response: Response): boolean {
  return response.headers.get(CACHE_STATUS) === UNCHANGED;
}

export function stating(purpose: string): Middleware {
  return {
    onRequest({ request }) {
      if (!request.headers.has("Attune-Purpose")) request.headers.set("Attune-Purpose", purpose);
      return request;
    },
  };
}

interface Kept {
  readonly tag: string;
  readonly body: string;
  readonly headers: Headers;
}

/** More than a screen asks for; the oldest goes first. */
const KEPT_ANSWERS = 50;

/** Keeps reads by address. One client is one person's, so what is kept never meets another person. */
export function remembering(): Middleware {
  const kept = new Map<string, Kept>();
  return {
    onRequest({ request }) {
      const tag = request.method === "GET" ? kept.get(request.url)?.tag : undefined;
      if (tag !== undefined) request.headers.set("If-None-Match", tag);
      return request;
    },
    async onResponse({ request, response }) {
      const before = kept.get(request.url);
      if (response.status === NOT_MODIFIED) return before && again(before);
      kept.delete(request.url);
      const tag = response.headers.get("ETag");
      if (request.method !== "GET" || !response.ok || tag === null) return undefined;
      kept.set(request.url, { tag, body: await response.clone().text(), headers: response.headers });
      for (const oldest of kept.keys()) if (kept.size > KEPT_ANSWERS) kept.delete(oldest);
      return undefined;
    },
  };
}

function again({ body, headers }: Kept): Response {
  const told = new Headers(headers);
  told.set(CACHE_STATUS, UNCHANGED);
  return new Response(body, { status: 200, headers: told });
}
