/** What the client itself does, over real HTTP: kept answers, who and why, and answers that are no problems. */

import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after as afterAll, before, beforeEach, test } from "node:test";

import { connect, everyItem, everyPage, ProblemError, taken, wasUnchanged } from "../src/index.ts";

const ME = { roles: ["student"], student_id: null, staff_id: null };
let asked: IncomingMessage[] = [];
let answer = (_request: IncomingMessage, response: ServerResponse): void => void response.end();

/** As the service answers: the entity tag, and 304 to those who have it. */
function tagged(tag: string, body: object): typeof answer {
  return (request, response) => {
    response.setHeader("ETag", tag).setHeader("Content-Type", "application/json");
    const known = request.headers["if-none-match"] === tag;
    response.writeHead(known ? 304 : 200).end(known ? undefined : JSON.stringify(body));
  };
}

const server = createServer((request, response) => {
  asked.push(request);
  answer(request, response);
});
let baseUrl = "";

before(async () => {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => void (asked = []));

test("an unchanged answer comes from memory, and says so", async () => {
  const attune = connect({ baseUrl, token: "t" });
  answer = tagged('"1"', ME);
  const first = await attune.GET("/v1/me");
  const second = await attune.GET("/v1/me");
  assert.equal(wasUnchanged(first.response), false);
  assert.equal(wasUnchanged(second.response), true);
  assert.deepEqual(taken(second), taken(first));
  assert.equal(asked[1]?.headers["if-none-match"], '"1"');
});

test("a changed answer takes the place of the one that was kept", async () => {
  const attune = connect({ baseUrl, token: "t" });
  answer = tagged('"1"', ME);
  await attune.GET("/v1/me");
  answer = tagged('"2"', { ...ME, roles: ["admin"] });
  assert.deepEqual(taken(await attune.GET("/v1/me")).roles, ["admin"]);
  const again = await attune.GET("/v1/me");
  assert.equal(wasUnchanged(again.response), true);
  assert.deepEqual(taken(again).roles, ["admin"]);
});

test("a refusal forgets what was kept: withdrawn consent leaves nothing on the phone", async () => {
  const attune = connect({ baseUrl, token: "t" });
  answer = tagged('"1"', ME);
  await attune.GET("/v1/me");
  const problem = { type: "/problems/forbidden", title: "No", status: 403, detail: "no", instance: "/v1/me" };
  answer = (_request, response) => void response.writeHead(403).end(JSON.stringify(problem));
  const refused = await attune.GET("/v1/me");
  assert.throws(() => taken(refused), (error) => error instanceof ProblemError && error.code === "forbidden");
  answer = tagged('"1"', ME);
  assert.equal(wasUnchanged((await attune.GET("/v1/me")).response), false);
});

test("two people's clients share nothing", async () => {
  answer = tagged('"1"', ME);
  await connect({ baseUrl, token: "one" }).GET("/v1/me");
  await connect({ baseUrl, token: "two" }).GET("/v1/me");
  assert.equal(asked[1]?.headers["if-none-match"], undefined);
  assert.equal(asked[1]?.headers.authorization, "Bearer two");
});

/** Refusals first, in their order, and then the answer. */
function refusing(...refusals: readonly (readonly [status: number, wait?: string])[]): typeof answer {
  const left = [...refusals];
  return (_request, response) => {
    const [status, wait] = left.shift() ?? [200];
    if (wait !== undefined) response.setHeader("Retry-After", wait);
    const problem = { type: "/problems/unavailable", title: "Wait", status, detail: "soon", instance: "/" };
    response.writeHead(status).end(JSON.stringify(status === 200 ? ME : problem));
  };
}

test("what passes is asked for again, after as long as the service says", async () => {
  answer = refusing([503, "0"], [429, "0"]);
  assert.deepEqual(taken(await connect({ baseUrl, token: "t" }).GET("/v1/me")), ME);
  assert.equal(asked.length, 3);
});

test("it gives up at the third refusal, where nothing is said of a wait, and where that is too long", async () => {
  for (const [refusals, requests] of [
    [[[503, "0"], [503, "0"], [503, "0"]], 3],
    [[[503]], 1],
    [[[429, "11"]], 1],
    [[[500, "0"]], 1],
  ] as const) {
    asked = [];
    answer = refusing(...refusals);
    const { response } = await connect({ baseUrl, token: "t" }).GET("/v1/me");
    assert.deepEqual([response.ok, asked.length], [false, requests]);
  }
});

test("a write is sent again only under a key of its own, with its body and the same key", async () => {
  const attune = connect({ baseUrl, token: "t" });
  const path = { student_id: "00000000-0000-4000-8000-000000000000" };
  const body = { focus: "routine", summary: "We spoke." } as const;
  answer = refusing([503, "0"]);
  assert.equal((await attune.POST("/v1/students/{student_id}/notes", { params: { path }, body })).response.status, 503);
  assert.equal(asked.length, 1);

  asked = [];
  const bodies: string[] = [];
  const first = refusing([503, "0"]);
  answer = (request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => void (text += part.toString()));
    request.on("end", () => void (bodies.push(text), first(request, response)));
  };
  const params = { path, header: { "Idempotency-Key": "one" } };
  assert.equal((await attune.POST("/v1/students/{student_id}/notes", { params, body })).response.status, 200);
  assert.deepEqual(bodies, [JSON.stringify(body), JSON.stringify(body)]);
  assert.deepEqual(asked.map((each) => each.headers["idempotency-key"]), ["one", "one"]);
});

test("whoever leaves the page waits no longer", async () => {
  answer = refusing([503, "9"]);
  const leaving = new AbortController();
  const asking = connect({ baseUrl, token: "t" }).GET("/v1/me", { signal: leaving.signal });
  setTimeout(() => leaving.abort(), 50);
  await assert.rejects(asking, { name: "AbortError" });
  assert.equal(asked.length, 1);
});

test("a refused token is renewed once, by all who were refused together", async () => {
  const told: (string | undefined)[] = [];
  let current = "old";
  const attune = connect({
    baseUrl,
    token: ({ refused }) => {
      told.push(refused);
      if (refused !== undefined) current = "new";
      return current;
    },
  });
  answer = (request, response) =>
    void response.writeHead(request.headers.authorization === "Bearer new" ? 200 : 401).end(JSON.stringify(ME));
  const both = await Promise.all([attune.GET("/v1/me"), attune.GET("/v1/me")]);
  assert.deepEqual(both.map(({ response }) => response.status), [200, 200]);
  assert.deepEqual(told, [undefined, undefined, "old"]);
});

test("where there is no other token, or that is refused too, the refusal is given", async () => {
  answer = (_request, response) => void response.writeHead(401).end("{}");
  for (const [token, requests] of [["t", 1], [() => "t", 1], [() => `t${asked.length}`, 2]] as const) {
    asked = [];
    assert.equal((await connect({ baseUrl, token }).GET("/v1/me")).response.status, 401);
    assert.equal(asked.length, requests);
  }
});

test("a list is followed page by page, as far as it is wanted", async () => {
  const attune = connect({ baseUrl, token: "t" });
  answer = (request, response) => {
    const at = Number(new URL(request.url ?? "", baseUrl).searchParams.get("cursor") ?? 0);
    if (at < 2) response.setHeader("Link", `</v1/students?limit=1&cursor=${at + 1}>; rel="next"`);
    response.writeHead(200).end(JSON.stringify({ items: [{ student_id: `s${at}` }] }));
  };
  const students = (next: { cursor?: string }) =>
    attune.GET("/v1/students", { params: { query: { limit: 1, ...next } } });
  const found: string[] = [];
  for await (const student of everyItem(students)) found.push(student.student_id);
  assert.deepEqual(found, ["s0", "s1", "s2"]);
  asked = [];
  for await (const page of everyPage(students)) if (page.items.length > 0) break;
  assert.equal(asked.length, 1);
});

test("the token is asked for before each request, and staff say why", async () => {
  let tokens = 0;
  const attune = connect({ baseUrl, token: () => `t${(tokens += 1)}`, purpose: "tutoring" });
  answer = tagged('"1"', ME);
  await attune.GET("/v1/me");
  await attune.GET("/v1/me");
  assert.deepEqual(asked.map((each) => each.headers.authorization), ["Bearer t1", "Bearer t2"]);
  assert.deepEqual(asked.map((each) => each.headers["attune-purpose"]), ["tutoring", "tutoring"]);
});

test("what a proxy answers in the service's place is a problem too", async () => {
  answer = (_request, response) => void response.writeHead(502, { "Retry-After": "7" }).end("<h1>Bad Gateway</h1>");
  const refused = await connect({ baseUrl, token: "t" }).GET("/v1/me");
  assert.throws(() => taken(refused), (error) => {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.problem.status, 502);
    assert.equal(error.retryAfter, 7);
    return true;
  });
});
