/* Names for two widgets of the stock admin that screen readers would meet without one. */
"use strict";

function nameWidgets(root) {
  /* Search fields of select2: the box shows the value, but says nothing about what it is for. */
  root.querySelectorAll(".select2-selection[role=combobox]").forEach((box) => {
    const select = box.closest(".select2-container").previousElementSibling;
    const label = select && select.labels && select.labels[0];
    if (!label) return;
    label.id = label.id || `${select.id}_label`;
    const shown = box.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-labelledby", shown ? `${label.id} ${shown.id}` : label.id);
    if (shown) shown.setAttribute("aria-label", label.textContent.trim());
  });
  /* Magnifying glass of the two-column choice: a picture with a text. */
  root.querySelectorAll(".search-label-icon[aria-label]").forEach((icon) => icon.setAttribute("role", "img"));
}

window.addEventListener("load", () => nameWidgets(document));
document.addEventListener("formset:added", (event) => setTimeout(() => nameWidgets(event.target), 0));
