package memory

import (
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/companion"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// View is what is remembered.
type View struct {
	Page     layout.Page
	Welcomed bool // the first page was read: there is a choice to change
	Remember bool // what is said may be kept
	Items    []Item
	Total    int
	Pages    ui.Pagination
}

// Item is one thing.
type Item struct {
	ID      string
	Words   string
	TalkURL string // where it was said; "" when the reader wrote it here, or deleted the talk
	Own     bool   // written or corrected by the reader
	At      time.Time
	Open    bool // its form is shown
}

func item(m companion.Memory) Item {
	out := Item{ID: m.ID.String(), Words: m.Words, Own: m.ByPerson, At: m.TouchedAt}
	if m.FromSession != uuid.Nil {
		out.TalkURL = "/talk/past/" + m.FromSession.String()
	}
	return out
}

// reopen shows the form of an item again, with what was typed.
func (v *View) reopen(id, words string) {
	for i := range v.Items {
		if v.Items[i].ID == id {
			v.Items[i].Open, v.Items[i].Words = true, words
		}
	}
}
