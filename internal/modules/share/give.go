package share

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/share/internal/sharedb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Terms are what somebody lets a practitioner read, and for how long.
type Terms struct {
	Practitioner uuid.UUID // the profile
	Kinds        []Kind
	Days         int // 1 to MaxDays
}

func (t Terms) check() error {
	var v apperr.Validation
	v.Check(len(t.Kinds) > 0, "kinds", "required", "Choose what you share.")
	for _, k := range t.Kinds {
		v.Check(slices.Contains(Kinds, k), "kinds", "unknown", "Choose mood, goals or insights.")
	}
	v.Check(t.Days >= 1 && t.Days <= MaxDays, "days", "range", "Choose 1 to 365 days.")
	return v.Err()
}

// Give lets a practitioner read from now on, instead of what they were let read before. It answers with the consent's id.
// Errors: apperr.ErrValidation, ErrStranger, identity's.
func (s *Service) Give(ctx context.Context, who identity.Principal, t Terms) (uuid.UUID, error) {
	if err := may(who, identity.Update); err != nil {
		return uuid.Nil, err
	}
	if err := t.check(); err != nil {
		return uuid.Nil, err
	}
	now := s.Clock.Now().UTC().Truncate(time.Microsecond)
	var kept struct{ ID uuid.UUID }
	err := idem.InTx(ctx, s.DB, now, &kept, func(tx db.Tx) error {
		kept.ID = s.IDs.ID()
		if err := on(tx).Lock(ctx, who.PersonID); err != nil {
			return err
		}
		to, err := s.metTx(ctx, tx, who.PersonID, t.Practitioner)
		if err != nil {
			return err
		}
		open, err := on(tx).LockOpen(ctx, sharedb.LockOpenParams{Now: now, PersonID: who.PersonID, ToID: to})
		if err != nil {
			return err
		}
		if err := on(tx).EndOpen(ctx, sharedb.EndOpenParams{Now: now, Ids: open}); err != nil {
			return err
		}
		from, err := s.freeFromTx(ctx, tx, who.PersonID, to, now)
		if err != nil {
			return err
		}
		return on(tx).Give(ctx, sharedb.GiveParams{ID: kept.ID, PersonID: who.PersonID, ToID: to, GivenAt: from, Until: from.AddDate(0, 0, t.Days),
			Mood: slices.Contains(t.Kinds, Mood), Goals: slices.Contains(t.Kinds, Goals), Insights: slices.Contains(t.Kinds, Insights)})
	})
	return kept.ID, err
}

// freeFromTx is now, or the end of what was given in this very microsecond.
func (s *Service) freeFromTx(ctx context.Context, tx db.Tx, person, to uuid.UUID, now time.Time) (time.Time, error) {
	last, err := on(tx).LastEnd(ctx, sharedb.LastEndParams{PersonID: person, ToID: to, Now: now})
	if err != nil || last.Before(now) {
		return now, err
	}
	return last, nil
}

// metTx is the account of a practitioner with whom somebody has or had a session.
func (s *Service) metTx(ctx context.Context, q db.Querier, person, practitioner uuid.UUID) (uuid.UUID, error) {
	list, err := s.metOf(ctx, q, person)
	if err != nil {
		return uuid.Nil, err
	}
	i := slices.IndexFunc(list, func(p Practitioner) bool { return p.ID == practitioner })
	if i < 0 {
		return uuid.Nil, ErrStranger
	}
	return list[i].Person, nil
}

func (s *Service) metOf(ctx context.Context, q db.Querier, person uuid.UUID) ([]Practitioner, error) {
	rows, err := on(q).Met(ctx, sharedb.MetParams{PersonID: person, MaxRows: maxRows})
	out := make([]Practitioner, len(rows))
	for i, r := range rows {
		out[i] = Practitioner{ID: r.PractitionerID, Person: r.PractitionerPersonID, Name: r.Name}
	}
	return out, err
}

// Met are the practitioners whom the caller can share with. Errors: identity's.
func (s *Service) Met(ctx context.Context, who identity.Principal) ([]Practitioner, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	return s.metOf(ctx, s.DB, who.PersonID)
}

// End ends what the caller shares, at once: the next read is refused. Ending twice is ending once. Errors: ErrNotFound,
// identity's.
func (s *Service) End(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	if err := may(who, identity.Update); err != nil {
		return err
	}
	now := s.Clock.Now().UTC()
	var none struct{}
	return idem.InTx(ctx, s.DB, now, &none, func(tx db.Tx) error {
		// Locked first: whoever reads at this moment is waited for, and their reading was before the end.
		ids, err := on(tx).LockConsent(ctx, sharedb.LockConsentParams{ID: id, PersonID: who.PersonID})
		if err == nil && len(ids) == 0 {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		return on(tx).EndOpen(ctx, sharedb.EndOpenParams{Now: now, Ids: ids})
	})
}
