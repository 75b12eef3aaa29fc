// A form is sent once. The pressed button shows that it is busy, keeps its width and cannot be pressed again; coming
// back with the Back button makes it ready again.
document.addEventListener("submit", (e) => {
  const form = e.target;
  // Not form.method: a field of that name would stand in front of it.
  if (form.getAttribute("method") !== "post" || e.defaultPrevented) return;
  if (e.submitter?.formTarget) return; // fills a frame: the page stays, and it may be asked again
  if (form.dataset.sent) { e.preventDefault(); return; }
  form.dataset.sent = "1";
  const b = e.submitter;
  if (!b) return;
  b.style.minInlineSize = b.offsetWidth + "px";
  b.setAttribute("aria-busy", "true");
  if (b.dataset.busy) { b.dataset.label = b.textContent; b.textContent = b.dataset.busy; say(b.dataset.busy); }
});
addEventListener("pageshow", () => {
  for (const f of document.querySelectorAll("form[data-sent]")) delete f.dataset.sent;
  for (const b of document.querySelectorAll("[aria-busy=true]")) {
    b.removeAttribute("aria-busy");
    if (b.dataset.label) b.textContent = b.dataset.label;
  }
});
