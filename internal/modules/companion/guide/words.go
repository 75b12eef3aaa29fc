package guide

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed data/*.json
var data embed.FS

// Emotion is what somebody seems to feel, as recognised by words. It is a hint for an answer, never a finding.
type Emotion string

// The emotions, those first that need most care: the first one found leads the answer.
var emotions = []Emotion{"worthless", "numb", "lonely", "guilty", "ashamed", "overwhelmed", "anxious", "sad", "angry", "tired", "glad"}

// topics in the order in which they lead an answer that has no emotion.
var topics = []string{"loss", "rumination", "sleep", "partner", "family", "study", "work", "money", "health"}

// intents with the longest message, in words, that still means nothing else, and whether the message has to begin with it.
// They are looked for in this order.
var intents = []struct {
	name   string
	most   int
	begins bool
}{
	{"asks_ai", 20, false}, {"asks_medicine", 60, false}, {"asks_diagnosis", 60, false}, {"asks_secret", 30, false}, {"wrong", 12, false},
	{"asks_person", 20, false}, {"asks_what", 14, false}, {"asks_exercise", 9, false}, {"goodbye", 9, false}, {"thanks", 12, false},
	{"no", 4, true}, {"yes", 5, true}, {"greeting", 5, true},
}

// words is one language's file, its phrases cut into tokens.
type words struct {
	tag     string
	stems   bool // the last word of a phrase may go on: Hindi inflects at the end
	not     []string
	phrases map[string][][]string // "intent.greeting", "emotion.sad", "topic.work"
	mirrors []string
	swaps   map[string]string
	replies map[string][]string
	choices map[string]string
}

type file struct {
	Not      []string            `json:"not"`
	Intents  map[string][]string `json:"intents"`
	Emotions map[string][]string `json:"emotions"`
	Topics   map[string][]string `json:"topics"`
	Mirror   struct {
		Starts []string          `json:"starts"`
		Words  map[string]string `json:"words"`
	} `json:"mirror"`
	Replies map[string][]string `json:"replies"`
	Choices map[string]string   `json:"choices"`
}

func readWords(tag string) (*words, error) {
	raw, err := data.ReadFile("data/" + tag + ".json")
	if err != nil {
		return nil, err
	}
	var f file
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, fmt.Errorf("guide, %s: %w", tag, err)
	}
	w := &words{tag: tag, stems: tag == "hi", mirrors: f.Mirror.Starts, swaps: f.Mirror.Words, replies: f.Replies, choices: f.Choices, phrases: map[string][][]string{}}
	for _, n := range f.Not {
		w.not = append(w.not, tokens(n)...)
	}
	w.keep("intent.", f.Intents)
	w.keep("emotion.", f.Emotions)
	w.keep("topic.", f.Topics)
	return w, nil
}

func (w *words) keep(kind string, lists map[string][]string) {
	for name, list := range lists {
		for _, phrase := range list {
			w.phrases[kind+name] = append(w.phrases[kind+name], tokens(phrase))
		}
	}
}

// tokens are the words of a text in small letters, without punctuation. Apostrophes stay, of one form.
func tokens(text string) []string {
	text = strings.NewReplacer("’", "'", "‘", "'", "`", "'").Replace(norm.NFC.String(strings.ToLower(text)))
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '\''
	})
}

// find reports whether one of the phrases occurs.
func (w *words) find(key string, message []string) bool {
	return w.occurs(key, message, func([]string, int) bool { return true })
}

// felt is find for a feeling, which a word close by may deny.
func (w *words) felt(e Emotion, message []string) bool {
	return w.occurs("emotion."+string(e), message, func(phrase []string, at int) bool { return !w.denied(phrase, message, at) })
}

func (w *words) occurs(key string, message []string, counts func(phrase []string, at int) bool) bool {
	for _, phrase := range w.phrases[key] {
		for at := 0; at+len(phrase) <= len(message); at++ {
			if w.matches(phrase, message[at:]) && counts(phrase, at) {
				return true
			}
		}
	}
	return false
}

func (w *words) begins(key string, message []string) bool {
	return slices.ContainsFunc(w.phrases[key], func(phrase []string) bool { return len(phrase) <= len(message) && w.matches(phrase, message) })
}

func (w *words) matches(phrase, message []string) bool {
	for i, p := range phrase {
		last := i == len(phrase)-1
		switch {
		case message[i] == p:
		case last && w.stems && len([]rune(p)) >= 3 && strings.HasPrefix(message[i], p):
		default:
			return false
		}
	}
	return true
}

// denied looks around a phrase for a word that denies it, unless the phrase holds one itself. English denies before, Hindi
// after as well.
func (w *words) denied(phrase, message []string, at int) bool {
	has := func(list []string) bool {
		return slices.ContainsFunc(list, func(t string) bool { return slices.Contains(w.not, t) })
	}
	if has(phrase) {
		return false
	}
	end := at + len(phrase)
	return has(message[max(at-2, 0):at]) || w.stems && has(message[end:min(end+1, len(message))])
}

func (w *words) intent(message []string) string {
	for _, i := range intents {
		if len(message) <= i.most && (i.begins && w.begins("intent."+i.name, message) || !i.begins && w.find("intent."+i.name, message)) {
			return i.name
		}
	}
	return ""
}

func (w *words) feels(message []string) (found []Emotion) {
	for _, e := range emotions {
		if w.felt(e, message) {
			found = append(found, e)
		}
	}
	return found
}

func (w *words) topic(message []string) string {
	for _, t := range topics {
		if w.find("topic."+t, message) {
			return t
		}
	}
	return ""
}
