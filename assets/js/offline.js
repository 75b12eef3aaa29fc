// What the page shows of the service worker (assets/sw/worker.js): that it is an older copy, what waits to be sent, that
// a newer version is there. Without a service worker none of this exists and pages work as they are.
// In a frame on somebody else's page nothing is kept and no cookie is set.
const worker = "serviceWorker" in navigator && window.isSecureContext && window.top === window ? navigator.serviceWorker : null;
const ask = async (message) => (await worker.ready).active?.postMessage(message);

if (worker) {
  // The only address that may ever become a worker.
  const address = window.trustedTypes
    ? trustedTypes.createPolicy("klear", { createScriptURL: (u) => { if (u !== "/sw.js") throw new TypeError(u); return u; } }).createScriptURL("/sw.js")
    : "/sw.js";
  whenShown(async () => {
    try {
      const reg = await worker.register(address, { scope: "/", updateViaCache: "none" });
      newer(reg);
      reg.addEventListener("updatefound", () => reg.installing?.addEventListener("statechange", () => newer(reg)));
      // The kept pages speak one language.
      const lang = document.documentElement.lang;
      if (localStorage.getItem("shell-lang") !== lang) { localStorage.setItem("shell-lang", lang); ask({ ask: "words" }); }
      ask({ ask: "outbox" });
      ask({ ask: "drain" });
      if (document.querySelector(".me")) ask({ ask: "own" });
    } catch { /* private mode, storage full: the page works without */ }
  });
  addEventListener("online", () => ask({ ask: "drain" }));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask({ ask: "drain" }); });
}

// newer offers the waiting version; never by itself, and not while somebody fills in a form that costs them something.
const newer = (reg) => {
  const box = document.querySelector("k-update");
  if (!box || !reg.waiting || !worker.controller) return;
  box.hidden = false;
  box.querySelector("button").addEventListener("click", () => {
    worker.addEventListener("controllerchange", () => location.reload(), { once: true });
    reg.waiting.postMessage({ ask: "update" });
  }, { once: true });
};

const clock = (when, more) => new Date(when).toLocaleString(document.documentElement.lang, { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit", ...more });

// <k-kept>: this page is a copy; says as of when.
define("k-kept", function () {
  const at = document.documentElement.dataset.kept;
  if (!at) return;
  this.querySelector("[data-at]").textContent = clock(at);
  this.hidden = false;
});

// <k-sync>: how many things wait, as a link to the list of them.
define("k-sync", function () {
  const [link, text] = [this.querySelector("a"), this.querySelector("[data-text]")];
  worker?.addEventListener("message", (e) => {
    if (!e.data.outbox) return;
    const n = (...states) => e.data.outbox.filter((i) => states.includes(i.state)).length;
    const [needs, waits] = [n("needs", "held", "old"), n("waiting")];
    this.hidden = needs + waits === 0;
    link.dataset.pending = needs + waits;
    const now = needs ? `${this.dataset.needs} · ${needs}` : `${this.dataset.waits} · ${waits}`;
    if (text.textContent !== now) text.textContent = now;
  });
  // What waits is lost by signing out: said once, then done.
  document.addEventListener("submit", (e) => {
    if (e.target.getAttribute("action") !== "/sign-out" || this.hidden || this.warned) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    this.warned = true;
    const p = document.createElement("p");
    p.setAttribute("role", "alert");
    p.textContent = this.dataset.leave;
    e.target.append(p);
  }, true);
});

// <k-outbox>: the list of what waits, from the templates inside it.
define("k-outbox", function () {
  const list = this.querySelector("ol"), empty = this.querySelector("[data-empty]");
  sheets();
  const shape = (name) => this.querySelector(`template[data-for="${name}"]`).content.cloneNode(true).firstElementChild;
  const row = (item) => {
    const li = shape("item"), at = item.fields.find(([k]) => k === "at")?.[1];
    li.querySelector("[data-what]").textContent = [item.fields.find(([k]) => k === "about")?.[1] || item.fields.find(([k]) => k === "with")?.[1], at && clock(at)].filter(Boolean).join(", ") || location.host;
    li.querySelector("[data-kind]").textContent = this.dataset[item.kind.replace("sign-out", "signout")];
    li.querySelector("[data-state]").textContent = this.dataset[item.answer?.code === "other_viewer" ? "viewer" : item.answer?.details?.alternatives ? "taken" : item.state];
    const acts = li.querySelector(".row");
    const act = (name, label, then, cls = "btn quiet sm") => {
      const b = document.createElement(then instanceof Function ? "button" : "a");
      b.className = cls;
      b.textContent = label;
      if (then instanceof Function) { b.type = "button"; b.addEventListener("click", then, { once: true }); } else b.href = then;
      b.dataset.act = name;
      acts.append(b);
    };
    for (const t of item.answer?.details?.alternatives || []) act("instead", t.label, () => ask({ ask: "instead", id: item.id, at: t.start }), "btn sm");
    if (item.state === "held") act("open", this.dataset.pay, item.answer.url, "btn sm");
    if (item.state === "sent") act("open", this.dataset.open, item.answer.url);
    const decide = item.answer?.code === "refund_changed"; // sent again it would be refused again: the page says the new amount
    if (decide) act("open", this.dataset.open, item.url, "btn sm");
    else if (["needs", "old"].includes(item.state) && !item.answer?.details?.alternatives) act("retry", this.dataset.retry, () => ask({ ask: "retry", id: item.id }));
    act("discard", item.state === "sent" ? this.dataset.done : this.dataset.discard, () => ask({ ask: "discard", id: item.id }));
    return li;
  };
  worker?.addEventListener("message", (e) => {
    if (!e.data.outbox) return;
    list.replaceChildren(...e.data.outbox.map(row));
    empty.hidden = e.data.outbox.length > 0;
  });
});

// <k-shared>: a device that others use keeps nothing.
define("k-shared", function () {
  const box = this.querySelector("input");
  try { box.checked = localStorage.getItem("shared-device") === "1"; } catch { return; }
  this.hidden = !worker;
  box.addEventListener("change", () => {
    localStorage.setItem("shared-device", box.checked ? "1" : "");
    ask({ ask: "shared", on: box.checked });
    say(box.checked ? this.dataset.on : this.dataset.off);
  });
});

// <k-install>: after a first confirmed booking, once, and only where the browser can.
addEventListener("beforeinstallprompt", (e) => {
  const box = document.querySelector("k-install");
  e.preventDefault();
  try { if (!box || localStorage.getItem("install-asked")) return; localStorage.setItem("install-asked", "1"); } catch { return; }
  box.hidden = false;
  box.querySelector("button").addEventListener("click", () => { e.prompt(); box.hidden = true; }, { once: true });
});
