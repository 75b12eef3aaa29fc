// <k-sort>: drags the entries of one list into another order and sends its form. The buttons beside each entry do the same.
define("k-sort", function () {
  const [form, list] = [this.querySelector("form"), this.querySelector("ol")];
  let held = null;
  for (const li of list.children) {
    li.draggable = true;
    li.addEventListener("dragstart", (e) => { e.stopPropagation(); held = li; e.dataTransfer.effectAllowed = "move"; });
    li.addEventListener("dragover", (e) => {
      if (!held || held === li) return;
      e.preventDefault();
      e.stopPropagation();
      const box = li.getBoundingClientRect();
      if (e.clientY > box.top + box.height / 2) li.after(held); else li.before(held);
    });
    li.addEventListener("dragend", (e) => { e.stopPropagation(); if (held) { held = null; form.requestSubmit(); } });
  }
  list.addEventListener("drop", (e) => e.preventDefault());
});
