// The pages of the development provider, in Dutch and English, without scripts.
const BODY_LIMIT_BYTES = 8192;

const WORDS = {
  nl: {
    title: "Aanmelden",
    demo: "Dit is een demonstratie met verzonnen mensen. Iedereen heeft hetzelfde wachtwoord:",
    caller: "Wie u bent, zoals gp-dalfsen",
    password: "Wachtwoord",
    go: "Aanmelden",
    refused: "Deze naam en dit wachtwoord horen niet bij elkaar. U kunt het opnieuw proberen.",
    stopped: "Aanmelden is niet gelukt. Ga terug naar Wegwijs en begin opnieuw.",
  },
  en: {
    title: "Sign in",
    demo: "This is a demonstration with invented people. Everybody has the same password:",
    caller: "Who you are, such as gp-dalfsen",
    password: "Password",
    go: "Sign in",
    refused: "This name and this password do not belong together. You can try again.",
    stopped: "Signing in did not succeed. Go back to Wegwijs and begin again.",
  },
};

const STYLE = `body{font:1.125rem/1.5 "Noto Sans",sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
label{display:block;margin-top:1rem;font-weight:700}input{font:inherit;width:100%;padding:.5rem;box-sizing:border-box;border:2px solid #555}
button{font:inherit;margin-top:1.5rem;padding:.6rem 1.2rem;background:#154273;color:#fff;border:0;cursor:pointer}
:focus-visible{outline:3px solid #f9b000;outline-offset:2px}.wrong{border-left:6px solid #a61b1b;padding-left:1rem}`;

function whole(ctx, content) {
  const language = ctx.acceptsLanguages("nl", "en") || "nl";
  const t = WORDS[language];
  ctx.set(
    "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  );
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${t.title} | Wegwijs</title>
<style>${STYLE}</style></head><body><main><h1>${t.title}</h1>${content(t)}</main></body></html>`;
}

/** What is shown comes from our own files; nothing that was typed is shown again. */
export function signInPage(ctx, callers, password, refused) {
  const names = callers.map((name) => `<option value="${name}"></option>`).join("");
  return whole(
    ctx,
    (t) => `${refused ? `<p class="wrong" role="alert">${t.refused}</p>` : ""}
<p>${t.demo} <code>${password}</code></p>
<form method="post"><label for="caller">${t.caller}</label>
<input id="caller" name="caller" list="callers" autocomplete="username" required autofocus>
<datalist id="callers">${names}</datalist>
<label for="password">${t.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">${t.go}</button></form>`,
  );
}

export function errorPage(ctx, code) {
  return whole(ctx, (t) => `<p class="wrong">${t.stopped}</p><p><code>${code}</code></p>`);
}

export async function readForm(request) {
  let body = "";
  for await (const part of request) {
    body += part;
    if (body.length > BODY_LIMIT_BYTES) throw Object.assign(new Error("too large"), { status: 413 });
  }
  return new URLSearchParams(body);
}
