// Package mood is how people were, as they entered it themselves: a figure, where they like three more, words, and what
// played a part; and the PHQ-9, for who wants to answer it every two weeks.
//
// Owns: schema mood (entry, sent, trigger, entry_trigger, questionnaire).
//
// Needs (service.go): identity for who may and for the key that seals words; the jurisdictions for where nothing is read out of
// answers.
//
// Emits: mood.kept, mood.changed, mood.removed, mood.answered. They say that there is something and nothing of what it holds.
//
// Invariants:
//   - What a device sends is one entry however often it arrives, also after the entry was deleted (primary key of mood.sent).
//   - An entry is at most a year older than its writing and never of a day ahead (check entry_when); its local day is made by
//     the database from the instant and the zone it was entered in, and stays when the person moves.
//   - At most MaxPerDay entries of one person and day (trigger entry_limit).
//   - The questionnaire is answered at most once in two weeks (exclusion constraint questionnaire_fortnight), and what was answered
//     is never changed. Its ninth answer is judged before anything else is asked.
//   - Notes, answers and the names of triggers are sealed with the person's key. Nobody but the person reads a note.
//
// It stands by itself, apart from goals and insights, because people keep a journal where nothing may be read out of it.
package mood
