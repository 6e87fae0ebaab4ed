/* When the server is gone: the roster as it was last known, and a page that says that an alarm is not sent.
   What is kept are pages with names and telephones of staff on call; signing out wipes it (Clear-Site-Data). */
"use strict";

const KEPT = "wegwijs-last-known";
const NOT_SENT = "/alarms/not-sent";
const NEW_ALARM = "/alarms/new";
const ROSTERS = ["/wall", "/on-call"];
const DRESS = [
  ...["/style.css", "/parts/theme.css", "/parts/utrecht.css", "/parts/htmx.min.js"],
  ...["/static/page.js", "/static/live.js", "/static/raise.js"],
];
const PATIENCE_MILLISECONDS = 5000;
/* Longer than the gateway waits for the room: its own answer says more. */
const PATIENCE_WITH_ALARM_MILLISECONDS = 12000;

self.addEventListener("install", (event) => event.waitUntil(Promise.all([self.skipWaiting(), prepare()])));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { pathname } = new URL(url);
  if (method === "POST" && pathname === NEW_ALARM) {
    event.respondWith(alarm(event.request));
  } else if (method === "GET" && mode === "navigate" && pathname === NEW_ALARM) {
    event.respondWith(newAlarm(event.request));
  } else if (method === "GET" && mode === "navigate" && ROSTERS.includes(pathname)) {
    event.respondWith(roster(event.request));
  } else if (method === "GET" && (DRESS.includes(pathname) || /^\/(parts|themes)\//.test(pathname))) {
    event.respondWith(dress(event.request));
  }
});

async function prepare() {
  const kept = await caches.open(KEPT);
  await Promise.allSettled([...DRESS, NOT_SENT].map((path) => kept.add(path)));
}

async function roster(request) {
  const answer = await within(PATIENCE_MILLISECONDS, fetch(request));
  if (answer?.headers.get("X-Holds") === "roster") {
    await keep(request, answer.clone());
    return answer;
  }
  const isGone = !answer || answer.status >= 500 || answer.headers.get("X-Holds") === "nothing";
  return (isGone && (await known(request.url))) || answer || Response.error();
}

async function dress(request) {
  const answer = await within(PATIENCE_MILLISECONDS, fetch(request));
  if (answer?.ok) await keep(request, answer.clone());
  return answer ?? (await caches.match(request, { ignoreVary: true })) ?? Response.error();
}

async function alarm(request) {
  const typed = request.clone().formData();
  const answer = await within(PATIENCE_WITH_ALARM_MILLISECONDS, fetch(request));
  if (answer) return answer;
  const fields = JSON.stringify([...(await typed)]);
  return (await known(NOT_SENT, fields)) ?? Response.error();
}

/* Whoever wants to raise one learns at once that it cannot be sent, and whom to call. */
async function newAlarm(request) {
  const answer = await within(PATIENCE_MILLISECONDS, fetch(request));
  return answer ?? (await known(NOT_SENT)) ?? Response.error();
}

/* What was kept, marked as such, with what was typed into its form. */
async function known(url, fields = "") {
  const found = await caches.match(url, { ignoreVary: true });
  if (!found) return null;
  const page = (await found.text())
    .replace('data-kept="no"', 'data-kept="yes"')
    .replace('data-typed=""', () => `data-typed="${escaped(fields)}"`);
  return new Response(page, { headers: found.headers });
}

async function keep(request, answer) {
  const kept = await caches.open(KEPT);
  const isPage = answer.headers.get("Content-Type")?.startsWith("text/html");
  await kept.put(request.url, isPage ? await lasting(answer) : answer);
}

/* What points to a young person, such as where an alarm runs, is shown and never kept. */
async function lasting(answer) {
  const text = (await answer.text()).replace(/<!--fleeting-->[^]*?<!--\/fleeting-->/g, "");
  return new Response(text, { headers: answer.headers });
}

/* Null where nothing came in time, or nothing at all. */
function within(milliseconds, asked) {
  const late = new Promise((resolve) => setTimeout(() => resolve(null), milliseconds));
  return Promise.race([asked.catch(() => null), late]);
}

function escaped(text) {
  const marks = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };
  return text.replace(/[&"<>]/g, (mark) => marks[mark]);
}
