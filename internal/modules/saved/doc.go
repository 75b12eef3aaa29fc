// Package saved keeps whom people want to find again, and tells them when a time there is freed.
//
// Owns: schema saved (practitioner, watch, letter).
//
// Needs (service.go): identity for who is told, catalog for who may be shown, schedule for what is free, notify for the
// letter.
//
// Emits: nothing.
//
// Invariants:
//   - Somebody has at most MaxSaved practitioners (trigger on saved.practitioner).
//   - Letters go only to whom asked for them, practitioner by practitioner, and end with one click without signing in.
//   - At most one letter per practitioner and day of its reader (primary key of saved.letter), and none between
//     QuietFrom and QuietTo on the reader's clock: what is freed at night is told in the morning, if it is still free.
//   - Only what was freed is news: a start that was not free when the module last looked, in a range it had looked at.
package saved
