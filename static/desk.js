/* The desk without it works too: keys, no second submit, focus on what is wrong. */
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  if (button && button.hasAttribute("data-again")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post") form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

const problem = document.querySelector(".errsum, [role=alert][tabindex]");
if (problem) problem.focus();

function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && (target.closest("details") || target.querySelector("details"));
  if (details) details.open = true;
}
window.addEventListener("hashchange", openTarget);
openTarget();

const rows = Array.from(document.querySelectorAll("#list tbody tr"));
let at = -1;
function select(step) {
  if (!rows.length) return;
  if (at >= 0) rows[at].classList.remove("sel");
  at = Math.max(0, Math.min(rows.length - 1, at + step));
  rows[at].classList.add("sel");
  rows[at].querySelector("th a").focus();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.ctrlKey && event.key === "Enter" && typing && typing.form) { typing.form.requestSubmit(); return; }
  if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "j") select(1);
  if (event.key === "k") select(-1);
  const keyed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (keyed) { event.preventDefault(); if (keyed.href) location.href = keyed.href; else keyed.focus(); }
});
