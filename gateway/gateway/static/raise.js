/* Before an alarm: keeps whom to call where the server will be gone. After one that is not sent: shows them,
   with what was typed. */
"use strict";

const KEPT = "wegwijs-last-known";
const form = document.getElementById("alarm");
const where = form.elements.namedItem("municipality");
const place = document.getElementById("last-known");

navigator.serviceWorker?.register("/worker.js");
if (form.dataset.typed) fill(JSON.parse(form.dataset.typed));
/* What a browser kept is opened again and again: each alarm has a key of its own. */
else if (form.dataset.kept === "yes") form.elements.namedItem("key").value = crypto.randomUUID();
where.addEventListener("change", ready);
ready();

async function ready() {
  if (!("caches" in window)) return;
  await Promise.all([hold("/alarms/not-sent"), where.value && hold(roster())]);
  if (place) await show();
}

function roster() {
  return `/on-call?municipality=${encodeURIComponent(where.value)}`;
}

async function hold(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
    const isWhole = ["roster", "form"].includes(answer.headers.get("X-Holds"));
    if (answer.ok && isWhole) await (await caches.open(KEPT)).put(address, answer);
  } catch {
    /* What was kept before stays. */
  }
}

async function show() {
  const found = await caches.match(roster(), { ignoreVary: true });
  const page = found && new DOMParser().parseFromString(await found.text(), "text/html");
  const known = page?.getElementById("roster");
  place.hidden = !known;
  if (known) {
    document.getElementById("known-at").replaceChildren(page.querySelector("#as-of time") ?? "");
    document.getElementById("known").replaceChildren(...known.childNodes);
  }
}

function fill(fields) {
  for (const [name, value] of fields) {
    const input = form.elements.namedItem(name);
    if (input?.type === "checkbox") input.checked = true;
    else if (input && "value" in input && input.type !== "submit") input.value = value;
  }
}
