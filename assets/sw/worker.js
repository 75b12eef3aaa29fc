// The service worker: what works when the network does not. CONFIG stands above this file when it is served:
// {version, shell: [addresses kept in the clear], help, offline, unsent}.
//
// Three stores. The shell (style, script, fonts, help now, the offline pages) lies in the cache and holds nothing about
// anybody. Pages somebody opened and things that wait to be sent lie in IndexedDB, sealed with keys that cannot leave
// this browser and are destroyed at sign-out. Everything else always comes from the network.
"use strict";

const LIMIT = 2500; // ms to wait for a page before a kept copy is shown
const MOST = 80; // pages kept
const OLD = 14 * 864e5; // ms after which a page is forgotten
const ASK = 48 * 36e5; // ms after which a waiting thing is not sent without asking again

// Pages that are kept: what anybody may read, and one's own bookings, day and
// moods; and what says so itself (Klear-Keep): a finished safety plan. Never the checkout, a room, the operator's
// desk, notes or clients.
const KEPT = [/^\/$/, /^\/(?:hi\/|ar\/)?(?:search|c\/|in\/|p\/|b\/|learn\/)/, /^\/(?:trust|terms|privacy|accessibility|why-this-order)$/,
  /^\/(?:today|mood)$/, /^\/bookings(?:\/[2-9A-Z]{8}(?:\/(?:move|cancel))?)?$/, /^\/pro(?:\/agenda)?$/];
const PICTURES = /^\/(?:portraits|photos)\//;

// Forms that wait when they cannot be sent: the kind and what they are about.
const QUEUED = [[/^\/holds$/, "book"], [/^\/bookings\/([2-9A-Z]{8})\/(move|cancel)$/], [/^\/mood$/, "mood"], [/^\/sign-out$/, "sign-out"]];

// ---- storage

const request = (r) => new Promise((done, failed) => { r.onsuccess = () => done(r.result); r.onerror = () => failed(r.error); });

let database;
const db = () => (database ||= new Promise((done, failed) => {
  const r = indexedDB.open("klear", 1);
  r.onupgradeneeded = () => { for (const s of ["keys", "kept", "outbox", "settings"]) r.result.createObjectStore(s); };
  r.onsuccess = () => { r.result.onclose = () => { database = null; }; done(r.result); };
  r.onerror = () => { database = null; failed(r.error); };
}));
const store = async (name, mode, work) => request(work((await db()).transaction(name, mode).objectStore(name)));
const get = (name, key) => store(name, "readonly", (s) => s.get(key));
const put = (name, key, value) => store(name, "readwrite", (s) => s.put(value, key));
const drop = (name, key) => store(name, "readwrite", (s) => s.delete(key));
const clear = (name) => store(name, "readwrite", (s) => s.clear());
const names = (name) => store(name, "readonly", (s) => s.getAllKeys());

// key is made once; its bytes can be used here and read nowhere. Two makers keep the first one's.
const key = async (name) => {
  const have = await get("keys", name);
  if (have) return have;
  const made = name === "index"
    ? await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"])
    : await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  try { await store("keys", "readwrite", (s) => s.add(made, name)); return made; } catch { return get("keys", name); }
};

// seal keeps meta and a body under one initialisation vector; the name of the record is bound to it.
const seal = async (keyName, id, meta, body = new ArrayBuffer(0)) => {
  const head = new TextEncoder().encode(JSON.stringify(meta) + "\n");
  const plain = new Uint8Array(head.length + body.byteLength);
  plain.set(head); plain.set(new Uint8Array(body), head.length);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) }, await key(keyName), plain);
  return { at: Date.now(), iv, data };
};
const unseal = async (keyName, id, rec) => {
  const plain = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: rec.iv, additionalData: new TextEncoder().encode(id) }, await key(keyName), rec.data));
  const end = plain.indexOf(10);
  return { meta: JSON.parse(new TextDecoder().decode(plain.subarray(0, end))), body: plain.slice(end + 1) };
};

// nameOf hides which page a record is.
const nameOf = async (url) => {
  const u = new URL(url);
  const sum = await crypto.subtle.sign("HMAC", await key("index"), new TextEncoder().encode(u.pathname + u.search));
  return btoa(String.fromCharCode(...new Uint8Array(sum)));
};

// ---- kept pages

const keepable = (u) => u.origin === location.origin && (KEPT.some((k) => k.test(u.pathname)) || PICTURES.test(u.pathname)) && !u.searchParams.has("access");

const keep = async (url, res) => {
  if (await get("settings", "shared")) return;
  const headers = {};
  for (const h of ["content-type", "content-security-policy", "referrer-policy", "content-language"]) if (res.headers.has(h)) headers[h] = res.headers.get(h);
  const id = await nameOf(url);
  await put("kept", id, await seal("pages", id, { url, headers }, await res.arrayBuffer()));
  const ids = await names("kept");
  if (ids.length > MOST) await prune(ids);
};

const prune = async (ids) => {
  const recs = await Promise.all(ids.map(async (id) => [id, (await get("kept", id))?.at || 0]));
  recs.sort((a, b) => b[1] - a[1]);
  await Promise.all(recs.filter(([, at], i) => i >= MOST - 10 || Date.now() - at > OLD).map(([id]) => drop("kept", id)));
};

// recall is a kept page as a response that says when it was seen, or nothing.
const recall = async (url) => {
  try {
    const id = await nameOf(url), rec = await get("kept", id);
    if (!rec || Date.now() - rec.at > OLD) return null;
    const { meta, body } = await unseal("pages", id, rec);
    if (!/html/.test(meta.headers["content-type"])) return new Response(body, { headers: meta.headers });
    const seen = new TextDecoder().decode(body).replace("<html ", `<html data-kept="${new Date(rec.at).toISOString()}" `);
    return new Response(seen, { headers: meta.headers });
  } catch { return null; }
};

// forget destroys what is kept, and the key with it. With the outbox when somebody leaves for good.
const forget = async (outbox) => {
  await Promise.all([clear("kept"), drop("keys", "pages"), drop("keys", "index"), ...(outbox ? [clear("outbox"), drop("keys", "outbox")] : [])]);
};

// watch reads whose page came: somebody else's must not lie beside this person's. What waits to be sent survives the end
// of a session, and nobody but its owner.
const watch = async (res) => {
  const now = res.headers.get("klear-viewer");
  if (!now) return;
  const other = await navigator.locks.request("viewer", async () => {
    const before = await get("settings", "viewer");
    if (before === now) return false;
    if (before) await forget(false);
    const owner = await get("settings", "owner");
    if (now !== "visitor") {
      if (owner && owner !== now) await forget(true);
      await put("settings", "owner", now);
    }
    await put("settings", "viewer", now);
    return true;
  });
  if (other) await tell();
};

// ---- fetching

self.addEventListener("install", (e) => {
  e.waitUntil(caches.open(CONFIG.version).then((c) => c.addAll(CONFIG.shell.map((u) => new Request(u, { cache: "reload" })))));
});
self.addEventListener("activate", (e) => {
  e.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== CONFIG.version) await caches.delete(name);
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  })());
});

const shell = async (path) => (await caches.open(CONFIG.version)).match(path);

self.addEventListener("fetch", (e) => {
  const req = e.request, u = new URL(req.url);
  if (u.origin !== location.origin) return;
  if (req.method === "POST" && req.mode === "navigate") {
    if (queueKind(u.pathname)) e.respondWith(submit(e, u));
    else if (/^\/book\//.test(u.pathname)) e.respondWith(fetch(req).catch(() => shell(CONFIG.unsent)));
    return;
  }
  if (req.method !== "GET") return;
  if (req.mode === "navigate") e.respondWith(u.pathname === CONFIG.help ? help(e) : page(e, u));
  else if (CONFIG.shell.includes(u.pathname)) e.respondWith(shell(u.pathname).then((r) => r || fetch(req)));
  else if (PICTURES.test(u.pathname)) e.respondWith(picture(e, u));
});

// fresh asks the network, and keeps what may be kept.
const fresh = async (e, u) => {
  const res = (await e.preloadResponse) || (await fetch(e.request));
  if (/html/.test(res.headers.get("content-type") || "")) {
    const copy = res.ok && !res.redirected && (keepable(u) || res.headers.has("klear-keep")) ? res.clone() : null;
    const seen = watch(res);
    e.waitUntil(seen.then(() => copy && keep(u.href, copy)).then(() => drain()).catch(() => {}));
  }
  return res;
};

const page = async (e, u) => {
  const network = fresh(e, u), late = new Promise((done) => setTimeout(done, LIMIT, null));
  try {
    const res = await Promise.race([network, late]);
    if (res && res.status < 500) return res;
    network.catch(() => {});
    return (await recall(u.href)) || res || (await network);
  } catch {
    return (await recall(u.href)) || (await shell(u.pathname)) || (await shell(CONFIG.offline)) || Response.error();
  }
};

// help answers from the device when the network is slow or away. It asks for nothing and is never missing.
const help = async (e) => {
  const network = fetch(e.request).then(async (res) => {
    if (res.ok) await (await caches.open(CONFIG.version)).put(CONFIG.help, res.clone());
    return res;
  });
  e.waitUntil(network.catch(() => {}));
  const late = new Promise((done) => setTimeout(done, LIMIT / 2, null));
  const res = await Promise.race([network.catch(() => null), late]);
  return res?.ok ? res : (await shell(CONFIG.help)) || network;
};

const picture = async (e, u) => {
  const have = await recall(u.href);
  if (have) return have;
  const res = await fetch(e.request);
  if (res.ok) e.waitUntil(keep(u.href, res.clone()).catch(() => {}));
  return res;
};

// ---- the outbox

// queueKind is the kind of a form that may wait, and what it is about: things about one object go out in order.
const queueKind = (path) => {
  for (const [pattern, kind] of QUEUED) {
    const m = pattern.exec(path);
    if (m) return { kind: kind || m[2], object: m[1] || path };
  }
  return null;
};

// submit sends a form; when the network is away the form waits in the outbox instead of being lost.
const submit = async (e, u) => {
  const copy = e.request.clone();
  const { kind, object } = queueKind(u.pathname);
  try {
    const res = await fetch(e.request);
    if (kind === "sign-out") await forget(true);
    return res;
  } catch {
    const fields = [...(await copy.formData()).entries()].filter(([, v]) => typeof v === "string");
    if (kind === "sign-out") await forget(true);
    await enqueue({ kind, object: fields.find(([k]) => k === "with")?.[1] || object, url: u.pathname, fields, state: "waiting" });
    return Response.redirect(CONFIG.outbox + (kind === "sign-out" ? "?out" : ""), 303);
  }
};

// enqueue keeps the form's own key: however often it is sent, it is done once.
const enqueue = async (item) => {
  item.id = crypto.randomUUID();
  item.made = Date.now();
  item.viewer = await get("settings", "viewer");
  await save(item);
  await self.registration.sync?.register("outbox").catch(() => {});
  await tell();
};
const save = async (item) => put("outbox", item.id, await seal("outbox", item.id, item));
// waiting is what the present viewer may see and send: what another left here is theirs when they come back. Signing out is
// asked for on behalf of whoever was there, and tells nothing. What was kept before anybody was known is nobody's yet.
const theirs = (item, viewer) => item.kind === "sign-out" || !item.viewer || item.viewer === viewer;
const waiting = async () => {
  const out = [], viewer = await get("settings", "viewer");
  for (const id of await names("outbox")) {
    try { out.push((await unseal("outbox", id, await get("outbox", id))).meta); } catch { await drop("outbox", id); }
  }
  return out.filter((i) => theirs(i, viewer)).sort((a, b) => a.made - b.made);
};

// tell says to every open page what waits for its viewer. It stands behind watch: a page that has just come is not told of
// what the viewer before it left.
const tell = async (to) => {
  const items = await navigator.locks.request("viewer", waiting);
  for (const c of to ? [to] : await self.clients.matchAll({ type: "window" })) c.postMessage({ outbox: items });
};

// drain sends what waits, in order for each object. One that needs its owner stops what is behind it about the same
// object, and nothing else.
const drain = () => navigator.locks.request("outbox", async () => {
  const items = (await waiting()).filter((i) => i.state !== "sent");
  if (!items.length) return;
  const stopped = new Set();
  let pass;
  for (const item of items) {
    if (item.state !== "waiting" || stopped.has(item.object)) { stopped.add(item.object); continue; }
    if (Date.now() - item.made > ASK && !item.sure) { await settle(item, "old"); stopped.add(item.object); continue; }
    try {
      pass ||= await fetch("/sync", { headers: { accept: "application/json", "klear-background": "1" }, signal: AbortSignal.timeout(10000) }).then((r) => r.ok ? r.json() : Promise.reject(r.status));
      if (!(await send(item, pass.data))) stopped.add(item.object);
    } catch { return tell(); } // still away: everything stays as it is
  }
  await tell();
});

const settle = async (item, state, answer = {}) => { item.state = state; item.answer = answer; await save(item); };

// send posts one form with a fresh token. True when nothing more is wanted for it.
const send = async (item, pass) => {
  if (item.kind !== "sign-out" && item.viewer !== pass.viewer) { await settle(item, "needs", { code: "other_viewer" }); return false; }
  const first = await post(item.url, item.fields, pass);
  if (first.status === 401 || first.status === 403) { await settle(item, "needs", first.error); return false; }
  if (first.status === 429 || first.status >= 500) throw first.status;
  if (first.status >= 400) { await settle(item, "needs", first.error); return false; }
  let done = first.data;
  if (item.kind === "book") {
    if (!done.pay) { await settle(item, "held", done); return false; }
    const paid = await post(done.pay, item.fields, pass);
    if (paid.status >= 500 || paid.status === 429) throw paid.status;
    if (paid.status >= 400) { await settle(item, "held", done); return false; }
    done = paid.data;
  }
  if (item.kind === "sign-out") { await drop("outbox", item.id); return true; }
  await settle(item, "sent", done);
  return true;
};

const post = async (url, fields, pass) => {
  const body = new URLSearchParams(fields);
  body.set("csrf", pass.csrf);
  const res = await fetch(url, { method: "POST", body, headers: { accept: "application/json" }, signal: AbortSignal.timeout(20000) });
  const answer = await res.json().catch(() => ({}));
  return { status: res.status, data: answer.data || {}, error: answer.error || { code: String(res.status) } };
};

self.addEventListener("sync", (e) => { if (e.tag === "outbox") e.waitUntil(drain()); });

// ---- what pages ask for

const ASKED = {
  outbox: (_, from) => tell(from),
  drain: () => drain(),
  update: () => self.skipWaiting(),
  shared: async ({ on }) => { await (on ? put("settings", "shared", true) : drop("settings", "shared")); if (on) await forget(false); },
  leave: () => forget(true),
  retry: async ({ id }) => {
    const viewer = await get("settings", "viewer");
    await change(id, (i) => { i.state = "waiting"; i.sure = true; i.viewer ||= viewer; });
  },
  discard: async ({ id }) => { if (await own(id)) await drop("outbox", id); await tell(); },
  instead: async ({ id, at }) => {
    await change(id, (i) => { i.state = "waiting"; i.sure = true; for (const f of i.fields) { if (f[0] === "at") f[1] = at; if (f[0] === "key") f[1] = crypto.randomUUID(); } });
  },
  own: () => prefetch(),
  words: async () => (await caches.open(CONFIG.version)).addAll(CONFIG.shell.filter((u) => !u.includes(".")).map((u) => new Request(u, { cache: "reload" }))),
};
const own = async (id) => (await waiting()).find((i) => i.id === id);
const change = async (id, edit) => {
  const meta = await own(id);
  if (!meta) return;
  edit(meta);
  await save(meta);
  await drain();
  await tell();
};
self.addEventListener("message", (e) => { const ask = ASKED[e.data?.ask]; if (ask) e.waitUntil(Promise.resolve(ask(e.data, e.source)).catch(() => {})); });

// prefetch keeps one's own next bookings, so that they are there without ever having been opened. At most once an hour.
const prefetch = async () => {
  const last = await get("settings", "own");
  if ((last && Date.now() - last < 36e5) || (await get("settings", "shared"))) return;
  await put("settings", "own", Date.now());
  const read = async (path) => {
    const res = await fetch(path, { headers: { accept: "text/html", "klear-background": "1" } });
    await watch(res);
    if (!res.ok || res.redirected) return "";
    const text = await res.clone().text();
    await keep(new URL(path, location.href).href, res);
    return text;
  };
  const codes = new Set([...(await read("/bookings")).matchAll(/href="\/bookings\/([2-9A-Z]{8})"/g)].map((m) => m[1]));
  for (const code of [...codes].slice(0, 8)) {
    const path = "/bookings/" + code, text = await read(path);
    for (const verb of ["/cancel", "/move"]) if (text.includes(`href="${path}${verb}"`)) await read(path + verb);
  }
};
