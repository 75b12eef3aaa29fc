// Package identity knows who people are, how they prove it, and what they may do.
//
// Owns: people (accounts and guests), credentials, consents, preferences, sessions, refresh and access tokens, one-time links,
// roles and the permission table, and the data key of each person.
//
// Needs: a password hasher, a key wrapper, an image re-encoder, a file store and a mailer (deps.go).
//
// Emits: identity.registered, registration_repeated, email_verified, guest_claimed, guest_proved, login, login_failed,
// logout, session_ended, session_reused, password_reset_requested, password_changed, profile_changed, role_changed, suspended,
// deactivated, reactivated, account_deleted. Payloads hold ids and codes only (events.go).
//
// Invariants:
//   - One account per address; guests may share an address with it and with each other (unique index).
//   - No answer tells whether an address has an account, in words or in work done: registration, sign-in and reset do
//     the same statements and the same one hash on both paths, and everything that differs happens in a job. A person
//     who registers an address may sign in to it unverified, so registering and then signing in still tells; deployments
//     that mind set Options.VerifiedOnly.
//   - Secrets (cookies, refresh tokens, links) are 256 random bits and stored as SHA-256 only. Links are made inside
//     the job that mails them, so none is ever at rest in clear, the queue's table included.
//   - A refresh token and a link work once: the row lock of one UPDATE picks the winner. A second use of a refresh
//     token ends its session; there is no grace.
//   - A role, a status and the end of a session are read from the database at each request, at most CacheFor old on
//     other nodes and not at all on the node that made the change. Claims in an access token are for the client to read.
//   - A deleted person's key is destroyed and can never be made again; the row stays, empty, for bookings and ledger.
package identity
