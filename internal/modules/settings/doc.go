// Package settings is what an operator changes of the running product without a developer: which areas are switched on,
// and how letters read.
//
// Owns: schema settings (flag, flag_value, letter, change, revision).
//
// Needs (deps.go): identity for who may and who did, notify for what a letter may say, the flags that run.
//
// Emits: settings.changed.
//
// Invariants:
//   - No request waits for the database: what was decided is held in memory (refresh.go) and read again when the revision
//     has grown; the process that changes something knows at once, others within a second.
//   - A flag that the code does not know cannot be stored (reference), nor one whose name is about safety (check).
//   - Each thing has a version; a change that was made from another version is refused, and of many at once one wins.
//   - Every change leaves who made it, from what to what, in settings.change; such rows never change.
//   - A letter in an operator's words was checked before it was stored; should it fail nevertheless, the program's own goes
//     out (notify), so that no letter is ever stopped by a setting.
package settings
