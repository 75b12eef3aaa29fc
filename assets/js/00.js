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

// whenShown runs f once everything of the page has come; this script may be later than that.
const whenShown = (f) => (document.readyState === "complete" ? f() : addEventListener("load", f));

// load fetches a page of this site as a document; a form's fields are posted.
const load = (url, form) => new Promise((done, failed) => {
  const x = new XMLHttpRequest();
  x.open(form ? "POST" : "GET", url);
  x.responseType = "document";
  x.timeout = 10000;
  x.onload = () => (x.status < 500 && x.response ? done(withIcons(x.response)) : failed(x.status));
  x.onerror = x.ontimeout = () => failed(0);
  x.send(form);
});

const define = (name, connected) => customElements.define(name, class extends HTMLElement {
  connectedCallback() { if (!this.on) { this.on = true; connected.call(this); } }
});

// A first page carries only the rules that it uses; the whole sheets follow once it is shown.
whenShown(() => {
  for (const href of document.querySelector("style[data-follow]")?.dataset.follow.split(" ") ?? []) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  }
});
