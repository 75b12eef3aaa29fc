package safety

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety/assess"
)

// JudgeAnswer is the judgement of an answer to the ninth question of the PHQ-9, 0 to 3, in the light of the person's last days
// (C18). What is recorded, shown and promised is that of a message. An answer that does not exist counts as one that could not
// be judged.
func (s *Service) JudgeAnswer(ctx context.Context, who identity.Principal, answer int) Judgement {
	now := s.Clock.Now()
	said := failed(now)
	if v, err := assess.ItemNine(answer); err == nil {
		said = s.inCourse(ctx, who, assess.Said{At: now.In(zoneOf(who)), Verdict: v})
	}
	return s.conclude(ctx, who, now, said, "")
}
