package recall

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestFacts(t *testing.T) {
	for message, want := range map[string][]string{
		"Hi. My sister lives in Pune and she is ill. What should I do?": {"My sister lives in Pune and she is ill."},
		"I work nights at a hospital\nI love swimming in the sea":       {"I work nights at a hospital", "I love swimming in the sea"},
		"And my dad died last year!":                                    {"And my dad died last year!"},
		"मेरी बहन दिल्ली में रहती है। आज बहुत थकान है।": {"मेरी बहन दिल्ली में रहती है।"},
		"meri naukri chali gayi hai":            {"meri naukri chali gayi hai"},
		"My job sucks":                          nil,
		"My sister asked whether I sleep well?": nil,
		"I feel sad today and nothing helps":    nil,
		"... ?! \n\n.":                          nil,
	} {
		if got := Facts(message); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
	if n := len(Facts("My job is very hard. My boss is never there. My sister is in Pune. My dog is old now.")); n != factsMost {
		t.Errorf("%d facts of one message", n)
	}
}

func TestWhatIsCalledToMind(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	texts := []string{"My sister lives in Pune and she is ill.", "I work nights at a hospital", "I love swimming in the sea", "My exams are in March", "मेरी बहन दिल्ली में रहती है।"}
	var items []Item
	for _, s := range texts {
		items = append(items, ItemOf(s, now.AddDate(0, -3, 0)))
	}
	for message, want := range map[string]int{
		"I called my sister, she is still ill": 0,
		"Another night at the hospital":        1,
		"I went swimming again":                2,
		"only two weeks until the exams":       3,
		"आज बहन से बात हुई, वह दिल्ली में है":   4,
		"The neighbours are noisy this evening": -1,
		"":                                      -1,
	} {
		got := -1
		if hits := Closest(VectorOf(message), items, now, 1); len(hits) > 0 {
			got = hits[0].Index
		}
		if got != want {
			t.Errorf("%q calls %d to mind, want %d", message, got, want)
		}
	}
	twice := []Item{ItemOf(texts[0], now.AddDate(-1, 0, 0)), ItemOf(texts[0], now)}
	if hits := Closest(VectorOf("my sister is ill"), twice, now, 2); len(hits) != 2 || hits[0].Index != 1 {
		t.Errorf("of two alike the more recent comes first: %+v", hits)
	}
}

func TestCosine(t *testing.T) {
	a, none := VectorOf("a walk in the rain"), VectorOf("the and of")
	if c := Cosine(&a, &a); c < 0.999 || c > 1.001 {
		t.Errorf("a text is like itself: %v", c)
	}
	if c := Cosine(&a, &none); c != 0 {
		t.Errorf("nothing is like nothing: %v", c)
	}
}

// BenchmarkClosest compares one text with 10,000 remembered ones.
func BenchmarkClosest(b *testing.B) {
	now, items := time.Now(), make([]Item, 10_000)
	for i := range items {
		items[i] = ItemOf(fmt.Sprintf("my friend %d told me about the %d th thing that happened at work", i, i%97), now.Add(-time.Duration(i)*time.Minute))
	}
	to := VectorOf("a friend told me what happened at work")
	for b.Loop() {
		Closest(to, items, now, 5)
	}
}
