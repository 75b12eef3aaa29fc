// Progressive enhancement only: every page works without this file. Each part is a small custom element without a shadow
// root, or a listener on the document. Nothing here parses strings as markup: fragments arrive as documents.
"use strict";

// say announces a sentence politely to screen readers.
const say = (text) => {
  const live = document.getElementById("live");
  if (live) { live.textContent = ""; requestAnimationFrame(() => { live.textContent = text; }); }
};

// withIcons adds to this page's icons those that another page's parts will need: a first page has only its own.
const withIcons = (page) => {
  const own = document.querySelector("[data-sprite]");
  for (const icon of page.querySelectorAll("[data-sprite] > symbol")) {
    if (!document.getElementById(icon.id)) own?.append(icon);
  }
  return page;
};

// breath lets the browser answer what was pressed meanwhile. The parts of this script are joined by it: on a first page they
// start after the text is seen, and in one piece they would block for longer than a press may wait.
const breath = () => globalThis.scheduler?.yield?.() ?? new Promise((go) => { setTimeout(go); });

// whenShown runs f once everything of the page has come; this script may be later than that.
const whenShown = (f) => (document.readyState === "complete" ? f() : addEventListener("load", f));

// A first page carries only the rules that it uses. The whole sheets are fetched once it is shown, for the next page, and
// applied when script brings in what may need more: restyling everything would hold up the first press.
const link = (rel, href) => new Promise((done) => {
  document.head.append(Object.assign(document.createElement("link"), { rel, href, onload: done, onerror: done }));
});
const follow = document.querySelector("style[data-follow]")?.dataset.follow.split(" ") ?? [];
const sheets = () => Promise.all(follow.splice(0).map((href) => link("stylesheet", href)));
whenShown(() => {
  for (const href of follow) link("prefetch", href);
  for (const late of document.querySelectorAll("link[data-rel]")) late.rel = late.dataset.rel;
});

// load fetches a page of this site as a document; a form's fields are posted.
const load = (url, form, limit = 10000) => new Promise((done, failed) => {
  const x = new XMLHttpRequest();
  x.open(form ? "POST" : "GET", url);
  x.responseType = "document";
  x.timeout = limit;
  x.onload = () => (x.status < 500 && x.response ? sheets().then(() => done(withIcons(x.response))) : failed(x.status));
  x.onerror = x.ontimeout = () => failed(0);
  x.send(form);
});

const define = (name, connected) => customElements.define(name, class extends HTMLElement {
  connectedCallback() { if (!this.on) { this.on = true; connected.call(this); } }
});

