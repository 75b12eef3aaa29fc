package layout

import "klear/internal/platform/brand"

// careCalls is how many numbers the card shows: more are choices to make in a bad hour. All are a tap away.
const careCalls = 2

// calls are the first lines that can be called.
func (c *CareCard) calls() (out []brand.CrisisLine) {
	for _, pack := range c.Packs {
		for _, line := range pack.Lines {
			if line.Call != "" && len(out) < careCalls {
				out = append(out, line)
			}
		}
	}
	return out
}
