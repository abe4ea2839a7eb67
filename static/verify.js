/* The code of a scanned QR stands behind #, which no server sees: put it into the form, take it out of the address, ask. */
"use strict";

const code = document.getElementById("code");
const scanned = location.hash.slice(1);
if (code && /^[0-9A-Za-z-]{20,40}$/.test(scanned)) {
  code.value = scanned;
  history.replaceState(null, "", location.pathname);
  code.form.requestSubmit();
}
