// <k-order data-done>: a list whose entries can be dragged into another order; the form in it then sends all of them.
// The buttons of the entries do the same, one step at a time, without script and by keyboard.
define("k-order", function () {
  const list = this.querySelector("ol"), form = this.querySelector("form[data-order]");
  let held = null;
  for (const li of list.children) li.draggable = true;
  list.addEventListener("dragstart", (e) => { held = e.target.closest("li[data-id]"); e.dataTransfer.effectAllowed = "move"; });
  list.addEventListener("dragover", (e) => {
    const over = e.target.closest("li[data-id]");
    if (!held || !over) return;
    e.preventDefault();
    if (over === held) return;
    const box = over.getBoundingClientRect();
    over[e.clientY < box.top + box.height / 2 ? "before" : "after"](held);
  });
  list.addEventListener("drop", (e) => {
    if (!held) return;
    e.preventDefault();
    form.elements.order.value = [...list.children].map((li) => li.dataset.id).join(",");
    form.elements.dragged.value = held.dataset.id;
    held = null;
    say(this.dataset.done);
    form.requestSubmit();
  });
});
