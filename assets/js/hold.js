// <k-hold data-until data-soon data-over>: says when little time is left (three minutes), offers to extend, and says when
// the hold is over. It never counts seconds down.
define("k-hold", function () {
  const until = Date.parse(this.dataset.until), now = Date.parse(this.dataset.now);
  const drift = now - Date.now(); // the server's clock decides
  const text = this.querySelector("[data-text]"), more = this.querySelector("[data-more]");
  const at = (ms, then) => setTimeout(then, Math.max(0, ms - (Date.now() + drift)));
  if (more) more.hidden = until - now > 180000;
  at(until - 180000, () => { if (more) more.hidden = false; text.textContent = this.dataset.soon; say(this.dataset.soon); });
  at(until, () => {
    text.textContent = this.dataset.over;
    say(this.dataset.over);
    if (more) more.hidden = true;
    const again = this.querySelector("[data-again]");
    if (again) again.hidden = false;
  });
});

// <k-wait data-url>: asks again while the bank has not answered, slower each time, and reloads when something is known.
define("k-wait", function () {
  let pause = 2000;
  const ask = async () => {
    try {
      const r = await fetch(this.dataset.url, { headers: { Accept: "application/json" } });
      if (r.ok && (await r.json()).state !== "unknown") { location.reload(); return; }
    } catch { /* offline: ask again */ }
    pause = Math.min(pause * 1.5, 15000);
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
});
