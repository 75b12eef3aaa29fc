// Only on a first page, in place of app.js: the page is seen before its script is asked for. Every page works without
// script, so the bytes of the text come first. A browser that reports no paint gets it after a second; a module is
// loaded only once.
const go = () => import("app.js");
new PerformanceObserver(go).observe({ type: "paint", buffered: true });
setTimeout(go, 1000);
