// Package realtime serves what moves while somebody looks: over a WebSocket, and over plain HTTP as lines of JSON for whoever
// has none. It is thin: the services decide, and whoever lost the connection asks again from the last thing they have.
package realtime
