// Package goal is what people set out to do for themselves, and how it goes.
//
// Owns: schema goal (goal, history, progress; state and transition are the machine of states).
//
// Needs (service.go): identity for who may and for the key that seals words.
//
// Emits: goal.kept, goal.changed, goal.removed. They say that there is a goal and nothing of what it holds.
//
// Invariants:
//   - A goal moves along goal.transition only, and each move is in its history: a trigger writes it (foreign key goal_transition).
//   - A day of a goal that is done or not is ticked once, however many taps arrive together (unique index progress_day).
//   - At most MaxGoals goals of a person and MaxPerDay steps of a goal and day (triggers goal_limit, progress_limit).
//   - Titles, reasons and notes are sealed with the person's key.
//
// Nothing here counts days in a row: a day that is missed takes nothing away.
package goal
