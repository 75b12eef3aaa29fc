// <k-swap id>: its links marked data-swap change only this element, from the same address that works as a page. The
// focus stays on the link that was used, or goes to the element when that link is gone.
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
      const fresh = (await load(url)).getElementById(this.id);
      if (!fresh) throw 0;
      this.replaceChildren(...document.adoptNode(fresh).childNodes);
      for (const also of document.querySelectorAll("[data-chosen]")) {
        if (!this.contains(also)) also.textContent = (this.querySelector("[data-chosen]") || also).textContent;
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
