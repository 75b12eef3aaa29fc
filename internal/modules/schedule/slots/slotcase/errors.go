package slotcase

import "fmt"

// Error says what is wrong with a case and where.
type Error struct {
	// Case is the position of the case in the input, from 0, and ID its id, if it has one.
	Case int
	ID   string
	// Path is the JSON path within the case, as in "practitioners[0].weekly[1].end"; empty for the case as a whole.
	Path    string
	Message string
}

// Error gives case, path and message on one line.
func (e *Error) Error() string {
	where := fmt.Sprintf("case %d", e.Case)
	if e.ID != "" {
		where += fmt.Sprintf(" (%s)", e.ID)
	}
	if e.Path != "" {
		where += ": " + e.Path
	}
	return where + ": " + e.Message
}
