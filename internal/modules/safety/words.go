package safety

import (
	"embed"
	"encoding/json"
	"strings"
	"sync"
	"unicode"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety/assess"
	"klear/internal/platform/brand"

	"golang.org/x/text/language"
)

//go:embed words/*.json
var wordFiles embed.FS

// phrasebook are the fixed words in one language. No model writes or changes them.
type phrasebook struct {
	Critical, High, Moderate, Unsure string
	Team                             string
	NoTeam                           string `json:"no_team"`
	Software, Danger                 string
	DangerAny                        string `json:"danger_any"` // where the country is not known: no number is right everywhere
	Contact                          string // the person whom they named is written to
}

// Languages are those in which there are fixed words; hi-Latn is Hindi in Latin letters.
var Languages = []string{"ar", "en", "es", "hi", "hi-Latn"}

var phrasebooks = sync.OnceValue(func() map[string]phrasebook {
	out := map[string]phrasebook{}
	for _, lang := range Languages {
		raw, err := wordFiles.ReadFile("words/" + lang + ".json")
		var p phrasebook
		if err == nil {
			err = json.Unmarshal(raw, &p)
		}
		if err != nil {
			panic(err) // the files are part of the program; TestFixedWords reads them
		}
		out[lang] = p
	}
	return out
})

// answer puts the fixed words together: what is heard, the lines of the person's country, who else knows, and what this is. Who
// knows is what was recorded: nothing that failed is promised.
func (s *Service) answer(who identity.Principal, v assess.Verdict, words string, k kept) string {
	if !v.Level.Flagged() {
		return ""
	}
	p := phrasebooks()[tongue(who, v, words)]
	lines := s.linesText(who, p)
	if !v.Level.Urgent() {
		return p.Moderate + "\n" + lines
	}
	parts := []string{p.High, lines, p.Software}
	switch {
	case len(v.Reasons) == 1 && v.Reasons[0] == unjudged:
		parts[0] = p.Unsure
	case v.Level == assess.Critical:
		parts[0] = p.Critical
	}
	known := strings.ReplaceAll(p.NoTeam, "{brand}", s.Brand.Now().Name)
	if k.team {
		known = p.Team
	}
	parts = append(parts, known)
	if k.told {
		parts = append(parts, p.Contact)
	}
	return strings.Join(parts, "\n\n")
}

func (s *Service) linesText(who identity.Principal, p phrasebook) string {
	var b strings.Builder
	for _, of := range s.LinesFor(who, "") {
		for _, l := range p.linesOf(of) {
			b.WriteString(l + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// linesOf are the ways to reach somebody in a country, each a line of its own, and last what to do in danger.
func (p phrasebook) linesOf(of Lines) (out []string) {
	for _, l := range of.Pack.Lines {
		for _, way := range []string{l.Call, sms(l.Text), l.Chat} {
			if way != "" {
				out = append(out, l.Name+": "+way)
			}
		}
	}
	if of.Country == brand.AnyCountry {
		return append(out, p.DangerAny)
	}
	return append(out, strings.ReplaceAll(p.Danger, "{number}", of.Pack.Emergency))
}

// Spoken are the paragraphs of an answer without those that are numbers: for a page on which the card has them, to be tapped.
func (s *Service) Spoken(words string) (out []string) {
	numbers := map[string]bool{}
	for country, pack := range s.Brand.Now().Crisis {
		for _, p := range phrasebooks() {
			for _, l := range p.linesOf(Lines{country, pack}) {
				numbers[l] = true
			}
		}
	}
	for p := range strings.SplitSeq(words, "\n") {
		if p = strings.TrimSpace(p); p != "" && !numbers[p] {
			out = append(out, p)
		}
	}
	return out
}

func sms(number string) string {
	if number == "" {
		return ""
	}
	return "SMS " + number
}

// tongue is the language to answer in: that of the message, else of the account, else English.
func tongue(who identity.Principal, v assess.Verdict, words string) string {
	if strings.IndexFunc(words, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) >= 0 {
		return "ar"
	}
	lang, _, _ := strings.Cut(who.Locale, "-")
	for _, l := range []string{v.Lang, lang} {
		if _, known := phrasebooks()[l]; known {
			return l
		}
	}
	return "en"
}

// regionOf is the country that a locale names; "" when it names none.
func regionOf(locale string) string {
	tag, err := language.Parse(locale)
	if err != nil {
		return ""
	}
	region, sure := tag.Region()
	if sure != language.Exact {
		return ""
	}
	return region.String()
}
