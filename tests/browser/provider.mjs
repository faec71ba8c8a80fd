/**
 * An identity provider on loopback, for tests: `oidc-provider`, over TLS, whose people sign in by name alone.
 *
 * Reads its settings as one line of JSON from standard input, and ends where that ends: `issuer`, `audience`, `page`
 * (the address to send people back to), `client` (the page's name here), `key` (a private JWK), `tls` (`key` and `cert`,
 * PEM), and `people`: by login, their `roles` and what is odd about their tokens:
 *
 * - `stale`: the one for the code has expired an hour ago, and a refresh token brings a good one;
 * - `renewed` false: there is no refresh token;
 * - `audience`: it is meant for somebody else.
 *
 * Says `listens` and its port as soon as it does, and then `gave`, for what and to whom, for each token request.
 */

import { createServer } from "node:https";
import { createInterface } from "node:readline";

import Provider from "oidc-provider";

const { issuer, audience, page, client, key, tls, people } = await settings();
const HOUR = 3600;
const SCOPES = "attune:read attune:write";

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: client,
      redirect_uris: [page],
      post_logout_redirect_uris: [page],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: "none",
      id_token_signed_response_alg: "ES256",
    },
  ],
  jwks: { keys: [key] },
  cookies: { keys: ["of a test"] },
  clientBasedCORS: (_, origin) => origin === new URL(page).origin,
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  issueRefreshToken: (_, __, code) => people[code.accountId]?.renewed !== false,
  extraTokenClaims: (_, token) => ({ roles: people[token.accountId]?.roles ?? [] }),
  loadExistingGrant: async (ctx) => {
    const { session, client: asking } = ctx.oidc;
    const grant = new provider.Grant({ accountId: session.accountId, clientId: asking.clientId });
    grant.addOIDCScope("openid");
    grant.addResourceScope(audience, SCOPES);
    await grant.save();
    return grant;
  },
  formats: { customizers: { jwt: oddities } },
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: SCOPES,
        audience,
        accessTokenFormat: "jwt",
        accessTokenTTL: HOUR,
        jwt: { sign: { alg: "ES256" } },
      }),
    },
    rpInitiatedLogout: {
      // Who comes with an identity token is asked nothing more.
      logoutSource: (ctx, form) => {
        const yes = '<input type="hidden" form="op.logoutForm" name="logout" value="yes">';
        ctx.body = `${form}${yes}<script>document.forms[0].submit()</script>`;
      },
    },
  },
});

function settings() {
  const input = createInterface(process.stdin).on("close", () => process.exit());
  return new Promise((resolve) => input.once("line", (line) => resolve(JSON.parse(line))));
}

function oddities(ctx, token, { payload }) {
  const odd = people[token.accountId] ?? {};
  if (odd.stale && ctx.oidc.params.grant_type === "authorization_code") {
    payload.iat -= 2 * HOUR;
    payload.exp -= 2 * HOUR;
  }
  if (odd.audience) payload.aud = odd.audience;
}

const FORM = `<!doctype html><title>Sign in</title><form method="post">
  <label>Login <input name="login"></label><button name="answer" value="yes">Go on</button>
  <button name="answer" value="no">Cancel</button></form>`;

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) return next();
  if (ctx.method === "GET") return void (ctx.body = FORM);
  const given = new URLSearchParams(await text(ctx.req));
  const result = given.get("answer") === "yes" ? { login: { accountId: given.get("login") } } : { error: "access_denied" };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
});

async function text(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

provider.on("grant.success", ({ oidc }) => console.log(`gave ${oidc.params.grant_type} ${oidc.entities.Account?.accountId}`));
provider.on("grant.revoked", () => console.log("gave nothing any more"));
provider.on("server_error", (_, error) => console.log(`${error.stack}`));

const server = createServer(tls, provider.callback()).listen(0, "127.0.0.1", () => console.log(`listens ${server.address().port}`));
