package layout

import (
	"slices"
	"time"

	"klear/internal/platform/brand"
)

// CareCard is the help that stays in somebody's sight for a day after they wrote of danger, whatever they say afterwards.
type CareCard struct {
	Packs []CarePack // the lines of their country first; never empty
	Slots []CareSlot // who could see them soonest; none when there is nobody, or when finding out took too long
	Ask   bool       // they came back: how they are is asked before anything else
}

// CarePack are the lines of a country.
type CarePack struct {
	Country string // key of its name: "country.<key>"
	brand.CrisisPack
}

// CareSlot is a free time of somebody licensed. Pressing it holds it, free of charge; the next page books it.
type CareSlot struct {
	With, Service string // what POST /holds wants: the practitioner's page and the service
	Start         time.Time
	Name, Note    string // who, and how long and for how much
}

// Numbers of lines in the card: more are choices to make in a bad hour. The others are one tap away.
const (
	careLines = 2 // of the first country
	careOther = 1 // of the second
)

// shown are the lines of the nth pack that stand in the card: those of the first country in all their ways, that of the
// second in the first of its ways.
func (c *CareCard) shown(n int) []brand.CrisisLine {
	lines := c.Packs[n].Lines
	if n == 0 {
		return lines[:min(len(lines), careLines)]
	}
	out := slices.Clone(lines[:min(len(lines), careOther)])
	for i := range out {
		if out[i].Call != "" {
			out[i].Text, out[i].Chat = "", ""
		}
	}
	return out
}
