package ui

// GoalProps is how far a goal is, in words and as a drawing.
type GoalProps struct {
	Title string
	URL   string
	Line  string     // "4 of the last 7 days; you set out for 5."
	Week  []GoalMark // of a goal that a day has or has not: the last seven days
	Meter int        // of a goal with an end: how far, up to Of
	Of    int        // 0: no meter
	Tick  string     // where today is ticked; "": it is, or the goal is counted otherwise
	Back  string     // the page that ticking comes back to
	Done  bool       // today is ticked
}

// GoalMark is a day of a week.
type GoalMark struct{ On bool }

func markClass(on bool) string {
	if on {
		return "on"
	}
	return ""
}
