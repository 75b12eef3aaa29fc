// Package help is "Help now": the crisis card of a country. It is static, needs no session, no script and no network
// beyond its own page, and no model ever writes a word of it.
package help
