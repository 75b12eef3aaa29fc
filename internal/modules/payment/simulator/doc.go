// Package simulator puts a wire between Klear and the stateful gateway of package sandbox: Server is the gateway as a
// company of its own with a small JSON API (docs/api/gateway-simulator.md), Client the adapter that speaks it. Whatever a
// network does to a payment can then happen: no answer, a late one, a 500, webhooks in any state.
//
// Both are the same gateway: what Client promises is what package sandbox does, and the contract suite runs on both.
// The server has no accounts and moves no money; it belongs on an address that only tests and demonstrations reach.
package simulator
