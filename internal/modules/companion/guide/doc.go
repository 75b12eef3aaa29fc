// Package guide answers without a model and without a network: it recognises what a message is about, says back what it
// heard, asks one open question, and offers exercises. It is the default of the companion and what remains when a model
// fails.
//
// It is a pure function of the message and of what was said before: no clock, no chance, no database. Its words are those of
// data/*.json; nothing is composed but a mirrored clause in the person's own words. It is called only after the safety
// assessment decided that a reply may follow, and knows nothing of danger itself.
//
// The manner is reflective listening: a simple reflection, then an open question (Miller, W. R.; Rollnick, S.: Motivational
// Interviewing, 3rd ed., Guilford Press 2013, chapters 5 and 6).
package guide
