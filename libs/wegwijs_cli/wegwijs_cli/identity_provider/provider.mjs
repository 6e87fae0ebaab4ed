// A real OpenID provider for development: npm `oidc-provider`, with invented people. Never in production.
// Its settings are JSON on the file descriptor that is its only argument; Python writes them (main.py).
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { errorPage, readForm, signInPage } from "./pages.mjs";

const told = JSON.parse(readFileSync(Number(process.argv[2]), "utf8"));
// Looked up by what somebody typed: "constructor" is nobody.
for (const name of ["callers", "accounts", "rooms"]) Object.setPrototypeOf(told[name], null);
const { default: Provider, errors } = await import(pathToFileURL(told.provider_module));

const DEMO_GRANT = "urn:wegwijs:demo-caller";
const API = "urn:wegwijs:api";
const MINUTE = 60_000;
const SLOWEST_MILLISECONDS = 2_000;
const SLOWER_EACH_TIME_MILLISECONDS = 20;
const wrong = new Map(); // by address: the moments of wrong passwords within the last minute

function log(event, more = {}) {
  console.log(JSON.stringify({ level: "info", event, process: "identity-provider", ...more }));
}

/** Who this account is: what its tokens say, and for how long they do. */
function claimsOf(token) {
  const who = token.accountId ? told.accounts[token.accountId] : told.rooms[token.clientId];
  return who?.claims;
}

function secondsOf(ctx, token) {
  return (token.accountId && told.accounts[token.accountId]?.seconds) || told.seconds;
}

const configuration = {
  clients: told.clients,
  jwks: { keys: told.keys },
  cookies: { keys: told.cookie_keys },
  clientDefaults: { id_token_signed_response_alg: "ES256", token_endpoint_auth_method: "private_key_jwt" },
  clientAuthMethods: ["private_key_jwt", "none"],
  enabledJWA: { idTokenSigningAlgValues: ["ES256"], clientAuthSigningAlgValues: ["ES256"] },
  responseTypes: ["code"],
  scopes: ["openid", "offline_access"],
  claims: { openid: ["sub", "name"] },
  conformIdTokenClaims: false,
  clockTolerance: 5,
  pkce: { required: () => true },
  allowOmittingSingleRegisteredRedirectUri: false,
  issueRefreshToken: (ctx, client) => client.grantTypeAllowed("refresh_token"),
  renderError: (ctx, out) => {
    log("refused", { error: out.error });
    ctx.type = "html";
    ctx.body = errorPage(ctx, out.error);
  },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    userinfo: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      // Whoever comes here has signed out at the gateway already; a second question is one too many.
      logoutSource: (ctx, form) => {
        ctx.body = `<!doctype html><title>Wegwijs</title>${form}<script>
          const form = document.forms[0];
          form.insertAdjacentHTML("beforeend", '<input type="hidden" name="logout" value="yes">');
          form.submit();</script>`;
      },
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => API,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "",
        audience: told.audience,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "ES256" } },
      }),
    },
  },
  ttl: {
    AccessToken: secondsOf,
    ClientCredentials: secondsOf,
    IdToken: 300,
    AuthorizationCode: 60,
    Interaction: 3600,
    Session: 12 * 3600,
    Grant: 24 * 3600,
    RefreshToken: 12 * 3600,
  },
  extraTokenClaims: (ctx, token) => claimsOf(token),
  formats: {
    customizers: {
      jwt: (ctx, token, jwt) => {
        jwt.payload.sub = token.accountId ?? told.rooms[token.clientId].subject;
      },
    },
  },
  findAccount: (ctx, id) =>
    told.accounts[id] && { accountId: id, claims: () => ({ sub: id, name: told.accounts[id].name }) },
  // All clients are ours: nobody is asked whether they may know who signs in.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid offline_access");
    await grant.save();
    return grant;
  },
};

const provider = new Provider(told.issuer, configuration);

// What demonstrations, benches and tests over the API ask: a token without a browser.
provider.registerGrantType(
  DEMO_GRANT,
  async (ctx) => {
    const id = told.callers[ctx.oidc.params.caller];
    if (!id) throw new errors.InvalidGrant("no such caller");
    const { AccessToken, Grant } = ctx.oidc.provider;
    const grant = new Grant({ clientId: ctx.oidc.client.clientId, accountId: id });
    const token = new AccessToken({
      accountId: id,
      client: ctx.oidc.client,
      grantId: await grant.save(),
      gty: DEMO_GRANT,
    });
    const { audience, accessTokenFormat, jwt } = configuration.features.resourceIndicators.getResourceServerInfo();
    token.resourceServer = new ctx.oidc.provider.ResourceServer(API, { audience, accessTokenFormat, jwt, scope: "" });
    ctx.body = { access_token: await token.save(), expires_in: token.expiration, token_type: "Bearer" };
  },
  ["caller"],
);

/** The wait before a wrong password is answered: longer each time within a minute, and nobody is locked out. */
async function slowed(address) {
  const now = Date.now();
  const recent = [...(wrong.get(address) ?? []).filter((at) => now - at < MINUTE), now];
  wrong.delete(address);
  wrong.set(address, recent.slice(-SLOWEST_MILLISECONDS / SLOWER_EACH_TIME_MILLISECONDS));
  if (wrong.size > 10_000) wrong.delete(wrong.keys().next().value);
  const wait = Math.min(SLOWEST_MILLISECONDS, recent.length * SLOWER_EACH_TIME_MILLISECONDS);
  log("wrong-sign-in", { withinAMinute: recent.length, milliseconds: wait });
  await new Promise((resolve) => setTimeout(resolve, wait));
}

async function signIn(ctx) {
  const { params, prompt } = await provider.interactionDetails(ctx.req, ctx.res);
  const finish = (id) =>
    provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: id, amr: ["pwd"] } });
  const hinted = told.callers[params.login_hint];
  if (prompt.name === "login" && hinted && ctx.method === "GET") return finish(hinted);
  let refused = false;
  if (ctx.method === "POST") {
    const form = await readForm(ctx.req);
    const id = told.callers[form.get("caller")?.trim().toLowerCase()];
    if (id && form.get("password") === told.password) return finish(id);
    await slowed(ctx.req.socket.remoteAddress);
    refused = true;
  }
  ctx.status = refused ? 401 : 200;
  ctx.type = "html";
  ctx.body = signInPage(ctx, Object.keys(told.callers), told.password, refused);
}

provider.use(async (ctx, next) => {
  ctx.set("Cache-Control", "no-store");
  ctx.set("X-Content-Type-Options", "nosniff");
  ctx.set("X-Frame-Options", "DENY");
  ctx.set("Referrer-Policy", "no-referrer");
  if (ctx.path.startsWith("/health/")) ctx.body = { status: ctx.path.endsWith("live") ? "live" : "ready" };
  else if (ctx.path.startsWith("/interaction/")) await signIn(ctx);
  else await next();
});

for (const event of ["authorization.error", "grant.error", "server_error", "end_session.error"]) {
  provider.on(event, (ctx, error) =>
    log("refused", { at: event, error: error.error ?? error.name, why: error.error_detail ?? undefined }),
  );
}

const server = provider.listen(told.port, told.host, () => log("listening", { port: told.port }));
server.headersTimeout = 15_000;
server.requestTimeout = 15_000;
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => {
    server.closeAllConnections();
    server.close(() => process.exit(0));
  });
}
