// Package catalog holds who can be booked for what: the category tree, practitioners' profiles, their services with
// prices and booking rules, and the verification that stands behind a profile.
//
// Owns: schema catalog (category, practitioner, slug_history, service, form, form_version, service_form,
// verification_document, verification_decision, licence_notice, setup, embed_origin, service_room, team_service,
// team_member).
//
// Needs (deps.go): business for who keeps its rooms and team services; identity for accounts and their state;
// schedule's working hours when a file is imported; a blob store, an image codec and a sealer for uploads; notify for
// letters about licences.
//
// Emits: catalog.practitioner_created, _updated, _verified, _rejected, _unlisted, _erased; catalog.service_changed;
// catalog.category_changed; catalog.imported.
//
// Publishes: the view catalog.v_searchable, one row for each practitioner who may be found; catalog.v_required_form, what
// has to be answered before a service is booked.
//
// Invariants:
//   - A practitioner can be found and booked only while verified, listed and not suspended; every verification has a
//     dated row that names who decided, how and why, and such rows never change
//     (erasure takes their words).
//   - After the end of a practitioner's licence no booking begins (trigger booking_licence), and each warning of it is given
//     once (primary key of licence_notice).
//   - A slug is never given to a second practitioner: old addresses redirect for ever, until the practitioner is erased.
//   - With the account go all words, places, papers and pictures of the profile; the empty row stays for bookings.
//   - Prices are minor units of the practitioner's one currency; in three-decimal currencies they end in 0, so that what
//     is listed is exactly what a card gateway can charge.
//   - A service with rooms takes place at the practitioner's only; the members of a team service take part with services of
//     one length and currency, for one client (foreign keys). With a membership go its rooms and its part.
//   - A variant is of its heading's practitioner, and one level deep (service_variant_heading).
//   - A version of a form never changes, and its hash is that of its words.
//   - A postal address is for people with a confirmed booking; no public view carries it.
//   - An import happens as a whole or not at all, and importing the same file again changes nothing.
package catalog
