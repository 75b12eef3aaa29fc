// Package business holds several people under one name: who belongs to a business, and its rooms.
//
// Owns: schema business (business, membership, invitation, room, slug_history).
//
// Needs (deps.go): identity for people; a mailer for invitations.
//
// Emits: business.created, business.changed, business.joined, business.left, business.handed_over.
//
// Publishes: the view business.v_room.
//
// Invariants:
//   - A business has one owner, who is a member (unique index, deferred foreign key).
//   - What a member may do is decided in one place, access.go. A business is not found by those outside it, except by its
//     public page.
//   - Nothing begins in a closed business: rooms and bookings refuse it (triggers), and closing locks first.
//   - A slug that a business ever had leads to it while it is open, and is nobody else's.
//   - An invitation ends with the right of its sender to send it (foreign key).
//   - An invitation is accepted once, by the account whose proved address it names; nobody becomes a member unasked.
//   - With a membership go its rooms and its part in team services; sessions that are booked stand.
package business
