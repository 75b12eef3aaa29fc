package e2e_test

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
)

// thorough is `make test-browser`: every rule in every brand, scheme and size, and a picture of everything. `make test`
// looks at each page with every rule once and again only at what can differ.
var thorough = os.Getenv("BROWSER_TESTS") == "all"

// counted is what a run has looked at.
var counted struct {
	pages, axeRuns, violations, widths, sideways, faults, pictures, keyboard, noScript, offline, rightToLeft atomic.Int64

	// What a new practitioner needs from signing up to the first booking: fields, taps, and the machine's own time.
	onboardingSeconds, onboardingInputs, onboardingTaps atomic.Int64
}

func printCounts(out io.Writer) {
	c := &counted
	for _, l := range []struct {
		name string
		n    *atomic.Int64
	}{
		{"pages_opened", &c.pages}, {"axe_runs", &c.axeRuns}, {"axe_violations", &c.violations}, {"widths_checked", &c.widths},
		{"sideways_scroll", &c.sideways}, {"script_faults", &c.faults}, {"right_to_left_pages", &c.rightToLeft},
		{"keyboard_journeys", &c.keyboard}, {"journeys_without_script", &c.noScript}, {"journeys_without_network", &c.offline}, {"screenshots", &c.pictures},
		{"onboarding_seconds", &c.onboardingSeconds}, {"onboarding_inputs", &c.onboardingInputs}, {"onboarding_taps", &c.onboardingTaps},
	} {
		fmt.Fprintf(out, "%s: %d\n", l.name, l.n.Load())
	}
}
