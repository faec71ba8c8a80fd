/** How a request is sent: with a token that holds, and again where the service asks for that and it is safe. */

import type { Connection, Token } from "./index.ts";

const UNAUTHENTICATED = 401;
/** Still in flight, too many, unavailable: refusals that pass. */
const PASSING = [409, 429, 503];
const IDEMPOTENT = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"];
const ATTEMPTS = 3;
const PATIENCE_SECONDS = 10;

/** `fetch` as `connect` gives it to openapi-fetch. */
export function asking({ token, patience = PATIENCE_SECONDS, fetch }: Connection) {
  const given = tokens(token);
  return async (request: Request): Promise<Response> => {
    const ask = (bearer: string, body: Request) => {
      body.headers.set("Authorization", `Bearer ${bearer}`);
      return (fetch ?? globalThis.fetch)(body);
    };
    let current = await given();
    let renewed = false;
    let left = patience;
    for (let attempt = 1; ; attempt += 1) {
      // What has been sent cannot be sent again: its body is used up.
      const response = await ask(current, request.clone());
      if (response.status === UNAUTHENTICATED && !renewed) {
        const other = await given(current);
        if (other === current) return response;
        [current, renewed] = [other, true];
        continue;
      }
      const seconds = waitAsked(request, response);
      if (seconds === undefined || seconds > left || attempt >= ATTEMPTS) return response;
      left -= seconds;
      await waited(seconds, request.signal);
    }
  };
}

/** How many seconds after this answer the request may be sent again; nothing: it may not. */
function waitAsked({ method, headers }: Request, response: Response): number | undefined {
  if (!PASSING.includes(response.status)) return undefined;
  if (!IDEMPOTENT.includes(method) && !headers.has("Idempotency-Key")) return undefined;
  return secondsToWait(response);
}

export function secondsToWait(response: Response): number | undefined {
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return Number.isNaN(seconds) ? undefined : Math.max(seconds, 0);
}

function waited(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopped = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stopped);
      resolve();
    }, seconds * 1000);
    if (signal.aborted) stopped();
    else signal.addEventListener("abort", stopped, { once: true });
  });
}

/**
 * The current token, or one in place of that which was refused. Requests with the same refused token share one
 * renewal, however late they are refused: an identity provider takes a refresh token once.
 */
function tokens(token: Token): (refused?: string) => Promise<string> {
  if (typeof token === "string") return () => Promise.resolve(token);
  const ask = async (asked: { refused?: string }) => token(asked);
  let last: { readonly refused: string; readonly renewal: Promise<string> } | undefined;
  return (refused) => {
    if (refused === undefined) return ask({});
    if (last?.refused === refused) return last.renewal;
    const renewal = ask({ refused });
    last = { refused, renewal };
    // What failed, or gave nothing new, is tried again by whoever is refused next.
    const forget = () => void (last = undefined);
    renewal.then((other) => other === refused && forget(), forget);
    return renewal;
  };
}
