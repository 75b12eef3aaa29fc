// Package page is the request kit of all page areas: who is asking, in which language, zone and theme; the form with its
// CSRF token; the cookies; errors as pages; redirects that stay on this site. It knows no area.
//
// Order of its middleware, inside httpx.Stack.Wrap and around httpx.Routes(mux):
//
//	kit.Languages(kit.Session(httpx.Routes(mux)))
//
// Cookies (all SameSite=Lax, HttpOnly; over https those that prove something are named __Host-…):
//
//	klear_session   the page session's secret
//	klear_visitor   the secret under which a guest's holds and bookings are theirs; made by the first POST that needs it
//	klear_guest     the bookings that a guest opened by a mailed link, signed
//	klear_hold      which hold this browser has with whom, so that a new one can take its place
//	klear_csrf      a random id that a signed-out browser's forms are bound to
//	klear_device    identity's device token, kept across sign-outs
//	klear_flash     what the last request did, shown once
//	klear_sent      the address that the last mail went to, for ten minutes
//	lang zone theme country shell   preferences, nothing secret
package page
