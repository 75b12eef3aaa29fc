package safety

import (
	"context"
	"slices"
	"strings"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety/assess"
)

// declared is the reason of danger that somebody affirmed when they were asked.
const declared = "declared"

// Declare is the judgement of somebody who answers that they are in danger now, or do not know: high. What is recorded, shown
// and promised is that of a message.
func (s *Service) Declare(ctx context.Context, who identity.Principal) Judgement {
	now := s.Clock.Now()
	said := assess.Said{At: now.In(zoneOf(who)), Verdict: assess.Verdict{Level: assess.High, Score: .6, Reasons: []string{declared}}}
	return s.conclude(ctx, who, now, said, "")
}

// underWay are the reasons that no question about warning signs asks for: they are about now.
var underWay = []string{"means", "plan_time", "underway", unjudged}

// alone are reasons that say nothing in a plan for bad hours: how a sentence sounds.
var alone = []string{"wording", "sentiment", "distress"}

// JudgePlan judges what somebody writes into their safety plan, line by line. signs: the step asks for words of danger; there
// only intent under way or means at hand is heard. Elsewhere in a plan so is every urgent thing that is said in so many words.
// What is not heard is not recorded, and no days before it count: who prepares is not in danger because they were.
func (s *Service) JudgePlan(ctx context.Context, who identity.Principal, words string, signs bool) Judgement {
	now := s.Clock.Now()
	var worst assess.Said
	for line := range strings.Lines(words) {
		if said := s.reading(ctx, who, now, line); inPlan(said.Verdict, signs) && said.Level > worst.Level {
			worst = said
		}
	}
	if worst.Level == assess.None {
		return Judgement{}
	}
	return s.conclude(ctx, who, now, worst, words)
}

func inPlan(v assess.Verdict, signs bool) bool {
	if signs {
		return v.Level.Urgent() && slices.ContainsFunc(v.Reasons, func(r string) bool { return slices.Contains(underWay, r) })
	}
	return v.Level.Urgent() && slices.ContainsFunc(v.Reasons, func(r string) bool { return !slices.Contains(alone, r) })
}
