// <k-talk>: a message is answered in place. The answer is the page that comes without script; only its new entries are put
// in, so that each is read out once. Enter sends where there are real keys; elsewhere it is a new line.
define("k-talk", function () {
  const log = this.querySelector(".log"), field = this.querySelector(".composer textarea");
  const keys = matchMedia("(pointer: fine)");
  let busy = false;
  const bubble = (kind, text) => {
    const b = document.createElement("div"), p = document.createElement("p");
    b.className = kind; b.ariaHidden = true; p.textContent = text; b.append(p); log.append(b);
    b.scrollIntoView({ block: "nearest" });
    return b;
  };
  field.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing || !(keys.matches || e.ctrlKey)) return;
    e.preventDefault();
    field.form.requestSubmit();
  });
  this.take = (page) => {
    const news = [...page.getElementById("log").children].filter((n) => n.id && n.id !== "latest" && !document.getElementById(n.id));
    if (!news.length) return false;
    for (const old of log.querySelectorAll(".offers")) old.remove();
    log.append(...news);
    this.querySelector("#talk-more").replaceWith(page.getElementById("talk-more"));
    for (const k of this.querySelectorAll("[name=key]")) k.value = page.querySelector(".composer [name=key]").value;
    news.at(-1).scrollIntoView({ block: "nearest" });
    return true;
  };
  this.addEventListener("submit", async (e) => {
    if (e.target.getAttribute("action") !== "/talk") return;
    const form = new URLSearchParams(new FormData(e.target, e.submitter)), words = form.get("words") || "";
    e.preventDefault();
    if (busy || !words.trim()) return;
    busy = true;
    const mine = bubble("mine", words), said = [];
    field.value = "";
    const wait = setTimeout(() => said.push(bubble("them waits", this.dataset.wait)), 400);
    const slow = setTimeout(() => { say(this.dataset.slow); said[0].firstChild.textContent = this.dataset.slow; }, 6000);
    try {
      if (!this.take(await load("/talk", form, 60000))) throw 0;
      mine.remove();
    } catch {
      mine.classList.add("lost");
      field.value ||= words;
      const p = bubble("them", this.dataset.failed);
      setTimeout(() => p.remove(), 15000);
      say(this.dataset.failed);
    }
    clearTimeout(wait); clearTimeout(slow);
    for (const s of said) s.remove();
    busy = false;
  });
  log.lastElementChild?.scrollIntoView({ block: "nearest" });
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
