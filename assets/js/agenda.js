// <k-agenda>: drag a session to another time, or draw a block on free time. Both lead to the form that asks; nothing is
// changed by dragging. A finger scrolls instead, and everything can be done by links.
define("k-agenda", function () {
  const first = +this.dataset.first, last = +this.dataset.last, step = 15;
  const column = (e) => [...this.querySelectorAll("[data-date]")].find((c) => {
    const r = c.getBoundingClientRect();
    return e.clientX >= r.left && e.clientX < r.right;
  });
  const minute = (c, y) => {
    const r = c.getBoundingClientRect(), m = first + (y - r.top) / r.height * (last - first);
    return Math.min(last, Math.max(first, Math.round(m / step) * step));
  };
  const clock = (m) => [Math.floor(m / 60) % 24, m % 60].map((n) => String(n).padStart(2, "0")).join(":");
  let drag = null, moved = false;
  this.addEventListener("dragstart", (e) => e.preventDefault());
  this.addEventListener("click", (e) => { if (moved) { e.preventDefault(); moved = false; } }, true);
  this.addEventListener("pointerdown", (e) => {
    moved = false;
    const link = e.target.closest("a"), col = e.target.closest("[data-date]");
    if (!link && !this.dataset.draw) return;
    if (e.button || e.pointerType === "touch" || !col || (link && !link.dataset.move) || e.target.closest("li span")) return;
    const at = minute(col, e.clientY);
    const box = link && link.getBoundingClientRect(), all = col.getBoundingClientRect();
    drag = { col, link, y: e.clientY, from: at, to: at, ghost: document.createElement("i"), grip: link ? e.clientY - box.top : 0,
      length: link ? box.height / all.height * (last - first) : 0 };
    drag.ghost.className = "ghost";
    sheets();
  });
  addEventListener("pointermove", (e) => {
    if (!drag || (!moved && Math.abs(e.clientY - drag.y) < 6 && column(e) === drag.col)) return;
    moved = true;
    if (drag.link) {
      drag.col = column(e) || drag.col;
      drag.from = minute(drag.col, e.clientY - drag.grip);
      drag.to = drag.from + drag.length;
    } else drag.to = minute(drag.col, e.clientY);
    drag.ghost.style.setProperty("--f", Math.min(drag.from, drag.to));
    drag.ghost.style.setProperty("--t", Math.max(drag.from, drag.to));
    drag.col.append(drag.ghost);
  });
  const stop = (go) => {
    if (!drag) return;
    const d = drag, q = new URLSearchParams();
    drag = null;
    d.ghost.remove();
    if (!go || !moved) return;
    if (d.link) { q.set("near", d.col.dataset.date + "T" + clock(d.from)); location.href = d.link.dataset.move + "?" + q; return; }
    if (d.from === d.to) return;
    q.set("on", d.col.dataset.date); q.set("from", clock(Math.min(d.from, d.to))); q.set("to", clock(Math.max(d.from, d.to)));
    const to = new URL(this.dataset.draw, location.href);
    for (const [k, v] of q) to.searchParams.set(k, v);
    location.href = to;
  };
  addEventListener("pointerup", () => stop(true));
  addEventListener("pointercancel", () => stop(false));
  addEventListener("keydown", (e) => { if (e.key === "Escape") stop(false); });
});
