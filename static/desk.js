/* The desk works without this file: it saves a key press, a second submit, a page load. */
"use strict";

// -- forms: once only, and the fault in sight -------------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  if (button && button.hasAttribute("data-again")) {
    const frame = button.formTarget && document.getElementsByName(button.formTarget)[0];
    if (frame) frame.scrollIntoView({ block: "nearest" });
    return;
  }
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

// -- the report: a number opens in place what it counts ---------------------------------------------------
/* The heads at the left span lines; one that reaches past `line` grows or shrinks with what is put in there. */
function stretch(line, by) {
  let wide = 0;
  for (const other of line.parentNode.rows) {
    const below = line.rowIndex - other.rowIndex;
    if (below < 0) break;
    for (const cell of other.cells) {
      if (cell.rowSpan > below + 1) cell.rowSpan += by;
      else if (!below) wide += cell.colSpan;
    }
  }
  return wide;
}
function closeCell(drill) {
  const line = drill.previousElementSibling, link = line.querySelector("[aria-expanded=true]");
  drill.remove();
  stretch(line, -1);
  if (link) { link.setAttribute("aria-expanded", "false"); link.closest("td").classList.remove("open"); }
  return link;
}
async function openCell(link) {
  const line = link.closest("tr"), table = line.closest("table"), before = table.querySelector("tr.drill");
  if (before && closeCell(before) === link) return;
  const drill = document.createElement("tr"), cell = drill.insertCell();
  drill.className = "drill";
  cell.colSpan = stretch(line, 1);
  const wait = setTimeout(() => { cell.textContent = table.dataset.wait; }, 500);
  line.after(drill);
  link.setAttribute("aria-expanded", "true");
  link.closest("td").classList.add("open");
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    cell.innerHTML = await answer.text();
    drill.scrollIntoView({ block: "nearest" });
  } catch { location.href = link.href; } finally { clearTimeout(wait); }
}
document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-close]");
  if (close) { const link = closeCell(close.closest("tr.drill")); if (link) link.focus(); return; }
  const link = event.target.closest("table[data-wait] td > a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openCell(link);
});

// -- keys -------------------------------------------------------------------------------------------------
const rows = Array.from(document.querySelectorAll("#list tbody tr"));
let at = -1;
function select(step) {
  if (!rows.length) return;
  if (at >= 0) rows[at].classList.remove("sel");
  at = Math.max(0, Math.min(rows.length - 1, at + step));
  rows[at].classList.add("sel");
  rows[at].querySelector("th a").focus();
}
function press(target) {
  if (target.href) { location.href = target.href; return; }
  const details = target.closest("summary") && target.closest("details");
  if (details) details.open = true;
  const field = details && details.querySelector("textarea, select, input:not([type=hidden], [type=date])");
  (field || target).focus();
}
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select");
  if (event.ctrlKey && event.key === "Enter" && field && field.form) { field.form.requestSubmit(); return; }
  if (event.key === "Escape" && field) { field.blur(); return; }
  const typing = field && !["radio", "checkbox"].includes(field.type);
  if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "j") select(1);
  if (event.key === "k") select(-1);
  if (event.key === "x" && at >= 0) rows[at].querySelector("input[type=checkbox]")?.click();
  if (event.key === "?") { const keys = document.getElementById("keys"); if (keys && !keys.open) keys.showModal(); return; }
  const choice = /^[1-9]$/.test(event.key) && document.querySelectorAll(".seg input")[event.key - 1];
  const keyed = choice || document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!keyed) return;
  event.preventDefault();
  if (choice) { choice.click(); choice.focus(); } else press(keyed);
});
