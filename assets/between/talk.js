// <k-talk data-live>: a message is answered in place, piece by piece where the server says where (data-live); the other
// devices of the person follow there. What is shown in the end is the page that comes without script: only its new entries
// are put in, so that each is read out once. Enter sends where there are real keys; elsewhere it is a new line.
define("k-talk", function () {
  const log = this.querySelector(".log"), unsent = this.querySelector("#unsent"), field = this.querySelector(".composer textarea");
  const keys = matchMedia("(pointer: fine)");
  let busy = false, socket, lost; // lost: the words that were not sent; others are sent under a key of their own
  const bubble = (kind, text) => {
    const b = document.createElement("div"), p = document.createElement("p");
    b.className = kind; b.ariaHidden = true; p.textContent = text; b.append(p); log.append(b);
    b.scrollIntoView({ block: "nearest" });
    return b;
  };
  const take = (page) => {
    const news = [...page.getElementById("log").children].filter((n) => n.id && n.id !== "latest" && !log.children.namedItem(n.id));
    if (!news.length) return false;
    const more = page.getElementById("talk-more");
    for (const old of log.querySelectorAll(".offers")) old.remove();
    log.append(...news);
    this.querySelector("#talk-more").replaceWith(more);
    for (const k of this.querySelectorAll("[name=key]")) k.value = page.querySelector(".composer [name=key]").value;
    this.dataset.live = page.querySelector("k-talk").dataset.live;
    if (more.querySelector(".them")) more.scrollIntoView({ block: "start" }); // the numbers, and what answers danger below them
    else news.at(-1).scrollIntoView({ block: "nearest" });
    follow();
    return true;
  };
  // follow looks at the page again when another device said something. A connection that is gone is tried again in a while.
  const follow = () => {
    if (!this.dataset.live || socket) return;
    socket = new WebSocket(new URL(this.dataset.live, location.href.replace(/^http/, "ws")));
    socket.onmessage = async (e) => {
      const { type, message } = JSON.parse(e.data);
      if (type === "message" && !busy && !document.getElementById("m-" + message.id)) take(await load("/talk"));
    };
    socket.onclose = () => { socket = null; setTimeout(() => { if (this.isConnected) follow(); }, 20000 + Math.random() * 20000); };
  };
  // pieces sends words and hands over the answer as it comes. false: it did not work, and may be sent again under its key.
  const pieces = async (form, heard) => {
    if (!this.dataset.live) return false;
    const body = JSON.stringify({ words: form.get("words"), key: form.get("key"), language: document.documentElement.lang });
    const res = await fetch(this.dataset.live.split("?")[0], { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!res.ok) return false;
    let rest = "";
    for await (const chunk of res.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const e = JSON.parse(line);
        if (e.type === "piece") heard(e.text);
        if (e.type === "sent") return true;
      }
    }
    return false;
  };
  field.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing || !(keys.matches || e.ctrlKey)) return;
    e.preventDefault();
    field.form.requestSubmit();
  });
  this.addEventListener("submit", async (e) => {
    if (e.target.getAttribute("action") !== "/talk") return;
    const form = new URLSearchParams(new FormData(e.target, e.submitter)), words = form.get("words") || "";
    e.preventDefault();
    if (busy || !words.trim()) return;
    busy = true;
    if (lost && lost !== words) {
      form.set("key", crypto.randomUUID?.() ?? "");
      for (const k of this.querySelectorAll("[name=key]")) k.value = form.get("key");
    }
    lost = words;
    const mine = bubble("mine", words);
    let said, text = "";
    const show = (t) => { said ||= bubble("them waits", ""); said.firstChild.textContent = t; };
    field.value = "";
    const wait = setTimeout(() => { if (!text) show(this.dataset.wait); }, 400);
    const slow = setTimeout(() => { if (!text) { say(this.dataset.slow); show(this.dataset.slow); } }, 6000);
    try {
      const sent = await pieces(form, (t) => show(text += t)).catch(() => false);
      if (!take(await load("/talk", sent ? null : form, 60000))) throw 0;
      mine.remove();
      lost = "";
      unsent?.setAttribute("hidden", "");
    } catch {
      mine.classList.add("lost");
      field.value ||= words;
      unsent?.toggleAttribute("hidden", !!this.querySelector(".pinned")); // what was not read may have been a cry for help
      const p = bubble("them", this.dataset.failed);
      setTimeout(() => p.remove(), 15000);
      say(this.dataset.failed);
    }
    clearTimeout(wait); clearTimeout(slow);
    said?.remove();
    busy = false;
  });
  log.lastElementChild?.scrollIntoView({ block: "nearest" });
  follow();
});

// <k-breath data-in data-hold data-out data-rounds data-words="in|hold|out">: the flower opens and closes in the rhythm of
// the exercise. The words change with it, for who sees no movement.
define("k-breath", function () {
  const [flower, out, button] = [this.querySelector("svg"), this.querySelector("b"), this.querySelector("button")];
  const names = this.dataset.words.split("|"), seconds = ["in", "hold", "out"].map((k) => Number(this.dataset[k]));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches, written = out.textContent;
  button.addEventListener("click", async () => {
    button.hidden = true;
    for (let round = 0; round < Number(this.dataset.rounds) && this.isConnected; round++) {
      for (const [i, s] of seconds.entries()) {
        if (!s) continue;
        out.textContent = names[i];
        if (!still) flower.animate({ scale: [[0.55, 1], [1, 1], [1, 0.55]][i] }, { duration: s * 1000, easing: "ease-in-out", fill: "forwards" });
        await new Promise((go) => { setTimeout(go, s * 1000); });
      }
    }
    out.textContent = written;
    button.hidden = false;
    button.focus();
  });
});
