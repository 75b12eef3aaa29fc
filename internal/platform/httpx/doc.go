// Package httpx is what every request passes through, whatever it asks for: pages, REST, GraphQL, WebSocket.
//
// A Stack does the same steps for each request, in this order:
//
//	request id and client address   believed from trusted proxies only
//	trace                           W3C context, a span when tracing is on
//	recover, access log, metrics    by route pattern, never by raw path or query
//	security headers, CORS          CSP with a nonce per page
//	rate limit                      per address here, per person in AllowPerson
//	cross-site check                no unsafe request from another site
//	size limit, time limit          per route in Rules
//	compression                     on the way out
//
// All state of one request is one value (exchange) with one allocation, reachable through the request's context; the
// steps are methods, not nested handlers. This keeps the cost of the whole chain to a few microseconds.
//
// WriteError is the only place that turns an error into a status. An *apperr.Error is answered by its kind; a lost or
// overloaded database and a passed deadline are 503; everything else is 500 with its text in the log only.
//
// Serve runs a server that loses no request when it stops. Health answers /healthz and /readyz.
package httpx
