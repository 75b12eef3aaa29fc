package mood

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood/internal/mooddb"
)

// takeoutPage is how many entries are opened at a time.
const takeoutPage = 500

// Takeout hands all the caller's entries to each, newest first: for the file of one's own data. Errors: identity's.
func (s *Service) Takeout(ctx context.Context, who identity.Principal, each func(Entry)) error {
	if err := may(who, identity.Read); err != nil {
		return err
	}
	for skip := int32(0); ; skip += takeoutPage {
		rows, err := on(s.DB).List(ctx, mooddb.ListParams{PersonID: who.PersonID, MaxRows: takeoutPage, Skip: skip})
		if err != nil {
			return err
		}
		list, err := s.open(ctx, who.PersonID, rows)
		if err != nil {
			return err
		}
		for _, e := range list {
			each(e)
		}
		if len(rows) < takeoutPage {
			return nil
		}
	}
}
