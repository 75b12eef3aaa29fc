package demo

import (
	"regexp"
	"strings"
	"sync"
)

// voice is one practitioner's own words, with the focus that they belong to. Each is used once.
type voice struct {
	profession      string // slug of the category
	training        string // heading of training.txt
	headline        string
	specializations []string
	words           string
	country         string // where these words make sense; "" anywhere
}

// women says that the words come from a woman, as they nearly always do in these fields.
func (v voice) women() bool {
	return v.profession == "womens-health" || womensWork.MatchString(v.headline)
}

var womensWork = regexp.MustCompile(`(?i)women|pregnancy|pelvic|menopause|fertility`)

var countryTag = regexp.MustCompile(`^\[([A-Z]{2})\] `)

var voices = sync.OnceValue(func() []voice {
	var out []voice
	for _, b := range readBlocks("voices-mind", "voices-traditional", "voices-body", "voices-quiet") {
		v := voice{profession: b.head[0]}
		for _, line := range b.lines {
			if focus, ok := strings.CutPrefix(line, "* "); ok {
				f := fields(focus)
				v.headline, v.specializations, v.training = f[0], split(f[1], ";"), b.head[0]
				if v.profession == "sleep-and-stress" {
					v.training = "clinical-psychology"
				}
				if len(f) > 2 {
					v.training = f[2]
				}
				continue
			}
			v.words, v.country = line, ""
			if m := countryTag.FindStringSubmatch(line); m != nil {
				v.words, v.country = line[len(m[0]):], m[1]
			}
			out = append(out, v)
		}
	}
	return out
})

// families group professions that share the tone of their second paragraph.
var families = map[string]string{
	"counselling": "mind", "clinical-psychology": "mind", "sleep-and-stress": "mind", "life-coaching": "coach",
	"ayurveda": "medical", "sowa-rigpa": "medical", "homeopathy": "medical", "acupuncture": "medical", "nutrition": "medical",
	"physiotherapy": "medical", "womens-health": "medical", "yoga-therapy": "body", "massage-bodywork": "body",
	"meditation-breathwork": "quiet", "reiki-energy-work": "quiet", "sound-healing": "quiet",
}

var phrases = sync.OnceValue(func() map[string]block { return byHead(readBlocks("phrases")) })

// history is the career that the second paragraph tells and that the certificates repeat.
type history struct {
	school     string
	years, own int // in all, and in a practice of one's own
}

// today is the year in which the demo was written; nothing in it may depend on a clock.
const today = 2026

// bio joins the practitioner's own words with a paragraph about them.
func bio(r *rng, v voice, p person, in city, h history, online, inPerson bool) string {
	family := families[v.profession]
	sentences := []string{pick(r, phrases()["training"].lines), pick(r, phrases()["close "+family].lines)}
	switch {
	case inPerson && r.chance(55):
		sentences = append(sentences, pick(r, phrases()["room"].lines))
	case online && r.chance(45):
		sentences = append(sentences, pick(r, phrases()["online"].lines))
	}
	she, her, obj, herself := "she", "her", "her", "herself"
	if !p.woman {
		she, her, obj, herself = "he", "his", "him", "himself"
	}
	text := strings.ReplaceAll(strings.Join(sentences, " "), "{work}", pick(r, phrases()["work "+family].lines))
	if strings.Contains(h.school, ",") {
		text = strings.ReplaceAll(text, "{school} and", "{school}, and") // the comma before the place needs its partner
	}
	text = strings.NewReplacer("{Name}", p.given, "{she}", she, "{She}", capital(she), "{her}", her, "{obj}", obj, "{herself}", herself,
		"{school}", h.school, "{city}", in.name, "{since}", itoa(today-h.own), "{years}", words(h.years), "{own}", words(h.own),
		"{k}", words(h.years-h.own)).Replace(text)
	return v.words + "\n\n" + capital(text)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

var numerals = [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

// words spells small numbers, as prose does.
func words(n int) string {
	if n < len(numerals) {
		return numerals[n]
	}
	return itoa(n)
}
