// Package client is whom a practitioner works with: everybody a booking of whom was confirmed, and whoever they entered
// or imported themselves, with private notes.
//
// Owns: the rows of clients, notes, files that wait to be imported. Needs: identity (names, keys), booking (the sessions,
// by its published view and its events).
//
// Emits: client.added, client.changed, client.removed, client.imported.
//
// Invariants:
//   - A row belongs to one practitioner: for everybody else it does not exist.
//   - A person's own contact data is seen after a confirmed booking only. What a practitioner enters is never compared
//     with accounts, so nothing they are answered tells who has one.
//   - One row per practitioner and person, and per practitioner and external id or address and name (unique indexes).
//   - Notes are sealed with the practitioner's key. They are no part of what a client exports.
//   - Who erases their account is not named here any more; the practitioner's own notes stay.
package client
