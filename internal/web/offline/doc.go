// Package offline serves what works without a network: the service worker, the pages it keeps in the clear, and the
// token with which the outbox sends what waited. The worker itself is assets/sw/worker.js.
package offline
