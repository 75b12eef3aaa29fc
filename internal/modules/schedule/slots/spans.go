package slots

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// span is a half-open run of unix seconds.
type span struct{ from, to int64 }

// floorSec and ceilSec cut to seconds so that, against whole-second candidates, a cut interval meets exactly what the
// precise one meets: starts down, ends up.
func floorSec(t time.Time) int64 { return t.Unix() }

func ceilSec(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix() + 1
	}
	return t.Unix()
}

func (i Interval) span() span {
	if !i.Start.Before(i.End) {
		return span{} // cutting to seconds must not make an empty interval meet anything
	}
	return span{floorSec(i.Start), ceilSec(i.End)}
}

func (s span) interval() Interval {
	return Interval{time.Unix(s.from, 0).UTC(), time.Unix(s.to, 0).UTC()}
}

// join sorts spans, if they are not, and merges those that overlap or touch.
func join(s []span) []span {
	byStart := func(a, b span) int { return cmp.Compare(a.from, b.from) }
	if !slices.IsSortedFunc(s, byStart) {
		slices.SortFunc(s, byStart)
	}
	n := 0
	for _, x := range s {
		if n > 0 && x.from <= s[n-1].to {
			s[n-1].to = max(s[n-1].to, x.to)
			continue
		}
		s[n] = x
		n++
	}
	return s[:n]
}

// extend appends a span that starts no earlier than the last one did.
func extend(s []span, from, to int64) []span {
	if n := len(s); n > 0 && from <= s[n-1].to {
		s[n-1].to = max(s[n-1].to, to)
		return s
	}
	return append(s, span{from, to})
}

// endsAfter returns the index of the first span that ends after t. hint is the last answer: ascending questions cost a
// step or two, any other a binary search. Small enough to be inlined, because most answers repeat.
func endsAfter(s []span, hint int, t int64) int {
	if hint < len(s) && s[hint].to > t && (hint == 0 || s[hint-1].to <= t) {
		return hint
	}
	return seek(s, hint, t)
}

func seek(s []span, hint int, t int64) int {
	if hint > 0 && s[hint-1].to > t {
		hint = 0
	}
	for range 4 {
		if hint == len(s) || s[hint].to > t {
			return hint
		}
		hint++
	}
	rest := s[hint:]
	return hint + sort.Search(len(rest), func(i int) bool { return rest[i].to > t })
}

// appendDates appends the instants whose wall clock reads one of the dates.
func appendDates(dst []span, table []stretch, r DateRange) []span {
	first, end := int64(r.From)*secondsPerDay, (int64(r.To)+1)*secondsPerDay
	for _, s := range table {
		from, to := max(s.from, first-s.offset), min(s.to, end-s.offset)
		if from < to {
			dst = append(dst, span{from, to})
		}
	}
	return dst
}
