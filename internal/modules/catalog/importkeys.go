package catalog

import (
	"cmp"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/importfile"
)

// ownKey begins the key by which an export names what was made by hand: importing it again finds the same row.
const ownKey = "klear-"

// keyOf is the key of a practitioner or service in a file.
func keyOf(external *string, id uuid.UUID) string {
	if external != nil {
		return *external
	}
	return ownKey + id.String()
}

// ownID is the row that a key of ours names; it may be another installation's.
func ownID(key string) (uuid.UUID, bool) {
	text, ours := strings.CutPrefix(key, ownKey)
	id, err := uuid.Parse(text)
	return id, ours && err == nil && id.String() == text
}

// windowOf is the booking window as a file says it, and filedWindow the inverse.
func windowOf(in importfile.Service) Window {
	kind := WindowKind(cmp.Or(in.Window, string(WindowRolling)))
	switch kind {
	case WindowNone:
		return Window{Kind: kind}
	case WindowRange:
		return Window{Kind: kind, From: in.WindowFrom, To: in.WindowTo}
	}
	return Window{Kind: kind, Days: in.WindowDays}
}

func filedWindow(w Window, out *importfile.Service) {
	out.WindowDays = importfile.DefaultWindowDays
	switch w.Kind {
	case WindowRolling:
		out.WindowDays = w.Days
	case WindowNone:
		out.Window = importfile.WindowNone
	case WindowRange:
		out.Window, out.WindowFrom, out.WindowTo = importfile.WindowRange, w.From, w.To
	default:
		out.Window, out.WindowDays = string(w.Kind), w.Days
	}
}
