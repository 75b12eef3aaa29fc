// A strip of links that is wider than the phone shows the entry one is at.
for (const at of document.querySelectorAll(".rail [aria-current], .tabs [aria-current]")) {
  const strip = at.closest(".rail, .tabs"), [a, b] = [at.getBoundingClientRect(), strip.getBoundingClientRect()];
  strip.scrollLeft += a.left + a.width / 2 - b.left - b.width / 2;
}

// <k-auto>: a select that applies itself.
define("k-auto", function () {
  this.addEventListener("change", (e) => e.target.form.requestSubmit());
});

// <k-focus>: what happened comes first. Focuses its content, or what data-target names.
define("k-focus", function () {
  const t = this.dataset.target ? document.querySelector(this.dataset.target) : this.firstElementChild;
  if (t) t.focus();
});

// <k-reveal>: shows a password while the button is pressed in.
define("k-reveal", function () {
  const [input, button] = [this.querySelector("input"), this.querySelector("button")];
  button.addEventListener("click", () => {
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", show);
    button.setAttribute("aria-label", show ? this.dataset.hide : this.dataset.show);
  });
});

// <k-ratios data-out="id">: while its form is filled in, what the button with an address of its own would show is shown in
// that element. Of several answers only the last question's counts; when none comes, the button still works.
define("k-ratios", function () {
  const [form, out] = [this.querySelector("form"), document.getElementById(this.dataset.out)];
  let later, turn = 0;
  form.addEventListener("input", () => {
    clearTimeout(later);
    const mine = ++turn;
    later = setTimeout(async () => {
      const page = await load(form.querySelector("[formaction]").formAction, new URLSearchParams(new FormData(form))).catch(() => null);
      const fresh = page?.getElementById(out.id);
      if (!fresh || mine !== turn) return;
      out.replaceChildren(...fresh.childNodes);
      say(out.firstElementChild.textContent);
    }, 400);
  });
});

// <k-share>: the device's share sheet, or the address in the clipboard.
define("k-share", function () {
  const b = this.querySelector("button");
  b.addEventListener("click", async () => {
    const url = location.origin + location.pathname;
    try {
      if (navigator.share) await navigator.share({ url, title: document.title });
      else { await navigator.clipboard.writeText(url); say(b.dataset.done); b.lastChild.textContent = b.dataset.done; }
    } catch { /* the person changed their mind */ }
  });
});

// <k-save data-on data-off>: a heart changes in place. A visitor is led to sign in; whatever goes wrong, the form is sent
// as it would be without script.
define("k-save", function () {
  const form = this.querySelector("form");
  let plain = false;
  form.addEventListener("submit", async (e) => {
    const b = e.submitter;
    if (plain || !b) return;
    e.preventDefault();
    try {
      const res = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, b)), headers: { Accept: "application/json" } });
      const { data } = await res.json();
      if (data.saved === undefined) { location.href = data.url; return; }
      b.name = data.saved ? "drop" : "save";
      b.setAttribute("aria-pressed", data.saved);
      say(data.saved ? this.dataset.on : this.dataset.off);
    } catch { plain = true; form.requestSubmit(b); }
  });
});

// stirred is when somebody moves, scrolls, presses or types for the first time.
const stirred = new Promise((go) => {
  for (const kind of ["pointermove", "pointerdown", "keydown", "scroll"]) addEventListener(kind, go, { once: true, passive: true, capture: true });
});

// <k-zone data-offset>: suggests the device's time zone once when its clock is not the one of the page, which is so many
// minutes ahead of UTC. The minutes are compared first, and somebody has to be there: the zone's name costs a slow device a
// tenth of a second, which the first view needs.
define("k-zone", async function () {
  if (-new Date().getTimezoneOffset() === Number(this.dataset.offset)) return;
  await stirred;
  await breath();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await breath();
  try {
    if (!here) return;
    if (localStorage.getItem("zone-asked") === here) return;
  } catch { return; }
  this.querySelector("[name=zone]").value = here;
  this.querySelector("[data-here]").textContent = here.replace(/^.*\//, "").replace(/_/g, " ");
  this.hidden = false;
  const asked = () => { try { localStorage.setItem("zone-asked", here); } catch { /* private mode */ } };
  this.querySelector("form").addEventListener("submit", asked);
  this.querySelector("[data-no]").addEventListener("click", () => { asked(); this.hidden = true; });
});

// <k-exit>: leaves at once for a neutral page, without a way back. Also Shift three times.
define("k-exit", function () {
  const leave = (e) => { if (e) e.preventDefault(); document.body.hidden = true; location.replace(this.querySelector("a").href); };
  this.querySelector("a").addEventListener("click", leave);
  let times = [];
  addEventListener("keyup", (e) => {
    if (e.key !== "Shift") { times = []; return; }
    times = [...times.filter((t) => e.timeStamp - t < 1500), e.timeStamp];
    if (times.length === 3) leave();
  });
});

// Another method needs other fields: they are required only while they are shown.
document.addEventListener("change", (e) => {
  if (e.target.name !== "method") return;
  for (const r of document.querySelectorAll("[name=method]")) {
    const fold = r.closest(".opt").querySelector(".fold");
    if (fold) for (const i of fold.querySelectorAll("input")) i.disabled = !r.checked;
  }
});

// <k-mood>: a tap is one entry, however often and late it is sent: it gets a key and a time of its own, also on a page that
// was kept and is used twice.
define("k-mood", function () {
  this.addEventListener("submit", (e) => {
    e.target.elements.key.value = crypto.randomUUID();
    e.target.elements.at.value = new Date().toISOString();
  });
});
