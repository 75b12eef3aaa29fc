package assess

import (
	"cmp"
	"slices"
)

// Verdict is what the layers say of one message. It holds none of its words.
type Verdict struct {
	Level   Level    // the highest of the layers
	Score   float64  // 0 to 1, rising with the risk; a fifth of the range belongs to each level
	Reasons []string // why, by stable names, sorted; empty for None
	Lang    string   // en, es, hi or hi-Latn: which words were found, for choosing the answer's language
}

// Layers is what each layer says alone, for the figures by layer.
type Layers struct {
	Phrases, Words, Sentiment Level
}

// Assess reads one message. It never fails, and takes time linear in its length.
func Assess(text string) Verdict {
	v, _ := Inspect(text)
	return v
}

// Inspect is Assess with the opinion of each layer.
func Inspect(text string) (Verdict, Layers) {
	x := theLexicon()
	toks := x.fold(text)
	hits, marks := x.read(toks, x.find(toks))
	var l Layers
	var reasons []string
	l.Phrases, reasons = phrases(hits)
	p := theModel().probabilities(features(masked(toks, hits, marks), said(hits)))
	l.Words = theModel().level(p)
	if l.Words >= Moderate {
		reasons = append(reasons, "wording")
	}
	if negative(toks) {
		l.Sentiment = Low
		reasons = append(reasons, "sentiment")
	}
	v := Verdict{Level: max(l.Phrases, l.Words, l.Sentiment), Lang: language(text, toks)}
	v.Score = score(v.Level, p)
	if v.Level > None {
		slices.Sort(reasons)
		v.Reasons = slices.Compact(reasons)
	}
	return v, l
}

// Mentions reports whether a phrase of danger is said at all, whatever stands around it and whoever is spoken of.
func Mentions(text string) bool {
	x := theLexicon()
	return slices.ContainsFunc(x.find(x.fold(text)), func(h hit) bool { return h.rule.kind == ofLevel && h.rule.level >= Moderate })
}

// phrases is the highest level that a phrase, or several together, say.
func phrases(hits []hit) (Level, []string) {
	level, reason := together(hits)
	var reasons []string
	if level > None {
		reasons = append(reasons, reason)
	}
	for _, h := range hits {
		if h.rule.kind != ofLevel || h.level == None {
			continue
		}
		level = max(level, h.level)
		reasons = append(reasons, h.reason)
	}
	return level, reasons
}

// score places a message within the fifth of its level by what the classifier thinks.
func score(level Level, p probabilities) float64 {
	within := (p.moderate + p.high) / 2
	return (float64(level) + min(within, .999)) / 5
}

// masked is the message as the classifier reads it: phrases that are not meant as they sound are one word that says so.
func masked(toks []token, hits, marks []hit) []string {
	spans := make([]hit, 0, 8)
	for _, h := range hits {
		if h.mark != "" {
			spans = append(spans, h)
		} else if h.reason == "bereaved" {
			h.mark = markBereaved
			spans = append(spans, h)
		}
	}
	for _, m := range marks {
		if m.rule.reason == "idiom" {
			m.mark = markIdiom
			spans = append(spans, m)
		} else if m.rule.reason == "info" {
			m.mark = markInfo
			spans = append(spans, m)
		}
	}
	slices.SortFunc(spans, func(a, b hit) int { return cmp.Or(a.start-b.start, b.end-a.end) })
	out := make([]string, 0, len(toks))
	at := 0
	for _, s := range spans {
		if s.start < at {
			continue
		}
		for ; at < s.start; at++ {
			out = append(out, toks[at].text)
		}
		out = append(out, s.mark)
		at = s.end
	}
	for ; at < len(toks); at++ {
		out = append(out, toks[at].text)
	}
	return out
}
