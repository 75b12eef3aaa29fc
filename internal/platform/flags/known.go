package flags

import "slices"

// Name is a flag that the code asks about.
type Name string

// The flags. Each is a whole area: its pages, its REST operations and every link to them.
const (
	WaitingList Name = "waiting_list"
	Series      Name = "series"
	Embed       Name = "embed"
	Saved       Name = "saved"
)

// Flag says what a flag is.
type Flag struct {
	Name    Name
	Does    string // what there is while it is on, for the API; pages have words of their own ("flags.<name>")
	Default bool   // what holds until somebody decides
	Owner   string // the module that asks, so that a flag nobody needs any more can be found and taken out
}

// Known are all flags in the order in which they are shown. The table settings.flag holds the same names.
var Known = []Flag{
	{WaitingList, "People who find no time join a line, and are offered a time that comes free.", true, "booking"},
	{Series, "Several dates of one service are planned and held in one go.", true, "booking"},
	{Embed, "Practitioners show a booking box on sites of their own.", true, "catalog"},
	{Saved, "People keep a list of practitioners, and hear of freed times.", true, "saved"},
}

// ByName finds a flag.
func ByName(n Name) (Flag, bool) {
	i := slices.IndexFunc(Known, func(f Flag) bool { return f.Name == n })
	if i < 0 {
		return Flag{}, false
	}
	return Known[i], true
}
