// <k-swap id data-also="ids">: its links marked data-swap change only this element and those named beside it, from the
// same address that works as a page. The focus stays on the link that was used, or goes to the element when it is gone.
define("k-swap", function () {
  this.addEventListener("click", (e) => {
    const a = e.target.closest("a[data-swap]");
    if (!a || e.metaKey || e.ctrlKey || e.shiftKey || e.button) return;
    e.preventDefault();
    this.go(a.href, a.id);
  });
  this.go = async (url, focus) => {
    this.setAttribute("aria-busy", "true");
    try {
      const page = await load(url), fresh = page.getElementById(this.id);
      if (!fresh) throw 0;
      this.replaceChildren(...fresh.childNodes);
      for (const id of (this.dataset.also || "").split(" ")) {
        const [old, now] = [document.getElementById(id), page.getElementById(id)];
        if (old && now) { old.hidden = now.hidden; old.replaceChildren(...now.childNodes); }
      }
      history.replaceState(null, "", url);
      const back = focus && document.getElementById(focus);
      if (back) back.focus({ preventScroll: true }); else { this.tabIndex = -1; this.focus({ preventScroll: true }); }
      const range = this.querySelector(".weeknav [aria-live]");
      if (range) say(range.textContent);
    } catch {
      location.href = url;
    }
    this.removeAttribute("aria-busy");
  };
});

// The chosen time is repeated in the summary and in the phone's bar.
document.addEventListener("change", (e) => {
  const t = e.target;
  if (t.name === "at" && t.dataset.when) {
    for (const out of document.querySelectorAll("[data-chosen]")) out.textContent = ", " + t.dataset.when;
  }
});

// <k-draft id>: the buttons of its form that are marked data-draft change only what is on the page. Their answer takes the
// element's place; the focus goes where the answer asks for it, else stays on the button.
define("k-draft", function () {
  this.addEventListener("submit", async (e) => {
    const b = e.submitter, form = e.target;
    if (!b || !("draft" in b.dataset)) return;
    e.preventDefault();
    this.setAttribute("aria-busy", "true");
    try {
      const page = await load(form.action, new URLSearchParams(new FormData(form, b))), fresh = page.getElementById(this.id);
      if (!fresh) throw 0;
      this.replaceChildren(...fresh.childNodes);
      const to = this.querySelector("[autofocus]") || this.querySelector(`[name=do][value="${b.value}"]`);
      if (to) to.focus(); else { this.tabIndex = -1; this.focus({ preventScroll: true }); }
    } catch {
      delete b.dataset.draft;
      form.requestSubmit(b);
    }
    this.removeAttribute("aria-busy");
  });
});
