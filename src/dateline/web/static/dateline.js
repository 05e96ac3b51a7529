// The only script of ours: theme, charts, layers that can be switched, news of the ledger, and keys.
"use strict";

const root = document.documentElement;
const stored = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
if (stored) root.dataset.theme = stored;
const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

document.getElementById("theme")?.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* a browser that keeps nothing */ }
  drawAll();
});

// ---- layers ----------------------------------------------------------------------------------
for (const box of document.querySelectorAll("input[data-layer]")) {
  const apply = () => box.closest(".markable").classList.toggle("hide-" + box.dataset.layer, !box.checked);
  box.addEventListener("change", apply);
  apply();
}

// ---- charts ----------------------------------------------------------------------------------
const figures = [...document.querySelectorAll("figure[data-chart]")];

function load(address) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.type = "module";
    script.src = address;
    script.onload = done;
    script.onerror = () => failed(new Error("the drawing script did not load"));
    document.head.append(script);
  });
}

async function draw(figure) {
  const canvas = figure.querySelector(".canvas");
  try {
    const answer = await fetch(figure.dataset.chart);
    if (!answer.ok) throw new Error("the page answered " + answer.status);
    const spec = await answer.json();
    if (!spec) { say(canvas, "empty", "Nothing to draw: no event here has what this picture needs."); return; }
    const ink = getComputedStyle(document.body).color;
    const config = {
      background: null, font: "system-ui, sans-serif",
      axis: { labelColor: ink, titleColor: ink, gridOpacity: 0.2, domainColor: ink, tickColor: ink },
      legend: { labelColor: ink, titleColor: ink, rowPadding: 0, labelFontSize: 9, symbolSize: 60, columns: innerWidth < 700 ? 2 : 1, orient: innerWidth < 700 ? "bottom" : "right" },
      view: { stroke: null }, text: { color: ink }, rule: { color: ink }, circle: { color: isDark() ? "#8cc1f2" : "#1f4e79" },
    };
    canvas.replaceChildren();
    // Vega's own interpreter of expressions: the page allows no code made of strings.
    const { view } = await vegaEmbed(canvas, spec, { actions: false, ast: true, config, renderer: "svg", defaultStyle: false, tooltip: false });
    // A picture is one thing for the keyboard; its links stand in the table below it, too.
    for (const link of canvas.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
    figure.dataset.drawn = "yes";
    if (figure.dataset.name === "timeline") brush(view);
  } catch (error) {
    say(canvas, "fault", "The picture could not be drawn: " + error.message);
  }
}

function say(canvas, kind, words) {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = words;
  canvas.replaceChildren(line);
}

function brush(view) {
  const link = document.getElementById("brushed");
  if (!link) return;
  const whole = new URL(link.href);
  view.addSignalListener("brush", (_, value) => {
    const address = new URL(whole);
    const ends = value && (value.period || Object.values(value)[0]);
    if (ends && ends.length === 2) {
      const [first, last] = ends.map((t) => new Date(t).toISOString().slice(0, 10));
      address.searchParams.set("since", first);
      address.searchParams.set("until", last);
      link.textContent = `Show the events of ${first} to ${last}`;
    } else {
      link.textContent = "Show these events";
    }
    link.href = address;
  });
}

async function drawAll() {
  if (!figures.length) return;
  try {
    if (!window.vegaEmbed) await load("/vega.js");
  } catch (error) {
    for (const figure of figures) say(figure.querySelector(".canvas"), "fault", error.message);
    return;
  }
  for (const figure of figures) await draw(figure);
  root.dataset.drawn = "yes";
}
drawAll();

// ---- news of the ledger ------------------------------------------------------------------------
const news = document.getElementById("news");
const shown = Number(document.body.dataset.commit);
async function listen() {
  if (!document.hidden) {
    try {
      const state = await (await fetch("/live")).json();
      if (state.commit !== shown) {
        const again = document.createElement("a");
        again.href = location.href;
        again.textContent = "Show it";
        const working = state.grouped ? "" : " (more is being coded)";
        news.replaceChildren(`The ledger has changed: ${state.stories.toLocaleString("en")} stories, ${state.events.toLocaleString("en")} events now${working}. `, again);
        news.hidden = false;
      } else if (news.dataset.lost) {
        news.hidden = true;
      }
      delete news.dataset.lost;
    } catch {
      news.dataset.lost = "yes";
      news.textContent = "The page's program has stopped, or cannot read the ledger. Start it again with dateline serve.";
      news.hidden = false;
    }
  }
  setTimeout(listen, 3000);
}
if (news) setTimeout(listen, 3000);

// ---- what a reviewer is called, remembered in this browser alone --------------------------------
for (const field of document.querySelectorAll("input[data-remember]")) {
  try { field.value ||= localStorage.getItem(field.dataset.remember) || ""; } catch { /* nothing is kept */ }
  field.form.addEventListener("submit", () => {
    try { localStorage.setItem(field.dataset.remember, field.value); } catch { /* nothing is kept */ }
  });
}

// ---- words of a story, marked for an event that was missed ---------------------------------------
const take = document.querySelector("button.take");
if (take) {
  const text = document.querySelector("article.whole");
  let chosen = "";
  document.addEventListener("selectionchange", () => {
    const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
    const words = range && text.contains(range.commonAncestorContainer) ? range.toString() : "";
    if (!words.trim()) return;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length + words.length - words.trimStart().length;
    chosen = numbered(words.trim(), start);
    take.disabled = false;
  });
  // The same words may stand there more than once: which of them were marked?
  const numbered = (words, start) => {
    const letters = /[\p{L}\p{N}_]/u;
    const whole = text.textContent;
    const places = [];
    for (let at = whole.indexOf(words); at >= 0; at = whole.indexOf(words, at + 1))
      if (!letters.test(whole[at - 1] || " ") && !letters.test(whole[at + words.length] || " ")) places.push(at);
    const line = words.replace(/\s+/g, " ");
    return places.length > 1 ? `${line} #${places.indexOf(start) + 1}` : line;
  };
  take.addEventListener("click", () => {
    const field = take.form.elements.words;
    field.value = (field.value.trim() + "\n" + chosen).trim();
    field.focus();
  });
}

// ---- forms and keys ----------------------------------------------------------------------------
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", () => {
    // Empty fields would make long addresses that are no fun to share.
    if (form.method === "get") for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
    const button = form.querySelector("button.main");
    if (form.dataset.busy && button) { button.textContent = form.dataset.busy; setTimeout(() => { button.disabled = true; }); }
    setTimeout(() => { for (const field of form.elements) if (!field.value) field.disabled = false; }, 500);
  });
}
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...document.querySelectorAll("a.row")];
  const at = rows.indexOf(document.activeElement);
  if (event.key === "j" && rows.length) rows[Math.min(at + 1, rows.length - 1)].focus();
  else if (event.key === "k" && rows.length) rows[Math.max(at - 1, 0)].focus();
  else if (event.key === "/") { event.preventDefault(); document.getElementById("search")?.focus(); }
});
