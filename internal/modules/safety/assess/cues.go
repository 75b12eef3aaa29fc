package assess

// A combination is a set of cues that says together what none of them says alone: "the pills are on the table" and "i am
// ready".
type combination struct {
	all    []string
	level  Level
	reason string
}

// combinations, highest first. "wish" is any phrase of level high about one's own death, "intent" one of level critical.
var combinations = []combination{
	{[]string{"wish", "means"}, Critical, "means"},
	{[]string{"wish", "soon"}, Critical, "plan_time"},
	{[]string{"wish", "farewell"}, Critical, "farewell"},
	{[]string{"wish", "place"}, Critical, "place"},
	{[]string{"wish", "arranged"}, Critical, "arranged"},
	{[]string{"means", "final"}, Critical, "means"},
	{[]string{"means", "ready"}, Critical, "means"},
	{[]string{"means", "farewell"}, Critical, "means"},
	{[]string{"means", "despair"}, Critical, "means"},
	{[]string{"means", "arranged"}, Critical, "means"},
	{[]string{"place", "final"}, Critical, "place"},
	{[]string{"place", "ready"}, Critical, "place"},
	{[]string{"place", "farewell"}, Critical, "place"},
	{[]string{"place", "despair"}, Critical, "place"},
	{[]string{"place", "letgo"}, Critical, "place"},
	{[]string{"final", "farewell"}, Critical, "farewell"},
	{[]string{"final", "arranged"}, Critical, "arranged"},
	{[]string{"final", "soon"}, Critical, "plan_time"},
	{[]string{"final", "ready"}, Critical, "plan"},
	{[]string{"final", "regret"}, Critical, "farewell"},
	{[]string{"gone", "arranged"}, Critical, "arranged"},
	{[]string{"gone", "farewell"}, Critical, "farewell"},
	{[]string{"gone", "regret"}, Critical, "farewell"},
	{[]string{"gone", "despair"}, Critical, "plan"},
	{[]string{"gone", "ready"}, Critical, "plan"},
	{[]string{"farewell", "despair"}, Critical, "farewell"},
	{[]string{"farewell", "arranged"}, Critical, "farewell"},
	{[]string{"arranged", "ready"}, Critical, "arranged"},
	{[]string{"arranged", "soon"}, Critical, "arranged"},
	{[]string{"arranged", "despair"}, Critical, "arranged"},
	{[]string{"ready", "despair", "soon"}, Critical, "plan"},
	{[]string{"ready", "soon", "regret"}, Critical, "plan"},
	{[]string{"violence", "weapon"}, Critical, "violence"},
	{[]string{"threat", "weapon"}, Critical, "threatened"},
	{[]string{"someone", "overdosed", "unresponsive"}, Critical, "third_person_emergency"},
	{[]string{"selfblame", "gone"}, High, "burden"},
	{[]string{"means", "soon", "wishpassive"}, Critical, "means"},
	{[]string{"wishpassive", "farewell"}, Critical, "farewell"},
	{[]string{"wishpassive", "arranged"}, Critical, "arranged"},
	{[]string{"wishpassive", "place"}, Critical, "place"},
	{[]string{"wishpassive", "means"}, Critical, "means"},
	{[]string{"alone", "doit"}, Critical, "plan"},
	{[]string{"alone", "means"}, High, "means"},
	{[]string{"means", "doit"}, Critical, "means"},
	{[]string{"place", "doit"}, Critical, "place"},
	{[]string{"farewell", "doit"}, Critical, "farewell"},
	{[]string{"arranged", "doit"}, Critical, "arranged"},
	{[]string{"arranged", "found"}, High, "arranged"},
	{[]string{"wish", "doit"}, Critical, "intent"},
	{[]string{"wish", "alone"}, Critical, "plan"},
	{[]string{"wishpassive", "soon"}, High, "passive_soon"},
	{[]string{"farewell", "regret", "soon"}, High, "farewell"},
	{[]string{"farewell", "affection"}, High, "farewell"},
	{[]string{"final", "affection"}, Critical, "farewell"},
	{[]string{"gone", "affection"}, High, "farewell"},
	{[]string{"place", "final", "soon"}, Critical, "place"},
	{[]string{"gone", "found"}, Critical, "plan"},
}

// together is the highest combination among the hits that are meant.
func together(hits []hit) (Level, string) {
	seen := map[string]bool{}
	for _, h := range hits {
		if h.mark != "" {
			continue
		}
		switch {
		case h.rule.kind == cue:
			seen[h.reason] = true
		case h.reason == "ideation" || h.reason == "attempt":
			seen["wish"] = true
		case h.reason == "passive":
			seen["wishpassive"] = true
		case h.reason == "hopeless" || h.reason == "burden":
			seen["despair"] = true
		}
	}
	best, reason := None, ""
	for _, c := range combinations {
		if c.level > best && hasAll(seen, c.all) {
			best, reason = c.level, c.reason
		}
	}
	return best, reason
}

func hasAll(seen map[string]bool, names []string) bool {
	for _, n := range names {
		if !seen[n] {
			return false
		}
	}
	return true
}
