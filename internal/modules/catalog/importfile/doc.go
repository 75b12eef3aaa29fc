// Package importfile is the documented file format in which a catalogue enters and leaves Klear: categories,
// practitioners, their services and their working hours, as one JSON document or one CSV sheet. It is pure: it reads a
// stream, judges every value and touches neither database nor clock. `klear import catalogue FILE` is Parse followed by
// one call of the catalog module; `klear export catalogue` is Write.
//
// The two notations hold the same File. JSON uses the units of the API (integer minor units, basis points); the sheet
// uses what a person types (1200.00, 12.5 %). docs/operators/import-catalogue.md is the reference for operators.
//
// Invariants:
//   - Parse(Write(f)) == f for every f that Parse can return.
//   - Parse reports every fault it can reach, up to MaxFaults, at most one per place; only a broken JSON syntax, an
//     exceeded size limit or a failing reader end it early.
//   - A File that came back with no faults satisfies every rule of the format: the catalog module need not repeat them,
//     except those that only the database can answer (is this email address already someone else's?).
package importfile
