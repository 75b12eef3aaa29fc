// Package password hashes passwords, checks them, and says which are acceptable.
//
// Stored form: a scheme and the hash, "bcrypt$2a$12$…", so that the algorithm can change while people keep signing in:
// Verify reports when a hash should be made anew. Plain bcrypt hashes from another system ("$2a$", "$2b$", "$2y$")
// are understood and reported for renewal.
//
// Long passwords: bcrypt reads 72 bytes at most. A longer password is first hashed with SHA-256 and base64 (43 bytes)
// under the scheme "bcrypt-sha256"; shorter ones go in as they are. Nothing is cut or changed.
//
// Cost: one bcrypt hash at cost 12 keeps a core busy for about a quarter of a second. Hasher runs as many at a time as
// there are processors and lets the others wait for as long as their context allows, so that a flood of sign-ins
// cannot starve everything else.
//
// Enumeration: DummyVerify takes as long as Verify; call it when there is no such account.
//
// Rules (NIST SP 800-63B, ASVS 6.2): at least 8 characters and at most 128, no rules about kinds of characters, nothing
// common, nothing personal.
package password
