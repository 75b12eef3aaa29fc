package slots

// On lists the open stretches of a date, ascending and merged, and the instants at which the date begins and ends. A
// date that the zone skipped has neither.
func (c *Calendar) On(d Date) (open []Interval, day Interval) {
	from, to := int64(d)*secondsPerDay-maxOffset, int64(d+1)*secondsPerDay+maxOffset
	m := member{cal: c, zone: appendStretches(nil, c.zone, from, to)}
	reads := appendDates(nil, m.zone, DateRange{d, d})
	if len(reads) == 0 {
		return nil, Interval{}
	}
	whole := span{reads[0].from, reads[len(reads)-1].to}
	return intervals(m.openSpans(nil, whole.from, whole.to)), whole.interval()
}

// Covers reports whether every minute of i is open.
func (c *Calendar) Covers(i Interval) bool {
	s := i.span()
	m := member{cal: c, zone: appendStretches(nil, c.zone, s.from, s.to)}
	open := m.openSpans(nil, s.from, s.to)
	return len(open) == 1 && open[0] == s
}

// Without cuts what is taken out of the open stretches. Both may come in any order.
func Without(open, taken []Interval) []Interval {
	cut := make([]span, 0, len(taken))
	for _, t := range taken {
		if s := t.span(); s.from < s.to {
			cut = append(cut, s)
		}
	}
	cut = join(cut)
	var left []span
	for _, o := range open {
		s := o.span()
		for i := endsAfter(cut, 0, s.from); i < len(cut) && cut[i].from < s.to; i++ {
			if s.from < cut[i].from {
				left = append(left, span{s.from, cut[i].from})
			}
			s.from = min(cut[i].to, s.to)
		}
		if s.from < s.to {
			left = append(left, s)
		}
	}
	return intervals(left)
}

func intervals(list []span) []Interval {
	out := make([]Interval, len(list))
	for i, s := range list {
		out[i] = s.interval()
	}
	return out
}
