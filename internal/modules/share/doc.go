// Package share lets a person show a practitioner some of what they keep between sessions: by kind, until a day, and with
// every read on record for them.
//
// Owns: schema share (consent, reading).
//
// Needs (service.go): identity for who may, mood, goal and insight for what is read; who met whom is the view booking.v_met.
//
// Emits: nothing. Nobody is told that somebody shares; the practitioner sees it where they look for their client.
//
// Invariants:
//   - What is read is permitted at the moment of reading, by one statement that writes the record and gives the permission
//     together. No job ends a consent: its end is a moment, compared on each read (check reading_in_time).
//   - A read that meets the ending of its consent waits for it and reads nothing (foreign key reading_consent over the moment
//     of the end).
//   - One consent of a person to a practitioner at a time (exclusion consent_one), for at most MaxDays.
//   - Records of reads cannot be changed or deleted but with their consent (grants).
//   - Notes are never shared: neither those of moods nor those of goals.
//
// It stands apart from mood, goal and insight, since it is about who reads, and they need not know.
package share
