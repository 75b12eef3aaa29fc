package companion

import (
	"context"

	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
)

// Taken is everything that the companion holds of a person.
type Taken struct {
	Welcome  Welcome // zero when they never came
	Sessions []Session
	Messages []Message // in the order of time
	Runs     []Run
	Memories []Memory
}

// Export opens everything of the caller's: what the limits of reading back let through, which is more than anybody wrote so
// far. Errors: identity's.
func (s *Service) Export(ctx context.Context, who identity.Principal) (Taken, error) {
	var out Taken
	if err := may(who); err != nil {
		return out, err
	}
	if row, err := companiondb.New(s.DB).GetWelcome(ctx, who.PersonID); err == nil {
		out.Welcome = welcomeOf(row)
	} else if !db.IsNoRows(err) {
		return out, err
	}
	for skip := 0; ; skip += maxPage {
		list, total, err := s.Sessions(ctx, who, skip, maxPage)
		if err != nil {
			return out, err
		}
		if out.Sessions = append(out.Sessions, list...); skip+maxPage >= total {
			break
		}
	}
	err := s.each(ctx, who.PersonID, func(m Message) { out.Messages = append(out.Messages, m) })
	if err != nil {
		return out, err
	}
	if out.Runs, err = s.runs(ctx, who, allRuns); err != nil {
		return out, err
	}
	out.Memories, err = s.Memories(ctx, who)
	return out, err
}
