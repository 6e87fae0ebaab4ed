/* What every page can do with script. Without it every link and form works as well: htmx only adds. */
"use strict";

const NARROW_PIXELS = 720;
const menu = document.querySelector("details.menu");
if (menu && window.innerWidth < NARROW_PIXELS) menu.open = false;

/* A form that is refused comes back as a page, with what was typed and what is wrong. */
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.boosted) return;
  const isPage = detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html");
  if (detail.xhr.status === 401 || !isPage) return tell(detail.requestConfig.elt, "signed-out");
  detail.shouldSwap = true;
  detail.isError = false;
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (!detail.boosted) return;
  const place = document.querySelector("main [role=alert]") ?? document.getElementById("content");
  place.tabIndex = -1;
  place.focus();
});

/* The connection is gone: what was typed stays, and the same key goes along when it is sent again. */
for (const kind of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(kind, ({ detail }) => detail.boosted && tell(detail.requestConfig.elt, "not-sent"));
}

function tell(form, what) {
  form.querySelector(".not-sent")?.remove();
  const note = document.getElementById(what).content.firstElementChild.cloneNode(true);
  form.prepend(note);
  note.focus();
}
