// Package mood is how people were, as they entered it themselves: a figure, where they like three more, words, and what
// played a part.
//
// Owns: schema mood (entry, sent, trigger, entry_trigger).
//
// Needs (service.go): identity for who may and for the key that seals words.
//
// Emits: mood.kept, mood.changed, mood.removed. They say that there is an entry and nothing of what it holds.
//
// Invariants:
//   - What a device sends is one entry however often it arrives, also after the entry was deleted (primary key of mood.sent).
//   - An entry is at most a year older than its writing and never of a day ahead (check entry_when); its local day is made by
//     the database from the instant and the zone it was entered in, and stays when the person moves.
//   - At most MaxPerDay entries of one person and day (trigger entry_limit).
//   - Notes and the names of triggers are sealed with the person's key. Nobody but the person reads a note.
//
// It stands by itself, apart from goals and insights, because people keep a journal where nothing may be read out of it.
package mood
