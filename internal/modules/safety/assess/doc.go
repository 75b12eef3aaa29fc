// Package assess says how much danger a message speaks of. It is pure: no database, no network, no clock.
//
// Four layers look at one message and the verdict is the highest of them (Assess):
//
//   - phrases (lexicon/*.txt, scope.go, cues.go): what is said, by whom, when, and whether it is negated, over, quoted or
//     an idiom;
//   - words and letters (model.go): a linear classifier, trained by `klear safety train`, for what no phrase foresaw;
//   - sentiment (sentiment.go): ordinary distress, which is never more than low;
//   - the course of days (sequence.go): sudden calm, bursts in the night, slow worsening.
//
// ItemNine reads the ninth question of the PHQ-9. A layer that sees nothing never lowers what another saw.
//
// Nothing here is a diagnosis, and nothing here was validated in a clinic: docs/safety.md says what was measured, and on
// whose words.
package assess
