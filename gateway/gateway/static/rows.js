/* The table of places keeps each row as it is typed; where that did not reach us, it is said beside the row. */
"use strict";

for (const kind of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(kind, ({ detail }) => {
    const row = detail.requestConfig?.elt.closest("[data-row]");
    const said = row && document.getElementById(`row-said-${row.dataset.row}`);
    if (!said) return;
    said.querySelectorAll("p.red, p strong").forEach((each) => each.remove());
    said.append(document.getElementById("row-not-sent").content.cloneNode(true));
  });
}
