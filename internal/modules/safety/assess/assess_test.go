package assess

import (
	"errors"
	"testing"
	"time"
)

func TestTheFilesAreSound(t *testing.T) {
	x, err := readLexicon(lexiconFiles)
	if err != nil {
		t.Fatal(err)
	}
	if len(x.rules) < 400 || len(x.negators) == 0 || len(x.others) == 0 {
		t.Errorf("%d rules, %d negators, %d others", len(x.rules), len(x.negators), len(x.others))
	}
	if _, err := ReadModel(modelFile); err != nil {
		t.Error(err)
	}
	if _, err := ReadModel(modelFile[1:]); err == nil {
		t.Error("a cut model was read")
	}
}

// TestASpellingIsSeenThrough: each of these is one sentence in disguise.
func TestASpellingIsSeenThrough(t *testing.T) {
	for name, text := range map[string]string{
		"plain":         "I want to kill myself",
		"digits":        "i want to k1ll mys3lf",
		"letters apart": "i want to k i l l myself",
		"points":        "i want to k.i.l.l myself",
		"long letters":  "i want to killll myselffff",
		"no width":      "i want to ki\u200bll my\u200dself",
		"other letters": "i wаnt to kіll mуself",
		"wide letters":  "ｉ ｗａｎｔ ｔｏ ｋｉｌｌ ｍｙｓｅｌｆ",
		"slips":         "i watn to kill myslef",
		"one word":      "i want to killmyself",
		"short forms":   "i wanna kms",
		"accents":       "i wänt to kíll mysélf",
	} {
		if v := Assess(text); !v.Level.Urgent() {
			t.Errorf("%s: %s", name, v.Level)
		}
	}
}

// TestWhatStandsAroundAPhraseCounts: the same words, meant and not meant.
func TestWhatStandsAroundAPhraseCounts(t *testing.T) {
	for _, c := range []struct {
		text string
		want Level
	}{
		{"I want to kill myself", High},
		{"I don't want to kill myself", Low},
		{"I can't stop wanting to kill myself", High},
		{"no, i want to kill myself", High},
		{"I'm not joking, I want to die", High},
		{"I have no reason not to kill myself", High},
		{"No tengo ganas de vivir", Moderate},
		{"No quiero matarme, solo estoy triste", Low},
		{"main marna nahi chahta", Low},
		{"main marna chahta hu", High},
		{"Years ago I tried to kill myself, but I'm well now", Low},
		{"Last week I tried to kill myself", High},
		{"I used to cut myself and I'm scared I'll start again", Moderate},
		{"My sister says she wants to die", Moderate},
		{"My friend is planning to kill himself tonight", High},
		{"My friend swallowed a lot of pills and is unconscious", Critical},
		{"My brother killed himself last year", Low},
		{"My boss is going to kill me if I'm late", None},
		{"I'm dying for a coffee", None},
		{"Do you offer suicide prevention training?", None},
		{"I have the pills in my hand and I'm ready", Critical},
		{"He has a knife and says he'll kill me", Critical},
		{"मैं मरना चाहता हूँ", High},
		{"Quiero suicidarme", High},
		{"Can I move my appointment?", None},
		{"main suicide kar lunga nahi sehna ab", Critical},
		{"आत्महत्या कर लूँगा नहीं सहा जाता अब", Critical},
		{"i never wanted to kill myself as much as tonight", Critical},
		{"i never wanted to kill myself", Low},
		{"nada va a impedir que me mate", Critical},
		{"ज़िन्दगी ख़त्म करने का सोच रहा हूँ", Critical},
		{"i want to ᴋɪʟʟ ᴍʏsᴇʟғ", High},
		{"i want todie", High},
		{"i took 40 paracetamol an hour ago", Critical},
		{"i took 2 paracetamol an hour ago", None},
		{"My dog took all my pills from the table, vet says fine", None},
		{"goodbye letter to my colleagues, new job on Monday", None},
		{"goodbye letter to my children, it is over", Critical},
		{"I'm going to end things with my girlfriend tomorrow", None},
	} {
		if got := Phrases(c.text); got != c.want && !(c.want <= Low && got <= Low) {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

// TestNoLayerLowersAnother: the verdict is the highest of the layers.
func TestNoLayerLowersAnother(t *testing.T) {
	for _, text := range []string{"", "thank you, all is lovely and I want to die", "ok", "I'm so happy that I will kill myself tonight", "sad"} {
		v, l := Inspect(text)
		if v.Level != max(l.Phrases, l.Words, l.Sentiment) {
			t.Errorf("%q: %s of %+v", text, v.Level, l)
		}
		if low, high := float64(v.Level)/5, float64(v.Level+1)/5; v.Score < low || v.Score >= high {
			t.Errorf("%q: score %f outside its level %s", text, v.Score, v.Level)
		}
		if (v.Level > None) != (len(v.Reasons) > 0) {
			t.Errorf("%q: %s for %v", text, v.Level, v.Reasons)
		}
	}
}

func TestItemNine(t *testing.T) {
	for answer, want := range []Level{None, Moderate, High, High} {
		if v, err := ItemNine(answer); err != nil || v.Level != want {
			t.Errorf("%d: %s, %v", answer, v.Level, err)
		}
	}
	for _, answer := range []int{-1, 4} {
		if _, err := ItemNine(answer); err == nil {
			t.Errorf("%d was read", answer)
		}
	}
}

func TestTheCourseOfDays(t *testing.T) {
	day := func(d, hour int) time.Time { return time.Date(2026, 3, d, hour, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		said []Said
		want Level
	}{
		"sudden calm": {[]Said{Say(day(1, 20), "i want to kill myself"), Say(day(2, 20), "i am calm and at peace now")}, High},
		"calm alone":  {[]Said{Say(day(2, 20), "i am calm and at peace now")}, None},
		"calm later":  {[]Said{Say(day(1, 20), "i want to kill myself"), Say(day(20, 20), "i am calm and at peace now")}, None},
		"night burst": {[]Said{Say(day(1, 23), "i wish i was dead"), Say(day(2, 1), "life is not worth living"), Say(day(2, 2), "i wish i was dead")}, High},
		"by day":      {[]Said{Say(day(1, 12), "i wish i was dead"), Say(day(1, 13), "life is not worth living"), Say(day(1, 14), "i wish i was dead")}, Moderate},
		"worsening":   {[]Said{Say(day(1, 20), "i feel sad"), Say(day(3, 20), "i feel very lonely"), Say(day(6, 20), "i feel miserable and empty")}, Moderate},
		"ordinary":    {[]Said{Say(day(1, 20), "can i move my appointment"), Say(day(1, 21), "thank you")}, None},
	} {
		if got := Course(c.said).Level; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestLevelsByName(t *testing.T) {
	for l := None; l <= Critical; l++ {
		if got, err := ParseLevel(l.String()); err != nil || got != l {
			t.Errorf("%s: %s, %v", l, got, err)
		}
	}
	var l Level
	if err := l.UnmarshalText([]byte("grave")); err == nil || errors.Unwrap(err) != nil {
		t.Errorf("%s, %v", l, err)
	}
}

// FuzzAssess: whatever is sent, there is an answer.
func FuzzAssess(f *testing.F) {
	for _, s := range []string{"", "\xff", "i want to die", "k i l l", "\u200b", "“”''", "मैं"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if v := Assess(s); v.Level > Critical || v.Score < 0 || v.Score >= 1 {
			t.Errorf("%+v", v)
		}
	})
}

func BenchmarkAssess(b *testing.B) {
	texts := []string{"Can I move my appointment to Friday?", "I feel so alone since the breakup and nobody understands me",
		"I have the pills in my hand and I'm ready", "main marna chahta hu yaar", "No quiero vivir más, no puedo seguir así"}
	for i := 0; b.Loop(); i++ {
		Assess(texts[i%len(texts)])
	}
}
