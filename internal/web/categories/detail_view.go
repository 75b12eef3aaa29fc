package categories

import (
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Details is GET /admin/categories/{category}/details; POST …/order: id…, up or down.
type Details struct {
	Page      layout.Page
	Base      string // "/admin/categories/{category}"
	Category  string
	Own       []DetailRow
	Inherited []DetailRow
}

// DetailRow is one thing that is asked.
type DetailRow struct {
	ID, Name, Key, Kind, From    string // From: the category that asks, of an inherited one
	Required, Filterable, Active bool
	Services                     int
}

// DetailForm is GET …/details/new and …/details/{detail}; POST to the same address: label_<language>, attribute_key and kind of a
// new one, required, filterable, min, max, unit_<language>, opt_<i>_key, opt_<i>_<language>, opt_<i>_on, active, version.
// POST …/delete: version.
type DetailForm struct {
	Page                 layout.Page
	Base                 string // of the category
	Action               string
	Category             string
	New                  bool
	Key                  string
	Kinds                []ui.Choice
	Kind                 string
	Names, Units         []Name
	Min, Max             string
	Required, Filterable bool
	Active               bool
	Options              []OptionRow
	Services             int
	Version              int64
}

// OptionRow is one thing to choose from; a row without a key is for a new one.
type OptionRow struct {
	N      int
	Key    string
	Names  []Name
	Active bool
}
