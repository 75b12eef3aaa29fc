package importfile

import (
	"fmt"
	"strings"
)

// Lines says where the elements of a File stand in the text it was read from: "practitioners[3]",
// "practitioners[3].services[0]" and "categories.<slug>" lead to the 1-based line of a value or row.
type Lines map[string]int

// NoteLines fills lines while Parse reads, for faults that only the database can find.
func NoteLines(lines Lines) Option {
	return func(p *parser) { p.lines = lines }
}

// At is the line of a path or of the nearest element around it; 0 when it is nowhere in the file.
func (l Lines) At(path string) int {
	for {
		if line, ok := l[path]; ok {
			return line
		}
		dot := strings.LastIndexByte(path, '.')
		if dot < 0 {
			return 0
		}
		path = path[:dot]
	}
}

// note remembers where a finished practitioner stands.
func (d *draft) note() {
	at := fmt.Sprintf("practitioners[%d]", len(d.p.file.Practitioners))
	d.p.lines[at] = d.at.line
	for i, line := range d.serviceLines {
		d.p.lines[fmt.Sprintf("%s.services[%d]", at, i)] = line
	}
}
