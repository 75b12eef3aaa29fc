package assess

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
)

//go:embed vader.txt
var vaderFile string

var theFeelings = sync.OnceValue(func() map[string]float64 {
	out := map[string]float64{}
	for line := range strings.Lines(vaderFile) {
		if word, number, ok := strings.Cut(strings.TrimSpace(line), " "); ok && word != "#" {
			if f, err := strconv.ParseFloat(number, 64); err == nil {
				out[word] = f
			}
		}
	}
	return out
})

// The figures of VADER: a negation turns and weakens, the sum is squashed to -1 … 1.
const (
	negationTurns = -0.74
	squash        = 15
	veryNegative  = -0.55
)

// negative reports a message of plainly bad feeling: distress, not danger.
func negative(toks []token) bool {
	feelings, sum := theFeelings(), 0.0
	for i, t := range toks {
		f := feelings[t.text]
		for k := i - 1; f != 0 && k >= max(0, i-3); k-- {
			if toks[k].text == "not" || toks[k].text == "never" || toks[k].text == "no" {
				f *= negationTurns
			}
		}
		sum += f
	}
	return sum/math.Sqrt(sum*sum+squash) <= veryNegative
}
