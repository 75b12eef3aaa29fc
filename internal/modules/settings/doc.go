// Package settings is what an operator changes of the running product without a developer: which areas are switched on,
// what the brand is called and how it looks, and how letters read.
//
// Owns: schema settings (flag, flag_value, brand, letter, change, revision).
//
// Needs (deps.go): identity for who may and who did, notify for what a letter may say, the flags and the brand that run.
//
// Emits: settings.changed.
//
// Invariants:
//   - No request waits for the database: what was decided is held in memory (refresh.go) and read again when the revision
//     has grown; the process that changes something knows at once, others within a second.
//   - A flag that the code does not know cannot be stored (reference), nor one whose name is about safety (check).
//   - Each thing has a version; a change that was made from another version is refused, and of many at once one wins.
//   - Every change leaves who made it, from what to what, in settings.change; such rows never change.
//   - What is stored and no longer fits (a file of a newer program, a colour that is too weak there) is left aside with a
//     line in the log: the brand's file and the embedded letters always work.
package settings
