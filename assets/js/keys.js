// <k-keys>: single letters in the operators' tables, for who switched them on. j and k go from row to row, e opens the row,
// ? tells the letters. Never while somebody types, or with a modifier.
define("k-keys", function () {
  const rows = () => [...document.querySelectorAll("main tbody th[scope=row] a")];
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  };
  const help = this.querySelector("[popover]");
  const does = { j: () => step(1), k: () => step(-1), "?": () => help.togglePopover(),
    e: () => { if (rows().includes(document.activeElement)) document.activeElement.click(); } };
  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.target.closest("input, select, textarea, [contenteditable]")) return;
    if (does[e.key]) { e.preventDefault(); does[e.key](); }
  });
});
