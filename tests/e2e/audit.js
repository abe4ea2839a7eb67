/* What is wrong with the page in front of us, as sentences; none means nothing was found. */
() => {
  const faults = [];
  const name = (e) => `<${e.tagName.toLowerCase()} ${e.id ? "#" + e.id : e.name || e.className || ""}>`;
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest("[aria-hidden=true], .vh, .skip");
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  // -- structure
  const heads = all("h1").length;
  if (heads !== 1) faults.push(`${heads} h1`);
  if (!document.documentElement.lang) faults.push("no language");
  if (!document.title.trim()) faults.push("no title");
  if (all("main").length !== 1) faults.push("not one main");
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) faults.push(`scrolls sideways by ${over}px`);
  const ids = all("[id]").map((e) => e.id);
  new Set(ids.filter((id, at) => ids.indexOf(id) !== at)).forEach((id) => faults.push(`id ${id} twice`));
  all("[style], script:not([src])").forEach((e) => faults.push(`inline ${name(e)}`));

  // -- what has a name
  all("input:not([type=hidden]), select, textarea").forEach((e) => {
    if (!e.labels.length && !e.getAttribute("aria-label")) faults.push(`no label: ${name(e)}`);
  });
  all("a[href], button").forEach((e) => {
    if (!(e.textContent.trim() || e.getAttribute("aria-label"))) faults.push(`no text: ${name(e)}`);
  });
  all("iframe").forEach((e) => { if (!e.title) faults.push("an iframe without a title"); });
  all("table").forEach((e) => { if (!e.caption) faults.push(`no caption: ${name(e)}`); });
  all("th").forEach((e) => { if (!e.scope) faults.push(`no scope: ${e.textContent.trim()}`); });
  all("[aria-describedby], [aria-labelledby]").forEach((e) => {
    const named = `${e.getAttribute("aria-describedby") || ""} ${e.getAttribute("aria-labelledby") || ""}`.trim().split(/\s+/);
    named.forEach((id) => { if (!document.getElementById(id)) faults.push(`${name(e)} refers to nothing: ${id}`); });
  });
  all("a[href^='#']").forEach((e) => {
    const id = decodeURIComponent(e.hash.slice(1));
    if (id && !document.getElementById(id)) faults.push(`a link to nothing: ${e.hash}`);
  });

  // -- contrast: WCAG 2.2 AA, 1.4.3
  const channels = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const colour = channels(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = new Set();
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.nodeValue.trim() || !shown(e) || e.closest("svg, option, [disabled]")) continue;
    const style = getComputedStyle(e), size = parseFloat(style.fontSize);
    const [a, b] = [light(channels(style.color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (size < 12) told.add(`type of ${size}px: ${name(e)}`);
    if (ratio < (large ? 3 : 4.5)) told.add(`contrast ${ratio.toFixed(2)}: ${name(e)} ${walker.currentNode.nodeValue.trim().slice(0, 20)}`);
  }
  return faults.concat(Array.from(told));
}
