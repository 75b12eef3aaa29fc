// Package insight says what a person's own entries show: a trend, a day of the week that differs, a word that goes with other
// figures. It names the days that each claim was read from and how many they were, and says nothing where chance would do.
//
// Owns: schema insight (run, claim, claim_entry).
//
// Needs (service.go): identity for who may, mood for the figures. It reads figures and which words an entry has, never a note.
//
// Emits: nothing. What is said of somebody's feelings is said to them alone.
//
// Invariants:
//   - A claim rests on at least MinDays days and survives the control of false discoveries over all tests of its look (checks
//     claim_enough, claim_sure).
//   - One look a person and hour, however many ask at once (unique run_once).
//   - What the person called wrong stays unsaid in later looks, and stays on record until they take that back.
//   - Where the law of the person's place bars it (platform/jurisdiction) nothing is looked for and nothing is shown.
//
// The statistics are pure functions in package stat, each with its source. One day is one value, the mean of its entries: ten
// entries of a bad evening are no ten proofs. Days that follow each other resemble each other, which no test here takes away:
// a claim is about the days that were, never about why, and never a diagnosis.
package insight
