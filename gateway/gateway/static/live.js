/* Keeps parts of a page fresh. When nothing comes in any more the last known stays, with its age. */
"use strict";

const KEPT = "wegwijs-last-known";
const SKEW = "wegwijs-skew";
const PATIENCE_MILLISECONDS = 5000;
const AGAIN_MILLISECONDS = 2000;
const live = document.getElementById("live");
const gone = document.getElementById("gone");
const shown = new Map(parts(document).map((part) => [part.id, part.innerHTML]));

navigator.serviceWorker?.register("/worker.js");
if (live.dataset.kept === "yes") gone.hidden = false;
else noteTheClock(live);
tick();
setInterval(tick, 1000);
if (live.dataset.every) lookLater();

async function again() {
  await refresh();
  lookLater();
}

function lookLater() {
  setTimeout(again, gone.hidden ? live.dataset.every * 1000 : AGAIN_MILLISECONDS);
}

async function refresh() {
  try {
    const address = location.pathname + location.search;
    const answer = await fetch(address, {
      headers: { Accept: "text/html" },
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    });
    const copy = answer.clone();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("live");
    if (!answer.ok || !now) throw new Error(`answered ${answer.status}`);
    noteTheClock(now);
    parts(page).forEach(show);
    tellOfChange(now);
    gone.hidden = true;
    live.dataset.kept = "no";
    if (copy.headers.get("X-Holds") === "roster" && "caches" in window) {
      const kept = await caches.open(KEPT);
      await kept.put(address, copy);
    }
  } catch {
    gone.hidden = false;
  }
  tick();
}

function parts(page) {
  return [...page.querySelectorAll("[data-live]")];
}

/* Only what is different is put in its place; whoever stands on something there stays on it. */
function show(fresh) {
  const html = fresh.innerHTML;
  if (shown.get(fresh.id) === html) return;
  shown.set(fresh.id, html);
  const focused = document.activeElement?.id;
  document.getElementById(fresh.id)?.replaceChildren(...fresh.childNodes);
  if (focused) document.getElementById(focused)?.focus();
}

/* The forms of a page belong to the version that it was opened with. */
function tellOfChange(now) {
  const changed = document.getElementById("changed");
  if (changed && now.dataset.version !== live.dataset.version) changed.hidden = false;
}

/* The clock of a screen may be wrong: ages go by that of the server. */
function noteTheClock(part) {
  localStorage.setItem(SKEW, Date.now() - Date.parse(part.dataset.now));
}

function tick() {
  const now = Date.now() - Number(localStorage.getItem(SKEW));
  for (const each of document.querySelectorAll("[data-age-of]")) {
    const seconds = Math.max(0, Math.floor((now - Date.parse(each.dataset.ageOf)) / 1000));
    each.textContent = age(seconds);
    each.parentElement.classList.toggle("red", seconds >= Number(each.dataset.staleAfter));
  }
  for (const each of document.querySelectorAll("[data-until]")) {
    each.hidden = Date.parse(each.dataset.until) > now;
  }
}

function age(seconds) {
  const units = [["second", 1, 120], ["minute", 60, 10800], ["hour", 3600, Infinity]];
  const [unit, length] = units.find(([, , below]) => seconds < below);
  const style = { style: "unit", unit, unitDisplay: "long" };
  return new Intl.NumberFormat(document.documentElement.lang, style).format(Math.floor(seconds / length));
}
