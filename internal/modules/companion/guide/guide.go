package guide

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"klear/internal/modules/companion/exercise"
)

// Guide answers. It is immutable and safe for concurrent use.
type Guide struct {
	languages map[string]*words
	exercises *exercise.Library
	unread    map[string]string // by language: that a script cannot be read
}

// New reads the words of all languages. An error is a fault of the program.
func New(exercises *exercise.Library) (*Guide, error) {
	g := &Guide{languages: map[string]*words{}, exercises: exercises}
	for _, tag := range exercise.Languages {
		w, err := readWords(tag)
		if err != nil {
			return nil, err
		}
		g.languages[tag] = w
	}
	raw, err := data.ReadFile("data/unread.json")
	if err != nil {
		return nil, err
	}
	return g, json.Unmarshal(raw, &g.unread)
}

// Turn is a message and what the guide needs to know of the session.
type Turn struct {
	Text     string
	Language string   // of the person's profile; a message in Devanagari is answered in Hindi
	Night    bool     // on the person's clock
	Said     []string // the Parts of the replies of this session, oldest first
	Open     bool     // an exercise is begun and not at its end
	Journal  bool     // it is kept and not answered to: nothing is read out of it
	Spanish  bool     // it is in Spanish, of which the guide knows no words
	Recalled string   // what the message calls to mind of an earlier talk, in the person's own words
}

// Reply is what the guide says. Parts name the texts it was put together from, to be handed back in the next Turn.
type Reply struct {
	Text     string
	Language string
	Choices  []Choice // buttons that may be ignored
	Parts    []string
	Feels    []Emotion // what was recognised
}

// ChoiceKind is what a button does.
type ChoiceKind string

// The kinds of buttons.
const (
	Exercise ChoiceKind = "exercise" // begins the exercise Slug
	Resume   ChoiceKind = "resume"   // goes on with the open exercise
	Person   ChoiceKind = "person"   // shows who has time
	Library  ChoiceKind = "library"  // shows all exercises
	Talk     ChoiceKind = "talk"     // nothing: the talk goes on
)

// Choice is one button.
type Choice struct {
	Kind    ChoiceKind
	Slug    string
	Label   string
	Minutes int // of an exercise
}

// Disclosure says that this is software; for the first line of a session and for who asks.
func (g *Guide) Disclosure(language string) string { return g.in(language).replies["disclosure"][0] }

// Journal says what this is where the law bars talks.
func (g *Guide) Journal(language string) string { return g.in(language).replies["journal_first"][0] }

// Reminder says it again in a long talk.
func (g *Guide) Reminder(language string) string { return g.in(language).replies["reminder"][0] }

func (g *Guide) in(tag string) *words {
	base, _, _ := strings.Cut(tag, "-")
	if w, ok := g.languages[base]; ok {
		return w
	}
	return g.languages["en"]
}

// Answer is the reply to a message.
func (g *Guide) Answer(t Turn) Reply {
	w := g.in(t.Language)
	if devanagari(t.Text) {
		w = g.languages["hi"]
	}
	if Unread(t.Text) && !t.Journal {
		return g.cannotRead(t, w)
	}
	if t.Spanish && !t.Journal {
		return g.noSpanish()
	}
	a := &answer{guide: g, words: w, turn: t, message: tokens(t.Text)}
	if t.Journal {
		a.journal()
		return a.reply()
	}
	if intent := w.intent(a.message); intent != "" && a.toIntent(intent) {
		return a.reply()
	}
	a.listen()
	return a.reply()
}

func devanagari(text string) bool {
	marks, letters := 0, 0
	for _, r := range text {
		if unicode.Is(unicode.Devanagari, r) {
			marks++
		} else if unicode.IsLetter(r) {
			letters++
		}
	}
	return marks > letters
}

// answer is a reply in the making.
type answer struct {
	guide   *Guide
	words   *words
	turn    Turn
	message []string
	texts   []string
	parts   []string
	feels   []Emotion
	choices []Choice
}

func (a *answer) reply() Reply {
	return Reply{Text: strings.Join(a.texts, " "), Language: a.words.tag, Choices: a.choices, Parts: a.parts, Feels: a.feels}
}

// say adds a text of that key: the first that was not said yet, then the one said longest ago.
func (a *answer) say(key string) {
	variants := a.words.replies[key]
	best, last := 0, len(a.turn.Said)+1
	for i := range variants {
		said := lastIndex(a.turn.Said, partOf(key, i))
		if said < last {
			best, last = i, said
		}
	}
	a.texts, a.parts = append(a.texts, variants[best]), append(a.parts, partOf(key, best))
}

// A part is named by its key and its variant.
func partOf(key string, variant int) string { return fmt.Sprintf("%s#%d", key, variant) }

func keyOf(part string) string {
	key, _, _ := strings.Cut(part, "#")
	return key
}

func lastIndex(said []string, part string) int {
	for i := len(said) - 1; i >= 0; i-- {
		if said[i] == part {
			return i
		}
	}
	return -1
}

// since is how many texts were said after the last one of a key; more than any talk holds when there is none.
func (a *answer) since(key string) int {
	for i := len(a.turn.Said) - 1; i >= 0; i-- {
		if keyOf(a.turn.Said[i]) == key {
			return len(a.turn.Said) - 1 - i
		}
	}
	return math.MaxInt
}

// heard counts the replies of this session that took up one of the keys.
func (a *answer) heard(keys ...string) (n int) {
	for _, part := range a.turn.Said {
		if slices.Contains(keys, keyOf(part)) {
			n++
		}
	}
	return n
}
