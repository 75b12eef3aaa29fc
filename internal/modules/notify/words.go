package notify

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// Words are a letter as somebody writes it: a line and paragraphs, with variables in braces. A paragraph that begins with
// "-> Label: {{.Link}}" is a button, one with "~> Label: {{.Stop}}" a plain link.
type Words struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

// Limits of a letter that somebody writes, in characters.
const (
	MaxSubject = 200
	MaxBody    = 8000
)

// compile reads words as a letter.
func compile(lang, name string, w Words) (letter, error) {
	return parseLetter(lang, name, "Subject: "+w.Subject+"\n---\n"+w.Body)
}

// Names are all letters, in order.
func (s *Service) Names() []string {
	var out []string
	for key := range s.originals {
		if lang, name, _ := strings.Cut(key, "/"); lang == Languages[0] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// Original is a letter as the program brings it; ok is false when there is no such letter.
func (s *Service) Original(lang, name string) (w Words, ok bool) {
	w, ok = s.originals[lang+"/"+name]
	return w, ok
}

// Variables are what a letter may say, in order: what it says in any language, and who writes.
func (s *Service) Variables(name string) []string {
	return slices.Sorted(maps.Keys(s.used(name).all))
}

// Preview renders words with fixed example data. Errors: what Check would have found.
func (s *Service) Preview(lang, name string, w Words) (subject, text, markup string, err error) {
	l, err := compile(lang, name, w)
	if err != nil {
		return "", "", "", err
	}
	f := example
	f.Brand, f.Support = s.Brand.Name, s.Brand.SupportMail
	return l.render(f)
}

// example has every field set.
var example = Fields{Brand: "Klear", Support: "help@klear.example", Name: "Kavya Menon", Other: "Ananya Rao", Service: "Consultation, 60 min", When: "Sat 21 Nov, 9:00 am (India)", WhenOther: "3:30 am in London",
	Before: "Fri 20 Nov, 9:00 am", Where: "Online", Price: "₹1,200", Refund: "₹600", Code: "ABCD2345", Reason: "I am ill.", FreeUntil: "Fri 20 Nov, 9:00 am",
	AnswerBy: "Thu 19 Nov, 9:00 am", Times: []string{"Sun 22 Nov, 9:00 am", "Mon 23 Nov, 9:00 am"}, Lead: "Tomorrow", Link: "https://klear.example/link?x=1", Stop: "https://klear.example/stop?x=1"}

// sparse has only what every letter is given; what a letter must say, it says with this too.
var sparse = Fields{Brand: "Klear", Support: "help@klear.example", Name: "Kavya Menon", Other: "Ananya Rao", When: "Sat 21 Nov, 9:00 am", Link: example.Link, Stop: example.Stop}

// errLinkLost is why an operator's words are not sent although they render.
var errLinkLost = errors.New("notify: the letter has lost its link")

// overridden renders an operator's words, if there are any that can be sent. Whatever is wrong with them, the letter goes
// out as the program brings it.
func (s *Service) overridden(lang, name string, f Fields) (subject, text, markup string, ok bool) {
	if s.Override == nil {
		return "", "", "", false
	}
	w, ok := s.Override(lang, name)
	if !ok {
		return "", "", "", false
	}
	l, err := compile(lang, name, w)
	if err == nil {
		subject, text, markup, err = l.render(f)
	}
	if err == nil && (subject == "" || f.Link != "" && s.used(name).all["Link"] && !strings.Contains(text, f.Link)) {
		err = errLinkLost
	}
	if err != nil && s.Broken != nil {
		s.Broken(name, err)
	}
	return subject, text, markup, err == nil
}
