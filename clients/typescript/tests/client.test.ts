/** What the client itself does, over real HTTP: kept answers, who and why, and answers that are no problems. */

import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";

import { connect, ProblemError, taken, wasUnchanged } from "../src/index.ts";

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
after(() => server.close());
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
