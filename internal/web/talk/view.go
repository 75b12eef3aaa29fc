package talk

import (
	"strings"
	"time"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/guide"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// View is the talk.
type View struct {
	Page     layout.Page
	First    string // what this is, said before anything else
	Entries  []Entry
	Words    string            // written and not yet sent
	Lines    []layout.CarePack // what stands where words could not be sent; never empty
	Card     *layout.CareCard  // stands above the field: there it is near what was said
	Starters []string
	Voice    bool   // recordings are written down
	Journal  bool   // what is written is kept and not answered to: the law of their place
	Live     string // where other devices follow and answers come in pieces; "" while nothing was said
	Earlier  string // address of what came before the entries shown
}

// Entry is one message.
type Entry struct {
	ID         string
	Mine       bool
	Urgent     bool // the fixed words of the safety module
	Paragraphs []string
	Choices    []Choice
	At         time.Time
	words      string // of what could not be kept
}

// Choice is a button that may be ignored.
type Choice struct{ URL, Label, Note, Icon string }

// Welcome is the page before the first word.
type Welcome struct {
	Page    layout.Page
	First   string
	Team    bool // people are on call
	Model   bool // a language model answers: words leave this installation
	Voice   bool // recordings are written down by another server
	Journal bool
	Version string      // of this page: what is agreed to
	Places  []ui.Choice // where the law makes a difference; nil: nothing is asked
	Words   string      // written before this page was read; they wait for the field
	Help    []string    // the fixed words that answer them, when they speak of danger
}

// EndView asks how it was.
type EndView struct {
	Page    layout.Page
	Summary string
}

// Past are earlier talks, or what a search found in them.
type Past struct {
	Page  layout.Page
	Query string
	Talks []Talk
	Found []Found
	Pages ui.Pagination
}

// Talk is a line of the list.
type Talk struct {
	URL      string
	At       time.Time
	Messages int
	Summary  string
	Open     bool
}

// Found is a message that a search found.
type Found struct {
	URL   string
	Mine  bool
	Words string
	At    time.Time
}

// Kept is an earlier talk, to be read.
type Kept struct {
	Page    layout.Page
	ID      string
	At      time.Time
	Entries []Entry
	Earlier string
	Summary string
}

// read are messages without their buttons.
func read(list []companion.Message) []Entry {
	out := make([]Entry, len(list))
	for i, m := range list {
		out[i] = Entry{ID: m.ID.String(), Mine: m.Author == companion.Person, Urgent: m.Author == companion.BySafe, Paragraphs: paragraphs(m.Words), At: m.SentAt}
	}
	return out
}

// log are the entries above the card.
func (v View) log() []Entry {
	if v.answer() != nil {
		return v.Entries[:len(v.Entries)-1]
	}
	return v.Entries
}

// answer is what answers danger, when it was said last and the card is there: the card's numbers come first, then its words.
func (v View) answer() *Entry {
	if n := len(v.Entries); v.Card != nil && n > 0 && v.Entries[n-1].Urgent {
		return &v.Entries[n-1]
	}
	return nil
}

// once leaves the numbers of fixed words to the card, where there is one.
func (v View) once(words string, spoken func(string) []string) []string {
	if v.Card == nil {
		return paragraphs(words)
	}
	return spoken(words)
}

// entries are messages of an open talk: the buttons of the last answer can still be pressed.
func entries(p layout.Page, list []companion.Message) []Entry {
	out := read(list)
	if n := len(list); n > 0 {
		out[n-1].Choices = choices(p, list[n-1].Choices)
	}
	return out
}

func paragraphs(words string) (out []string) {
	for _, p := range strings.Split(words, "\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// choices are the guide's, with the addresses they lead to. To keep talking is no address: the field is there.
func choices(p layout.Page, list []guide.Choice) (out []Choice) {
	for _, c := range list {
		switch c.Kind {
		case guide.Exercise:
			out = append(out, Choice{URL: "/exercises/" + c.Slug, Label: c.Label, Note: p.L.N("exercise.minutes", c.Minutes), Icon: "wind"})
		case guide.Library:
			out = append(out, Choice{URL: "/exercises", Label: c.Label, Icon: "wind"})
		case guide.Resume:
			out = append(out, Choice{URL: "/exercises", Label: c.Label, Icon: "swap"})
		case guide.Person:
			out = append(out, Choice{URL: "/search", Label: c.Label, Note: p.L.T("talk.person_note"), Icon: "people"})
		}
	}
	return out
}
