/* Keeps parts of a page fresh. When nothing comes in any more the last known stays, with its age. */
"use strict";

const KEPT = "wegwijs-last-known";
const SKEW = "wegwijs-skew";
const PATIENCE_MILLISECONDS = 5000;
const AGAIN_MILLISECONDS = 2000;
let shown = new Map();

navigator.serviceWorker?.register("/worker.js");
begin();
setInterval(tick, 1000);
lookLater();
/* A form that is refused comes back as another page in the place of this one. */
document.addEventListener("htmx:afterSettle", begin);

function begin() {
  shown = new Map(parts(document).map((part) => [part.id, part.innerHTML]));
  const live = element("live");
  if (live?.dataset.kept === "yes") element("gone").hidden = false;
  else if (live) noteTheClock(live);
  tick();
}

async function again() {
  if (element("live")?.dataset.every) await refresh();
  lookLater();
}

function lookLater() {
  const isGone = element("gone")?.hidden === false;
  setTimeout(again, isGone ? AGAIN_MILLISECONDS : (element("live")?.dataset.every ?? 5) * 1000);
}

async function refresh() {
  try {
    const address = element("live").dataset.from ?? location.pathname + location.search;
    const answer = await fetch(address, {
      headers: { Accept: "text/html" },
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    });
    const text = await answer.text();
    const page = new DOMParser().parseFromString(text, "text/html");
    const now = page.getElementById("live");
    if (!answer.ok || !now) throw new Error(`answered ${answer.status}`);
    noteTheClock(now);
    parts(page).forEach(show);
    tellOfChange(now);
    element("gone").hidden = true;
    element("live").dataset.kept = "no";
    if (answer.headers.get("X-Holds") === "roster" && "caches" in window) {
      /* As the service worker does: where an alarm runs is shown and never kept. */
      const lasting = text.replace(/<!--fleeting-->[^]*?<!--\/fleeting-->/g, "");
      const kept = await caches.open(KEPT);
      await kept.put(address, new Response(lasting, { headers: answer.headers }));
    }
  } catch {
    const gone = element("gone");
    if (gone) gone.hidden = false;
  }
  tick();
}

function element(id) {
  return document.getElementById(id);
}

function parts(page) {
  return [...page.querySelectorAll("[data-live]")];
}

/* Only what is different is put in its place; whoever stands on something there stays on it. What is not known
   just now leaves what was known before, which grows older. */
function show(fresh) {
  const html = fresh.innerHTML;
  const place = element(fresh.id);
  if (!place || shown.get(fresh.id) === html) return;
  if (fresh.dataset.live === "unknown" && place.dataset.live !== "unknown") return;
  shown.set(fresh.id, html);
  const focused = document.activeElement?.id;
  place.dataset.live = fresh.dataset.live;
  place.replaceChildren(...fresh.childNodes);
  window.htmx?.process(place);
  if (focused) element(focused)?.focus();
}

/* The forms of a page belong to the version that it was opened with. */
function tellOfChange(now) {
  const changed = element("changed");
  if (changed && now.dataset.version !== element("live").dataset.version) changed.hidden = false;
}

/* The clock of a screen may be wrong: ages go by that of the server. */
function noteTheClock(part) {
  localStorage.setItem(SKEW, Date.now() - Date.parse(part.dataset.now));
}

function tick() {
  const now = Date.now() - Number(localStorage.getItem(SKEW));
  const seconds = (moment) => Math.floor((now - Date.parse(moment)) / 1000);
  for (const each of document.querySelectorAll("[data-age-of]")) {
    const old = Math.max(0, seconds(each.dataset.ageOf));
    each.textContent = age(old);
    each.parentElement.classList.toggle("stale", old >= Number(each.dataset.staleAfter));
  }
  for (const each of document.querySelectorAll("[data-until]")) {
    each.hidden = seconds(each.dataset.until) < 0;
  }
  /* Beside a moment: how long ago it is, or how long it still takes. */
  for (const each of document.querySelectorAll("[data-since], [data-left]")) {
    const { since, left } = each.dataset;
    const passed = since ? seconds(since) : -seconds(left);
    each.textContent = clock(Math.max(0, passed));
    each.parentElement.hidden = passed < 0;
  }
}

function age(seconds) {
  const units = [["second", 1, 120], ["minute", 60, 10800], ["hour", 3600, Infinity]];
  const [unit, length] = units.find(([, , below]) => seconds < below);
  const style = { style: "unit", unit, unitDisplay: "long" };
  return new Intl.NumberFormat(document.documentElement.lang, style).format(Math.floor(seconds / length));
}

/* 03:47, and after an hour 1:03:47. */
function clock(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:` : ""}${two(minutes)}:${two(seconds % 60)}`;
}
