/** Refusals: every one is a problem of RFC 9457, and its `type` never changes its meaning. */

import { secondsToWait } from "./asking.ts";
import type { ProblemOut } from "./schema.ts";

/** What the service declined, in its own words. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: ProblemOut;
  /** How many seconds to wait before trying again, where the service says so. */
  readonly retryAfter: number | undefined;

  constructor(problem: ProblemOut, response: Response) {
    super(`${problem.title}: ${problem.detail}`);
    this.problem = problem;
    this.retryAfter = secondsToWait(response);
  }

  /** The problem's stable code, such as `consent-required`. */
  get code(): string {
    return this.problem.type.split("/").at(-1) ?? this.problem.type;
  }
}

/** What `GET`, `POST` and the others give. */
export interface Answer<Data, Refusal> {
  readonly data?: Data;
  readonly error?: Refusal;
  readonly response: Response;
}

/** The answer's data; a refusal is thrown as a `ProblemError`. */
export function taken<Data>(answer: Answer<Data, ProblemOut>): Data {
  if (answer.response.ok) return answer.data as Data;
  throw new ProblemError(problemOf(answer.error, answer.response), answer.response);
}

/** A proxy in between may answer with something else than a problem. */
function problemOf(error: ProblemOut | undefined, { status, statusText, url }: Response): ProblemOut {
  if (typeof error === "object" && typeof error.type === "string") return error;
  const title = statusText || `HTTP ${status}`;
  return { type: "about:blank", title, status, detail: "not an answer of the service", instance: url, errors: [] };
}
