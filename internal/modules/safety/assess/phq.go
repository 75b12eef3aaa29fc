package assess

import "fmt"

// ItemNine reads the answer to the ninth question of the PHQ-9 (thoughts of being better off dead, or of hurting
// oneself): 0 not at all, 1 several days, 2 more than half the days, 3 nearly every day. Every answer but 0 shows help;
// from 2 on it counts as active thoughts.
func ItemNine(answer int) (Verdict, error) {
	if answer < 0 || answer > 3 {
		return Verdict{}, fmt.Errorf("the answer %d to the ninth question is not one of 0, 1, 2, 3", answer)
	}
	level := [...]Level{None, Moderate, High, High}[answer]
	v := Verdict{Level: level, Score: float64(level)/5 + float64(answer)*.05}
	if level > None {
		v.Reasons = []string{"phq9_item9"}
	}
	return v, nil
}
