/* Small comforts. Every page works without them. */
"use strict";

/* Long texts: say how many characters are left while somebody writes. Line breaks count as the server counts them. */
function startCounter(counter) {
  const area = document.getElementById(counter.dataset.mCounter);
  if (!area) return;
  const limit = Number(area.dataset.mLimit);
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const spoken = document.createElement("span");
  spoken.className = "kern-sr-only";
  spoken.setAttribute("aria-live", "polite");
  counter.after(spoken);
  let pause;

  function show() {
    const left = limit - [...area.value.replace(/\r?\n/g, "\r\n")].length;
    const text = left < 0 ? counter.dataset.mOver : counter.dataset.mLeft;
    counter.textContent = text.replace("{n}", format.format(Math.abs(left)));
    counter.classList.toggle("m-counter--over", left < 0);
    return left;
  }

  area.addEventListener("input", () => {
    const left = show();
    clearTimeout(pause);
    /* Read aloud only near the end, and only once the typing rests. */
    pause = setTimeout(() => { spoken.textContent = left < limit / 5 ? counter.textContent : ""; }, 1000);
  });
  show();
}

/* Narrow screens: fold the navigation behind a button. */
function startNavigation(header) {
  const navigation = header.querySelector(".m-nav");
  const bar = header.querySelector(".m-header__bar");
  if (!navigation || !bar) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "kern-btn kern-btn--tertiary m-nav-button";
  button.setAttribute("aria-controls", navigation.id);
  const label = document.createElement("span");
  label.className = "kern-label";
  label.textContent = navigation.dataset.mButton;
  button.append(label);

  function fold(isFolded) {
    header.classList.toggle("m-header--closed", isFolded);
    header.classList.toggle("m-header--open", !isFolded);
    button.setAttribute("aria-expanded", String(!isFolded));
  }

  button.addEventListener("click", () => fold(button.getAttribute("aria-expanded") === "true"));
  header.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
      fold(true);
      button.focus();
    }
  });
  bar.querySelector(".m-brand").after(button);
  fold(true);
}

/* A double click must not send a form twice. */
function guardAgainstDoubleSending(event) {
  const form = event.target;
  if (form.dataset.mSent) {
    event.preventDefault();
    return;
  }
  form.dataset.mSent = "yes";
  setTimeout(() => delete form.dataset.mSent, 3000);
}

/* A text that saves itself must not look saved when the server was not reached. */
function sayThatItFailed(event) {
  const target = event.detail.target;
  if (target && target.dataset.mFailed) target.textContent = target.dataset.mFailed;
}

function start(root) {
  root.querySelectorAll("[data-m-counter]").forEach(startCounter);
}

start(document);
document.querySelectorAll(".m-header").forEach(startNavigation);
document.addEventListener("submit", guardAgainstDoubleSending);
document.addEventListener("htmx:sendError", sayThatItFailed);
document.addEventListener("htmx:responseError", sayThatItFailed);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) start(event.target);
});
