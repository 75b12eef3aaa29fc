// Package today is where a signed-in person begins in a brand that looks after them between sessions: what is booked next, how
// they are, what they set out to do this week, and help. It asks for nothing and counts no days in a row.
package today
