// <k-frame data-parent>: tells the site around an embedded page how high the page is, and nobody else.
define("k-frame", function () {
  const to = this.dataset.parent;
  if (!to || parent === window) return;
  new ResizeObserver(() => parent.postMessage({ klearHeight: Math.ceil(document.documentElement.getBoundingClientRect().height) }, to)).observe(document.body);
});
