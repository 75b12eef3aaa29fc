package guide

import (
	"slices"
	"strings"
	"testing"

	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/fit"
)

func guide(t testing.TB) *Guide {
	t.Helper()
	l, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	g, err := New(l)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// keys of the parts without their variants.
func keys(r Reply) (out []string) {
	for _, p := range r.Parts {
		out = append(out, keyOf(p))
	}
	return out
}

// What a message is about decides which texts answer it.
func TestWhatIsTakenUp(t *testing.T) {
	t.Parallel()
	g := guide(t)
	for text, want := range map[string]string{
		"Hello":                                     "greeting",
		"are you a real person?":                    "ai",
		"r u real":                                  "ai",
		"am I talking to a machine":                 "ai",
		"is this a robot":                           "ai",
		"¿eres una persona?":                        "ai",
		"Do I have depression?":                     "diagnosis",
		"should I take two tablets":                 "medicine",
		"I want to talk to a person":                "person",
		"please keep this secret":                   "secret",
		"thanks, that helped":                       "thanks",
		"good night":                                "goodbye",
		"you don’t understand":                      "wrong",
		"give me an exercise":                       "exercise",
		"I feel so sad today":                       "sad",
		"I'm not sad about the old flat":            "open",
		"never angry at them, they were kind":       "open",
		"I am worthless and tired":                  "worthless",
		"My boss wants the report by Monday":        "work",
		"I lie awake every night until four":        "sleep",
		"I keep replaying the meeting":              "rumination",
		"my father died in March and I am so angry": "loss",
		"I got through it, relieved":                "glad",
		"I keep moving the furniture around":        "mirror",
		"hm":                                        "short",
		"The bus was late and the shop closed":      "open",
		"आज बहुत उदास हूँ":                          "sad",
		"मुझे नींद नहीं आती":                        "sleep",
		"मैं उदास नहीं हूँ, बस बता रहा हूँ": "open",
		"क्या आप इंसान हैं?":                "ai",
		"नमस्ते": "greeting",
	} {
		r := g.Answer(Turn{Text: text, Language: "en"})
		if got := keys(r); len(got) == 0 || got[0] != want {
			t.Errorf("%q is answered by %v: %s", text, got, r.Text)
		}
	}
	if r := g.Answer(Turn{Text: "bahut akela lag raha hai", Language: "hi"}); keys(r)[0] != "lonely" || r.Language != "hi" {
		t.Errorf("Hindi in Latin letters: %v in %s", keys(r), r.Language)
	}
	if r := g.Answer(Turn{Text: "आज बहुत थक गया", Language: "en-IN"}); r.Language != "hi" {
		t.Errorf("Devanagari is answered in %s", r.Language)
	}
	if r := g.Answer(Turn{Text: "hello", Language: "ar"}); r.Language != "en" {
		t.Errorf("a language without words is answered in %s", r.Language)
	}
}

// What is said back is the person's own sentence with its persons exchanged, and nothing that would turn against them.
func TestMirror(t *testing.T) {
	t.Parallel()
	w := guide(t).in("en")
	for text, want := range map[string]string{
		"I keep replaying my talk. It was bad.":          "You keep replaying your talk",
		"i've been thinking about my sister":             "You've been thinking about your sister",
		"I had a fight with myself, I was late":          "You had a fight with yourself, you were late",
		"I am worthless":                                 "",
		"I keep thinking you are right":                  "",
		"The day was long":                               "",
		"I keep":                                         "",
		"I keep " + strings.Repeat("very ", 20) + "busy": "",
	} {
		if got := w.mirror(text); got != want {
			t.Errorf("%q is said back as %q, want %q", text, got, want)
		}
	}
}

// session plays messages in turn and gives the last reply.
func session(g *Guide, messages ...string) (r Reply) {
	var said []string
	for _, m := range messages {
		r = g.Answer(Turn{Text: m, Language: "en", Said: said})
		said = append(said, r.Parts...)
	}
	return r
}

func kinds(r Reply) (out []ChoiceKind) {
	for _, c := range r.Choices {
		out = append(out, c.Kind)
	}
	return out
}

// An exercise is offered once the guide has listened, not at the first word, and a no is kept.
func TestOffers(t *testing.T) {
	t.Parallel()
	g := guide(t)
	if r := session(g, "I am so anxious about the review"); len(r.Choices) != 0 {
		t.Errorf("the first reply offers %v", r.Choices)
	}
	talk := []string{"I am so anxious about the review", "I worry that they fire me", "I'm scared of Monday"}
	r := session(g, talk...)
	if want := []ChoiceKind{Exercise, Exercise, Talk}; !slices.Equal(kinds(r), want) {
		t.Fatalf("the third reply offers %v", r.Choices)
	}
	if r := session(g, append(talk, "yes")...); !slices.Contains(kinds(r), Exercise) {
		t.Errorf("yes is answered by %v", keys(r))
	}
	more := append(talk, "not now", "I am anxious again", "so worried", "afraid of it all")
	if r := session(g, more...); slices.Contains(kinds(r), Exercise) {
		t.Error("an exercise is offered again soon after a no")
	}
	if r := session(g, append(more, "give me an exercise")...); !slices.Contains(kinds(r), Exercise) {
		t.Error("who asks for an exercise gets none")
	}
}

// Somebody who stays low is offered a person.
func TestAPersonIsOffered(t *testing.T) {
	t.Parallel()
	r := session(guide(t), "I am so sad", "crying again, so lonely", "sad all day", "I feel empty and sad")
	if !slices.Contains(kinds(r), Person) {
		t.Errorf("after four low messages: %v", kinds(r))
	}
}

// Nothing is said twice in a row, and no reply is empty, whatever is written.
func TestNoReplyTwiceInARow(t *testing.T) {
	t.Parallel()
	g := guide(t)
	for _, text := range []string{"I am sad", "anxious", "work", "The bus was late and the shop closed", "मैं बहुत थक गई हूँ"} {
		var said []string
		before := ""
		for range 12 {
			r := g.Answer(Turn{Text: text, Language: "en", Said: said})
			if r.Text == "" || r.Text == before {
				t.Errorf("%q: %q after %q", text, r.Text, before)
			}
			said, before = append(said, r.Parts...), r.Text
		}
	}
}

// The words of a language are whole: whatever can be taken up can be said, in the manner of the house.
func TestWordsAreWhole(t *testing.T) {
	t.Parallel()
	g := guide(t)
	for tag, w := range g.languages {
		need := []string{"ai", "person", "diagnosis", "medicine", "secret", "what", "goodbye", "thanks", "greeting", "greeting_night", "yes", "no", "wrong", "exercise",
			"journal", "journal_first", "journal_what", "journal_clinician", "mirror", "open", "short", "offer", "declined", "resume", "disclosure", "reminder"}
		for _, e := range emotions {
			need = append(need, string(e))
		}
		for _, key := range append(need, topics...) {
			if len(w.replies[key]) == 0 {
				t.Errorf("%s: nothing to say for %q", tag, key)
			}
		}
		for _, i := range intents {
			if len(w.phrases["intent."+i.name]) == 0 {
				t.Errorf("%s: no phrase for the intent %s", tag, i.name)
			}
		}
		for key, list := range w.replies {
			for _, text := range list {
				for _, bad := range []string{"!", "I feel", "understand exactly", "always here", "I promise", "committed suicide", "simply"} {
					if strings.Contains(text, bad) && !strings.Contains(text, "simply go on talking") {
						t.Errorf("%s, %s: %q", tag, key, text)
					}
				}
			}
		}
	}
}

// What the guide cannot read it says so of, in the language nearest to who wrote it, and says where help is. What it can read,
// or what has no letters, is answered as ever.
func TestAnUnknownScript(t *testing.T) {
	t.Parallel()
	g := guide(t)
	for text, want := range map[string]string{"நான் மிகவும் சோகமாக இருக்கிறேன்": "en", "أنا حزين جدا": "ar", "我很难过": "en", "Мне очень грустно": "en"} {
		r := g.Answer(Turn{Text: text, Language: "en"})
		if why := fit.Reply(r.Text); want != "ar" && why != "" {
			t.Errorf("not fit to be said (%s): %q", why, r.Text)
		}
		if r.Language != want || keys(r)[0] != "unread" || r.Text == "" {
			t.Errorf("%q: %v in %s", text, keys(r), r.Language)
		}
	}
	if r := g.Answer(Turn{Text: "我很难过", Language: "hi-IN"}); r.Language != "hi" || !strings.Contains(r.Text, "हेल्पलाइन") {
		t.Errorf("%+v", r)
	}
	for _, text := range []string{"", "...", "😢😢", "I feel 难过 today and I do not know why", "मैं उदास हूँ"} {
		if r := g.Answer(Turn{Text: text, Language: "en"}); keys(r)[0] == "unread" {
			t.Errorf("%q is not read", text)
		}
	}
}

// Where talks are barred nothing is read out of a message: whatever somebody feels, the answer is one of the journal's.
func TestAJournalReadsNothing(t *testing.T) {
	t.Parallel()
	g := guide(t)
	var said []string
	for _, text := range []string{"I am so sad", "I am worthless and alone", "I keep replaying it", "my mother died", "मैं बहुत उदास हूँ", "yes", "hello", "我很难过", "I am so happy today"} {
		r := g.Answer(Turn{Text: text, Language: "en", Journal: true, Said: said, Recalled: "My sister is ill."})
		if keys(r)[0] != "journal" || len(r.Parts) != 1 || len(r.Feels) != 0 || strings.Contains(r.Text, "sister") || len(r.Choices) != 1 || r.Choices[0].Kind != Person {
			t.Errorf("%q: %+v", text, r)
		}
		said = append(said, r.Parts...)
	}
	for text, want := range map[string]string{"are you human": "journal_what", "do i have depression": "journal_clinician", "talk to a person": "person", "an exercise": "exercise"} {
		if r := g.Answer(Turn{Text: text, Language: "en", Journal: true}); keys(r)[0] != want {
			t.Errorf("%q: %v", text, keys(r))
		}
	}
}

func FuzzAnswer(f *testing.F) {
	g := guide(f)
	for _, seed := range []string{"", "   ", "I keep", "’’’", "\x00\xff", strings.Repeat("no ", 300), "ण्ण्", "I keep my my my"} {
		f.Add(seed, "en")
	}
	f.Fuzz(func(t *testing.T, text, language string) {
		if r := g.Answer(Turn{Text: text, Language: language}); r.Text == "" || len(r.Parts) == 0 {
			t.Errorf("%q has no answer", text)
		}
	})
}

// BenchmarkAnswer: the bar is the first token of the guide under 50 ms.
func BenchmarkAnswer(b *testing.B) {
	g := guide(b)
	text := strings.Repeat("I got through the review but I keep replaying the one question that I fumbled and now I can't sleep. ", 5)
	for b.Loop() {
		g.Answer(Turn{Text: text, Language: "en", Said: []string{"sad#0", "ask_sad#0", "anxious#1", "open#2"}})
	}
}

// TestSpanishIsAnsweredInSpanish: which languages the guide speaks, the exercises, and people; a journal answers nothing.
func TestSpanishIsAnsweredInSpanish(t *testing.T) {
	g := guide(t)
	r := g.Answer(Turn{Text: "estoy muy triste por mi hermana", Language: "en", Spanish: true})
	if r.Language != "es" || !strings.Contains(r.Text, "inglés e hindi") || !strings.Contains(r.Text, "líneas de ayuda") || len(r.Choices) != 2 || r.Choices[0].Kind != Library || r.Choices[0].Label == "" || r.Choices[1].Kind != Person || r.Choices[1].Label == "" {
		t.Errorf("%+v", r)
	}
	for text, want := range map[string]bool{"Hoy no puedo dormir": true, "¿Qué ejercicios hay?": true, "no": false, "No thanks, later": false, "aaj mera mood kharab hai": false} {
		if Spanish(text) != want {
			t.Errorf("%q", text)
		}
	}
	if r := g.Answer(Turn{Text: "estoy muy triste", Language: "en", Journal: true, Spanish: true}); r.Language != "en" {
		t.Errorf("in a journal: %+v", r)
	}
}
