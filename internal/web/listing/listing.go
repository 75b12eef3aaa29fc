package listing

import (
	"strconv"

	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

func indexed(name string, i int) string { return name + "_" + strconv.Itoa(i) }

// stateTone is the weight of the sentence about who sees the page.
func stateTone(state string) ui.Tone {
	switch state {
	case "visible":
		return ui.Success
	case "waiting", "hidden":
		return ui.Info
	}
	return ui.Warning
}

func stateNotice(p layout.Page, state string) []ui.Notice {
	n := ui.Notice{Tone: stateTone(state), Text: p.L.T("listing.state_" + state)}
	if state == "refused" || state == "waiting" || state == "lapsed" {
		n.Action = &ui.Link{URL: "/pro/documents", Label: p.L.T("nav.documents")}
	}
	return []ui.Notice{n}
}

// fewLanguages is how many languages are shown before "more".
const fewLanguages = 8

// split parts the languages in those that are shown at once and the rest: chosen ones are never out of sight.
func split(list []ui.Choice) (first, rest []ui.Choice) {
	n := min(fewLanguages, len(list))
	for n < len(list) && list[n].Selected {
		n++
	}
	return list[:n], list[n:]
}

// paperWords are what a paper is said to be, in one line.
func paperWords(p layout.Page, it DocumentItem) string {
	parts := []string{it.Number, it.Issuer, it.Country, p.L.T("documents.sent", i18n.D{"Date": p.L.DateYear(it.Uploaded, p.Zone)})}
	return p.L.List(parts...)
}

func checkWords(v StartDone) string {
	if v.Papers == 0 {
		return v.Page.L.T("start.next_check_papers")
	}
	return v.Page.L.T("start.next_check_text")
}
