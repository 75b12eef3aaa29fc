// Package slotcase reads and answers the neutral JSON case format of the slot engine, described in
// docs/api/slots-case-format.md: a case says what a practitioner (or a team) declares, what is taken and what is asked
// for; the answer is the same case with a result. It is what `klear slots explain` speaks, what the engine's own corpus
// is written in, and what lets other schedulers be compared with ours.
//
// The package embeds the zone database, so that an answer does not depend on the machine's zone files.
package slotcase
