// <script async src="https://…/embed.js" data-practitioner="slug"></script>, after a plain link to the practitioner's page.
// The link stays until the frame has spoken: where the frame may not be shown, or script is off, the link is what there is.
(() => {
  const script = document.currentScript;
  const slug = script && script.dataset.practitioner;
  if (!slug) return;
  const home = new URL(script.src).origin;
  const frame = document.createElement("iframe");
  const link = script.previousElementSibling;
  frame.src = `${home}/embed/p/${encodeURIComponent(slug)}?from=${encodeURIComponent(location.origin)}`;
  frame.title = script.dataset.title || (link && link.textContent) || "Booking";
  frame.loading = "lazy";
  frame.style.cssText = "display:block;inline-size:100%;max-inline-size:30rem;block-size:0;border:0;color-scheme:normal";
  addEventListener("message", (e) => {
    const height = e.origin === home && e.source === frame.contentWindow && e.data && e.data.klearHeight;
    if (!Number.isInteger(height) || height < 1 || height > 5000) return;
    frame.style.blockSize = height + "px";
    if (link && link.tagName === "A" && link.origin === home) link.hidden = true;
  });
  script.after(frame);
})();
