package assess

import "time"

// Said is one message of a person at one time, as it was judged.
type Said struct {
	At time.Time // in the person's own zone: nights are theirs
	Verdict
	Calm bool // speaks of relief, of being at peace, of having decided
}

// The course of days, in figures.
const (
	lookBack     = 14 * 24 * time.Hour // what is older says nothing
	calmAfter    = 72 * time.Hour      // calm this soon after danger is no good sign
	burst        = 3                   // flagged messages in one night
	nightFrom    = 23
	nightTo      = 5
	worsening    = 3 // messages of distress, each at least a day apart, that end in despair
	holdCritical = 24 * time.Hour
	holdHigh     = 6 * time.Hour
)

// Say judges a message for Course.
func Say(at time.Time, text string) Said {
	x := theLexicon()
	return Said{At: at, Verdict: Assess(text), Calm: calm(x.fold(text))}
}

// Course is the verdict on the last of several messages in the order of time, in the light of those before it. It is
// never lower than that of the message itself.
func Course(said []Said) Verdict {
	if len(said) == 0 {
		return Verdict{}
	}
	last := said[len(said)-1]
	v := last.Verdict
	raise := func(level Level, reason string) {
		if level > v.Level {
			v.Level, v.Score = level, score(level, probabilities{.5, .5})
			v.Reasons = append(v.Reasons[:len(v.Reasons):len(v.Reasons)], reason)
		}
	}
	worst, nights, steps := None, 0, 1
	stepAt := last.At
	for i := len(said) - 2; i >= 0; i-- {
		s := said[i]
		ago := last.At.Sub(s.At)
		if ago > lookBack {
			break
		}
		worst = max(worst, s.Level)
		if last.Calm && ago <= calmAfter && s.Level.Urgent() {
			raise(High, "sudden_calm")
		}
		if s.Level == Critical && ago <= holdCritical/24 || s.Level == High && ago <= holdHigh/6 {
			raise(Moderate, "just_now")
		}
		if sameNight(s.At, last.At) && s.Level.Flagged() {
			nights++
		}
		if s.Level >= Low && stepAt.Sub(s.At) >= 20*time.Hour {
			steps++
			stepAt = s.At
		}
	}
	if nights+1 >= burst && last.Level >= Moderate {
		raise(High, "night_burst")
	}
	if steps >= worsening && last.Level >= Low && worst <= last.Level {
		raise(Moderate, "worsening")
	}
	return v
}

// sameNight: both between 23:00 and 5:00 of one night.
func sameNight(a, b time.Time) bool {
	night := func(t time.Time) bool { return t.Hour() >= nightFrom || t.Hour() < nightTo }
	return night(a) && night(b) && b.Sub(a) < (24-nightFrom+nightTo)*time.Hour
}

// calm: words of relief that may mean a decision.
func calm(toks []token) bool {
	for i, t := range toks {
		switch t.text {
		case "calm", "peace", "peaceful", "relieved", "decided", "clear", "serene", "tranquilo", "tranquila", "shant", "शांत":
			return i == 0 || toks[i-1].text != "not"
		}
	}
	return false
}
