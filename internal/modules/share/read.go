package share

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
	"klear/internal/modules/mood"
	"klear/internal/modules/share/internal/sharedb"
	"klear/internal/platform/db"
)

// Given is what the caller shares and shared, latest first, with how often each was read. Errors: identity's.
func (s *Service) Given(ctx context.Context, who identity.Principal) ([]Consent, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).Given(ctx, sharedb.GivenParams{PersonID: who.PersonID, MaxRows: maxRows})
	out := make([]Consent, len(rows))
	for i, r := range rows {
		out[i] = Consent{ID: r.ID, Person: who.PersonID, Name: r.Name, Kinds: kinds(r.Mood, r.Goals, r.Insights), GivenAt: r.GivenAt.UTC(), Until: r.Until.UTC(), Ended: r.Ended, Reads: int(r.Reads)}
		if r.Reads > 0 {
			out[i].LastRead = r.LastRead.UTC()
		}
	}
	return out, err
}

// Readings are the latest five hundred reads of a consent of the caller's. Errors: ErrNotFound, identity's.
func (s *Service) Readings(ctx context.Context, who identity.Principal, id uuid.UUID) ([]Reading, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	if n, err := on(s.DB).Mine(ctx, sharedb.MineParams{ID: id, PersonID: who.PersonID}); err != nil || n == 0 {
		return nil, notFound(err)
	}
	rows, err := on(s.DB).Readings(ctx, sharedb.ReadingsParams{ConsentID: id, PersonID: who.PersonID, MaxRows: maxReads})
	out := make([]Reading, len(rows))
	for i, r := range rows {
		out[i] = Reading{Kind: Kind(r.Kind), At: r.At.UTC()}
	}
	return out, err
}

func notFound(err error) error {
	if err != nil {
		return err
	}
	return ErrNotFound
}

// Open is what is shared with the caller at this moment. It reads nothing of it. Errors: identity's.
func (s *Service) Open(ctx context.Context, who identity.Principal) ([]Consent, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).OpenTo(ctx, sharedb.OpenToParams{ToID: who.PersonID, Now: s.Clock.Now(), MaxRows: maxRows})
	out := make([]Consent, len(rows))
	for i, r := range rows {
		out[i] = Consent{ID: r.ID, Person: r.PersonID, Name: r.Name, Kinds: kinds(r.Mood, r.Goals, r.Insights), GivenAt: r.GivenAt.UTC(), Until: r.Until.UTC()}
	}
	return out, err
}

// ReadMood is the figures of the last thirteen weeks, oldest first, without words; the read is on record for their person.
// Errors: ErrNotFound for what was never shared with the caller, ErrEnded for what no longer is, identity's.
func (s *Service) ReadMood(ctx context.Context, who identity.Principal, id uuid.UUID) (out []mood.Point, err error) {
	err = s.read(ctx, who, id, Mood, func(tx db.Tx, person uuid.UUID) error {
		last := s.Clock.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
		out, err = s.Moods.PointsOfTx(ctx, tx, person, last.AddDate(0, 0, -7*Weeks), last)
		return err
	})
	return out, err
}

// ReadGoals is what somebody sets out to do and how far it is, without their reasons. Errors: as ReadMood.
func (s *Service) ReadGoals(ctx context.Context, who identity.Principal, id uuid.UUID) (out []goal.Goal, err error) {
	err = s.read(ctx, who, id, Goals, func(tx db.Tx, person uuid.UUID) error {
		out, err = s.Goals.ListOfTx(ctx, tx, person, time.UTC)
		for i := range out {
			out[i].Why = ""
		}
		return err
	})
	return out, err
}

// ReadInsights is the last look at somebody's entries, and the words that it mentions; without what they called wrong.
// Errors: as ReadMood.
func (s *Service) ReadInsights(ctx context.Context, who identity.Principal, id uuid.UUID) (out insight.Report, words map[uuid.UUID]string, err error) {
	err = s.read(ctx, who, id, Insights, func(tx db.Tx, person uuid.UUID) error {
		if out, err = s.Insights.LatestOfTx(ctx, tx, person); err != nil {
			return err
		}
		words, err = s.wordsTx(ctx, tx, person, out.Claims)
		return err
	})
	return out, words, err
}

// wordsTx are the words that claims mention, and no others of the person's list.
func (s *Service) wordsTx(ctx context.Context, tx db.Tx, person uuid.UUID, claims []insight.Claim) (map[uuid.UUID]string, error) {
	mentioned := map[uuid.UUID]bool{}
	for _, c := range claims {
		if c.Kind == insight.Trigger {
			mentioned[c.Trigger] = true
		}
	}
	out := map[uuid.UUID]string{}
	if len(mentioned) == 0 {
		return out, nil
	}
	list, err := s.Moods.TriggersOfTx(ctx, tx, person)
	for _, t := range list {
		if mentioned[t.ID] {
			out[t.ID] = t.Name
		}
	}
	return out, err
}

// read takes the permission and writes the record, then reads, in one transaction: what is read without a record does not
// exist.
func (s *Service) read(ctx context.Context, who identity.Principal, id uuid.UUID, k Kind, do func(tx db.Tx, person uuid.UUID) error) error {
	if err := may(who, identity.Read); err != nil {
		return err
	}
	err := s.DB.InTx(ctx, func(tx db.Tx) error {
		person, err := on(tx).Read(ctx, sharedb.ReadParams{ID: id, ToID: who.PersonID, At: s.Clock.Now(), Kind: string(k), ReadingID: s.IDs.ID()})
		if err != nil {
			return err
		}
		return do(tx, person)
	})
	if !db.IsNoRows(err) && !db.Violates(err, "reading_consent") {
		return err
	}
	if n, err := on(s.DB).Was(ctx, sharedb.WasParams{ID: id, ToID: who.PersonID}); err != nil || n == 0 {
		return notFound(err)
	}
	return ErrEnded
}
