/* Lets the keyboard reach what scrolls sideways, and nothing that does not: the boxes that the theme
   puts around tables, and blocks of code. */
"use strict";
(() => {
const boxes = document.querySelectorAll(".table-wrapper, .highlight pre, pre.literal-block, .math-wrapper");
const look = (box) => {
  for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  if (box.scrollWidth <= box.clientWidth + 1) return;
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", box.querySelector("caption")?.textContent.trim() || "Scrolls sideways");
};
const watch = new ResizeObserver((entries) => entries.forEach((entry) => look(entry.target)));
boxes.forEach((box) => watch.observe(box));
})();
