// <a data-sheet="id"> opens what the page that it leads to holds under that id, over this page. Where that fails, and for a new
// tab, it leads there as it does without script.
document.addEventListener("click", async (e) => {
  const a = e.target.closest?.("a[data-sheet]");
  if (!a || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey || document.getElementById(a.dataset.sheet)) return;
  e.preventDefault();
  a.setAttribute("aria-busy", "true");
  try {
    const sheet = (await load(a.href)).getElementById(a.dataset.sheet);
    const behind = [...document.body.children], rest = (on) => { for (const e of behind) e.inert = on; };
    document.body.append(sheet);
    Object.assign(sheet, { popover: "auto", role: "dialog", ariaModal: "true" });
    sheet.querySelector("[popovertarget]").hidden = false;
    sheet.addEventListener("toggle", (t) => { rest(t.newState === "open"); if (t.newState === "closed") { sheet.remove(); a.focus(); } });
    sheet.showPopover();
    sheet.querySelector("h1").focus();
  } catch { location.href = a.href; }
  a.removeAttribute("aria-busy");
});
