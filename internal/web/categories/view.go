package categories

import (
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Tree is GET /admin/categories.
type Tree struct {
	Page  layout.Page
	Level Level
}

// Level is the children of one category, or the roots.
type Level struct {
	Parent string // id, "" for the roots
	Nodes  []Node
}

// Node is one category of the tree.
type Node struct {
	ID, Name, Slug string
	Active         bool
	Services       int // in it or below it
	Below          Level
}

// Form is GET /admin/categories/new and GET /admin/categories/{category}; POST to the same address: name_<language>,
// slug, icon, parent, active, version, reason.
type Form struct {
	Page     layout.Page
	Action   string
	Names    []Name
	Slug     string
	Icon     string
	Parents  []ui.Choice
	Active   bool
	New      bool
	Services int
	Version  int64
}

// Name is the category's name in one language.
type Name struct{ Lang, Label, Value string }
