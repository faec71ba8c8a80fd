/** The institution's identity provider, in the words of OpenID Connect: nothing here is kept, and nothing is shown. */

import * as oauth from "oauth4webapi";

import type { Provider } from "./session.ts";
import type { Key } from "./texts.ts";

/** What did not work, as the text that says so. */
export class Trouble extends Error {
  readonly text: Key;

  constructor(text: Key) {
    super(text);
    this.text = text;
  }
}

/** What is asked, and must still be known when the provider answers. */
export interface Question {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where in the page the reader was. */
  readonly route: string;
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string | undefined;
  readonly identity: string;
}

const SCOPE = "openid attune:read attune:write";
const PATIENCE = 10_000;
const within = { signal: () => AbortSignal.timeout(PATIENCE) };

let known: oauth.AuthorizationServer | null = null;

/** `kind`: what the state begins with. */
export function newQuestion(kind: string): Question {
  return {
    state: kind + oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    route: location.hash,
  };
}

/** Where to send the reader with that question; with the prompt `none` nobody is shown anything. */
export async function addressOf(provider: Provider, asked: Question, prompt?: "none" | "login"): Promise<string> {
  const { authorization_endpoint } = await discovered(provider);
  if (authorization_endpoint === undefined) throw new Trouble("signin.wrong");
  return withParameters(authorization_endpoint, {
    client_id: provider.client_id,
    redirect_uri: ownAddress(),
    response_type: "code",
    scope: provider.scope ?? SCOPE,
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(asked.verifier),
    code_challenge_method: "S256",
    ...meant(provider),
    ...(prompt && { prompt }),
  });
}

/** The tokens for the provider's answer to that question, and whose they are. Throws a `Trouble`. */
export async function exchanged(
  provider: Provider,
  answer: URLSearchParams,
  { state, nonce, verifier }: Question,
): Promise<{ readonly tokens: Tokens; readonly owner: string }> {
  try {
    const [at, client] = [await discovered(provider), clientOf(provider)];
    const valid = oauth.validateAuthResponse(at, client, answer, state);
    const more = { ...within, additionalParameters: meant(provider) };
    const response = await oauth.authorizationCodeGrantRequest(at, client, oauth.None(), valid, ownAddress(), verifier, more);
    const asked = { expectedNonce: nonce, requireIdToken: true };
    const given = await oauth.processAuthorizationCodeResponse(at, client, response, asked);
    const who = oauth.getValidatedIdTokenClaims(given);
    if (who === undefined || given.id_token === undefined) throw new Trouble("signin.wrong");
    const tokens = { access: given.access_token, refresh: given.refresh_token, identity: given.id_token };
    return { tokens, owner: `${who.iss} ${who.sub}` };
  } catch (error) {
    throw troubleOf(error);
  }
}

/** Others in place of these. Throws a `Trouble`: `signin.ended` where there is no refresh token, or it counts no more. */
export async function renewed(provider: Provider, { refresh, identity }: Tokens): Promise<Tokens> {
  if (refresh === undefined) throw new Trouble("signin.ended");
  try {
    const [at, client] = [await discovered(provider), clientOf(provider)];
    const more = { ...within, additionalParameters: meant(provider) };
    const response = await oauth.refreshTokenGrantRequest(at, client, oauth.None(), refresh, more);
    const given = await oauth.processRefreshTokenResponse(at, client, response);
    return { access: given.access_token, refresh: given.refresh_token ?? refresh, identity: given.id_token ?? identity };
  } catch (error) {
    const { text } = troubleOf(error);
    throw new Trouble(text === "signin.unreachable" ? text : "signin.ended");
  }
}

/** Takes the tokens back where the provider can; then where to end its own session, if it has such a place. */
export async function ended(provider: Provider, { refresh, access, identity }: Tokens): Promise<string | null> {
  try {
    const at = await discovered(provider);
    if (at.revocation_endpoint) {
      await oauth.revocationRequest(at, clientOf(provider), oauth.None(), refresh ?? access, within).catch(() => undefined);
    }
    if (!at.end_session_endpoint) return null;
    return withParameters(at.end_session_endpoint, {
      client_id: provider.client_id,
      id_token_hint: identity,
      post_logout_redirect_uri: ownAddress(),
    });
  } catch {
    return null;
  }
}

/** What went wrong, in one of our sentences; the provider's code is for the console. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
    console.warn(`sign-in: ${error.error}`);
    return new Trouble(TEXTS[error.error] ?? "signin.wrong");
  }
  const { name, code } = error as { readonly name?: string; readonly code?: unknown };
  console.warn(`sign-in: ${typeof code === "string" ? code : name}`);
  // What `fetch` throws has no such code: no network, no leave for this origin, no answer in time.
  return new Trouble(typeof code === "string" ? "signin.wrong" : "signin.unreachable");
}

/** By the provider's code. */
const TEXTS: Readonly<Record<string, Key>> = {
  access_denied: "signin.declined",
  login_required: "signin.ended",
  interaction_required: "signin.ended",
  consent_required: "signin.ended",
  account_selection_required: "signin.ended",
  server_error: "signin.unreachable",
  temporarily_unavailable: "signin.unreachable",
  invalid_grant: "signin.stale",
};

async function discovered(provider: Provider): Promise<oauth.AuthorizationServer> {
  if (known !== null) return known;
  try {
    const issuer = new URL(provider.issuer);
    // Asked, not remembered: whoever leads a reader to the provider must know that it is there.
    const asking = (url: string, options: object) => fetch(url, { ...options, cache: "no-cache" });
    const response = await oauth.discoveryRequest(issuer, { ...within, [oauth.customFetch]: asking });
    known = await oauth.processDiscoveryResponse(issuer, response);
  } catch (error) {
    troubleOf(error);
    throw new Trouble("signin.unreachable");
  }
  return known;
}

function clientOf({ client_id }: Provider): oauth.Client {
  return { client_id };
}

/** What the access token is for, where the provider asks that beside the scopes. */
function meant({ resource, audience }: Provider): Record<string, string> {
  return { ...(resource && { resource }), ...(audience && { audience }) };
}

/** Where the provider sends people back to: registered there letter by letter. */
function ownAddress(): string {
  return new URL("./", location.origin + location.pathname).href;
}

function withParameters(endpoint: string, parameters: Readonly<Record<string, string>>): string {
  const address = new URL(endpoint);
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
}
