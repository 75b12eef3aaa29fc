package content

import "klear/internal/web/layout"

// View is one page of text.
type View struct {
	Page     layout.Page
	Title    string
	Lead     string
	Sections []Section
}

// Section is a heading with its paragraphs.
type Section struct {
	ID         string // anchor
	Heading    string
	Paragraphs []string
}
