package letterpages

import (
	"time"

	"klear/internal/web/layout"
)

// List is GET /admin/templates.
type List struct {
	Page    layout.Page
	Letters []Letter
}

// Letter is one letter in all its languages. Name is the file's.
type Letter struct {
	Name, Subject string
	Languages     []Language
}

// Language is a letter in one language. Changed: in an operator's words.
type Language struct {
	Lang, Label, URL string
	Changed          bool
}

// Edit is GET /admin/templates/{lang}/{name}.
type Edit struct {
	Page          layout.Page
	Action        string // address of the letter
	Name          string
	Language      string // in its own words
	Lang, Dir     string
	Subject, Body string
	Changed       bool
	Version       int64
	Who           string    // who changed it last
	At            time.Time // zero while nobody did
	Variables     []string
}
