/* Names for two widgets of the stock admin that screen readers would meet without one, and mails in full height. */
"use strict";

/* Search fields of select2: the box shows the value, but says nothing about what it is for. */
function nameSearchFields() {
  document.querySelectorAll(".select2-selection[role=combobox]").forEach((box) => {
    const select = box.closest(".select2-container").previousElementSibling;
    const label = select && select.labels && select.labels[0];
    if (!label) return;
    label.id = label.id || `${select.id}_label`;
    const shown = box.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-labelledby", shown ? `${label.id} ${shown.id}` : label.id);
    if (shown) shown.setAttribute("aria-label", label.textContent.trim());
  });
}

/* Magnifying glass of the two-column choice: a picture with a text. */
function nameMagnifiers() {
  document.querySelectorAll(".search-label-icon[aria-label]").forEach((icon) => icon.setAttribute("role", "img"));
}

/* The list that a search field opens, and the field to type into: both stand at the end of the page. */
function nameOpenList(field) {
  const box = document.querySelector(".select2-container--open .select2-selection[role=combobox]");
  if (!box) return;
  box.setAttribute("aria-controls", box.getAttribute("aria-owns"));
  const shown = box.querySelector(".select2-selection__rendered");
  if (shown) field.setAttribute("aria-label", shown.getAttribute("aria-label"));
}

function nameWidgets() {
  nameSearchFields();
  nameMagnifiers();
}

/* The widgets come in their own time, also in rows that are added later. */
new MutationObserver(nameWidgets).observe(document.body, { childList: true, subtree: true });
nameWidgets();
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".select2-search__field")) nameOpenList(event.target);
});

/* A mail in its frame needs no scroll bar of its own. */
function showWholeMail(frame) {
  const mail = frame.contentDocument && frame.contentDocument.documentElement;
  if (mail && frame.contentDocument.readyState === "complete") frame.style.height = `${Math.ceil(mail.getBoundingClientRect().height)}px`;
}

document.querySelectorAll(".m-mail__frame").forEach((frame) => {
  const show = () => showWholeMail(frame);
  frame.addEventListener("load", show);
  window.addEventListener("resize", show);
  show();
});
