package assess

// A hit is a phrase found, with what became of it when its surroundings were read.
type hit struct {
	rule       *rule
	start, end int
	level      Level
	reason     string
	mark       string // what stands for it in the classifier's eyes, when the phrase is not meant as it sounds
}

// What a phrase that is not meant turns into.
const (
	markIdiom    = "_idiom"
	markNegated  = "_negated"
	markPast     = "_past"
	markOther    = "_other"
	markBereaved = "_bereaved"
	markInfo     = "_info"
	markFiction  = "_fiction"
)

// find lists every phrase of a message.
func (x *lexicon) find(toks []token) []hit {
	var out []hit
	for at := range toks {
		if toks[at].id == unknown {
			continue
		}
		for _, n := range x.opening[toks[at].id] {
			r := &x.rules[n]
			if end := longest(r.prog, 0, toks, at); end > at {
				out = append(out, hit{rule: r, start: at, end: end, level: r.level, reason: r.reason})
			}
		}
	}
	return out
}

// around is what a whole message says about the phrases in it.
type around struct {
	toks  []token
	marks []hit
}

// read takes idioms out and weighs every other phrase by what stands around it.
func (x *lexicon) read(toks []token, found []hit) (hits, marks []hit) {
	a := around{toks: toks}
	for _, h := range found {
		if h.rule.kind == mark {
			a.marks = append(a.marks, h)
		}
	}
	for _, h := range found {
		if h.rule.kind == mark {
			continue
		}
		switch {
		case a.inIdiom(h):
			continue
		case !h.rule.own && x.negated(toks, h):
			h.lower(markNegated, "negated")
		case !h.rule.fixed && a.overAndDone(h):
			h.lower(markPast, "past")
		case x.askedAbout(&a, h):
			h.lower(markInfo, "information")
			h.level = None
		case h.rule.self && x.ofAnother(toks, h):
			h.another()
		case a.toldOf(h, toks):
			h.lower(markFiction, "quoted")
		}
		hits = append(hits, h)
	}
	return hits, a.marks
}

// lower leaves a phrase as a trace: it was said, and it is no danger.
func (h *hit) lower(mark, reason string) { h.level, h.reason, h.mark = min(h.level, Low), reason, mark }

// another makes of a phrase about oneself the worry about somebody else.
func (h *hit) another() {
	if h.level >= Critical {
		h.level = High
	} else {
		h.level = min(h.level, Moderate)
	}
	h.reason, h.mark = "third_person", markOther
}

// inIdiom: a phrase that lies within or across an idiom is not meant; one that contains more than the idiom is.
func (a *around) inIdiom(h hit) bool {
	for _, m := range a.marks {
		if m.rule.reason != "idiom" || h.start >= m.end || m.start >= h.end {
			continue
		}
		contains := h.start <= m.start && m.end <= h.end && h.end-h.start > m.end-m.start
		if !contains || m.end-m.start > 2 && !h.rule.fixed {
			return true
		}
	}
	return false
}

// negated looks to the left of a phrase, and into it, for a word that denies it: "i do not want to", "nahi". A pause or a
// new subject ends its reach; "can not stop thinking of it" denies nothing.
func (x *lexicon) negated(toks []token, h hit) bool {
	for k := h.start + 1; k < h.end; k++ {
		if x.negators[toks[k].id] && !x.cancelled(toks, k, h.end) {
			return true
		}
	}
	if h.end < len(toks) && toks[h.end].brk == joined && x.has(toks[h.end].id, "nahi", "नही") && !x.finite[toks[h.end-1].id] {
		return true // Hindi denies after the noun: "marna nahi chahta"; after a finite verb the next clause begins
	}
	const reach = 8
	for k := h.start - 1; k >= 0 && k >= h.start-reach; k-- {
		if toks[k+1].brk != joined {
			return false
		}
		id := toks[k].id
		switch {
		case x.negators[id]:
			return !x.cancelled(toks, k, h.start) && !x.compared(toks, k)
		case x.breaks[id]:
			return false
		case x.subjects[id] && (k == 0 || !x.isOpinion(toks[k-1].id)):
			// "i do not | i want": the negation before a subject belongs to another verb, except in "i do not think i".
			return false
		}
	}
	return false
}

// cancelled: the negation is itself turned: "can not stop", "not sure", "never so close", "why not".
func (x *lexicon) cancelled(toks []token, neg, until int) bool {
	if neg > 0 && x.isQuestion(toks[neg-1].id) {
		return true
	}
	for k := neg + 1; k < until; k++ {
		if x.cancels[toks[k].id] {
			return true
		}
	}
	for k := neg - 1; k >= max(0, neg-3); k-- { // "no reason not to"
		if toks[k+1].brk != joined {
			break
		}
		if x.negators[toks[k].id] {
			return true
		}
	}
	return false
}

// compared: "never … as much as tonight" says that it is worse than ever.
func (x *lexicon) compared(toks []token, neg int) bool {
	if !x.has(toks[neg].id, "never", "nunca", "jamas", "nahi", "नही") {
		return false
	}
	for k := neg + 1; k < len(toks) && toks[k].brk != stop; k++ {
		if x.compares[toks[k].id] {
			return true
		}
		if x.has(toks[k].id, "as", "so", "this", "more") && k+1 < len(toks) && x.has(toks[k+1].id, "much", "badly", "bad", "strongly", "hard", "often", "than") {
			return true
		}
	}
	return false
}

func (x *lexicon) isOpinion(id int32) bool {
	return x.has(id, "think", "believe", "say", "mean", "feel", "creo", "pienso", "that", "que")
}
func (x *lexicon) isQuestion(id int32) bool { return x.has(id, "why", "rather", "whether") }

func (x *lexicon) has(id int32, words ...string) bool {
	for _, w := range words {
		if n, ok := x.vocab[w]; ok && n == id {
			return true
		}
	}
	return false
}

// ofAnother: the nearest subject before the phrase is somebody else.
func (x *lexicon) ofAnother(toks []token, h hit) bool {
	for k := h.start + 1; k < h.end && h.reason == "ideation"; k++ {
		if x.others[toks[k].id] { // "thought she was dying"
			return true
		}
	}
	const reach = 5
	for k := h.start; k >= 0 && k >= h.start-reach; k-- {
		switch id := toks[k].id; {
		case x.subjects[id]:
			return false
		case k < h.start && x.others[id]:
			return true
		}
		if toks[k].brk != joined {
			return false
		}
	}
	return false
}

// overAndDone: told as past, with a mark that it is far away, and nothing that says it is back.
func (a *around) overAndDone(h hit) bool {
	var far, over, back, now bool
	for _, m := range a.marks {
		near := a.sameSentence(m, h)
		switch m.rule.reason {
		case "far":
			far = far || near
		case "usedto":
			far = far || near && m.end <= h.end && h.start-m.end <= 3
		case "resolved":
			over = true
		case "back":
			back = true
		case "now":
			now = now || near && m.start < h.start && h.start-m.end < 6
		}
	}
	return far && !back && !now && (over || a.isPast(h))
}

// isPast: a verb in the past stands in the phrase or just before it.
func (a *around) isPast(h hit) bool {
	for _, m := range a.marks {
		if m.rule.reason == "pastverb" && m.end <= h.end && h.start-m.end <= 3 {
			return true
		}
	}
	return false
}

func (a *around) sameSentence(m, h hit) bool {
	from, to := min(m.end, h.end), max(m.start, h.start)
	for k := from; k <= to && k < len(a.toks); k++ {
		if k > 0 && a.toks[k].brk == stop {
			return false
		}
	}
	return true
}

// askedAbout: a topic, of a course or a book, and nothing in the phrase or before it that says "I".
func (x *lexicon) askedAbout(a *around, h hit) bool {
	if h.rule.fixed || h.rule.kind != ofLevel {
		return false
	}
	for k := max(0, h.start-2); k < h.end; k++ {
		if x.has(a.toks[k].id, "i", "my", "myself", "me", "am", "feel", "feeling", "been") {
			return false
		}
	}
	for _, m := range a.marks {
		if m.rule.reason == "info" && a.sameSentence(m, h) {
			return true
		}
	}
	return false
}

// toldOf: inside quotation marks and about a song, a film, a book.
func (a *around) toldOf(h hit, toks []token) bool {
	for _, m := range a.marks {
		if m.rule.reason == "fiction" && toks[h.start].quoted && a.sameSentence(m, h) {
			return true
		}
	}
	return false
}
