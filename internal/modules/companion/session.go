package companion

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Session is one talk.
type Session struct {
	ID         uuid.UUID
	StartedAt  time.Time
	EndedAt    time.Time // zero while it is open
	MoodBefore int       // 1 to 10; 0 was not asked or not answered
	MoodAfter  int
	Summary    string // the person's own, or the one they accepted
	Messages   int
	disclosed  time.Time
}

// Open reports whether the talk goes on.
func (s Session) Open() bool { return s.EndedAt.IsZero() }

// maxSummary is in characters.
const maxSummary = 2000

func mood(v int) *int16 {
	if v == 0 {
		return nil
	}
	m := int16(v)
	return &m
}

func checkMood(v *apperr.Validation, path string, m int) {
	v.Check(m >= 0 && m <= 10, path, "out_of_range", "Give a mood from 1 to 10, or leave it out.")
}

// Begin opens a talk, or gives the one that is open: every device goes on with the same. Errors: ErrNotWelcomed,
// apperr.ErrValidation, identity's.
func (s *Service) Begin(ctx context.Context, who identity.Principal, moodBefore int) (Session, error) {
	if _, err := s.Welcomed(ctx, who); err != nil {
		return Session{}, err
	}
	var v apperr.Validation
	if checkMood(&v, "mood", moodBefore); v.Err() != nil {
		return Session{}, v.Err()
	}
	var id uuid.UUID
	err := s.once(ctx, who, &id, nil, func(tx db.Tx) error {
		q := companiondb.New(tx)
		if _, err := q.BeginSession(ctx, companiondb.BeginSessionParams{ID: s.IDs.ID(), PersonID: who.PersonID, StartedAt: s.Clock.Now(), MoodBefore: mood(moodBefore)}); err != nil {
			return err
		}
		row, err := q.OpenSession(ctx, who.PersonID)
		if db.IsNoRows(err) {
			return ErrEnded // another device ended it between the two statements
		}
		id = row.ID
		return err
	})
	if err != nil {
		return Session{}, err
	}
	return s.Session(ctx, who, id)
}

// Current is the open talk. Errors: ErrNoSession, identity's.
func (s *Service) Current(ctx context.Context, who identity.Principal) (Session, error) {
	if err := may(who); err != nil {
		return Session{}, err
	}
	row, err := companiondb.New(s.DB).OpenSession(ctx, who.PersonID)
	return s.one(ctx, who, row, err)
}

// Session reads one talk of the caller. Errors: ErrNoSession, identity's.
func (s *Service) Session(ctx context.Context, who identity.Principal, id uuid.UUID) (Session, error) {
	if err := may(who); err != nil {
		return Session{}, err
	}
	row, err := companiondb.New(s.DB).GetSession(ctx, companiondb.GetSessionParams{ID: id, PersonID: who.PersonID})
	return s.one(ctx, who, row, err)
}

func (s *Service) one(ctx context.Context, who identity.Principal, row companiondb.CompanionSession, err error) (Session, error) {
	if db.IsNoRows(err) {
		return Session{}, ErrNoSession
	}
	if err != nil {
		return Session{}, err
	}
	return s.sessionOf(ctx, s.DB, who, row)
}

// Sessions reads a page of the caller's talks, latest first, and how many there are. Errors: identity's.
func (s *Service) Sessions(ctx context.Context, who identity.Principal, skip, limit int) ([]Session, int, error) {
	if err := may(who); err != nil {
		return nil, 0, err
	}
	rows, err := companiondb.New(s.DB).Sessions(ctx, companiondb.SessionsParams{PersonID: who.PersonID, Skip: int32(max(skip, 0)), MaxRows: int32(min(max(limit, 1), 100))})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return nil, 0, err
	}
	out := make([]Session, len(rows))
	for i, r := range rows {
		if out[i], err = openSession(key, r.CompanionSession); err != nil {
			return nil, 0, err
		}
	}
	return out, int(rows[0].Total), nil
}

// End closes a talk with what the person wants to keep of it. To end what has ended changes nothing. Errors: ErrNoSession,
// apperr.ErrValidation, identity's.
func (s *Service) End(ctx context.Context, who identity.Principal, id uuid.UUID, moodAfter int, summary string) error {
	if err := may(who); err != nil {
		return err
	}
	summary = strings.TrimSpace(summary)
	var v apperr.Validation
	checkMood(&v, "mood", moodAfter)
	v.Check(utf8.ValidString(summary) && utf8.RuneCountInString(summary) <= maxSummary, "summary", "length", "Write at most %d characters.", maxSummary)
	if v.Err() != nil {
		s.hear(ctx, who, summary)
		return v.Err()
	}
	return s.once(ctx, who, &id, []string{summary}, func(tx db.Tx) error {
		row, err := lockSession(ctx, tx, who, id)
		if err != nil || row.EndedAt != nil {
			return err
		}
		sealed, err := s.sealSummary(ctx, tx, who, id, summary)
		if err != nil {
			return err
		}
		return companiondb.New(tx).EndSession(ctx, companiondb.EndSessionParams{ID: id, EndedAt: s.Clock.Now(), MoodAfter: mood(moodAfter), SummarySealed: sealed})
	})
}

// Summarise replaces the summary of a talk; "" deletes it. Errors: ErrNoSession, apperr.ErrValidation, identity's.
func (s *Service) Summarise(ctx context.Context, who identity.Principal, id uuid.UUID, summary string) error {
	if err := may(who); err != nil {
		return err
	}
	summary = strings.TrimSpace(summary)
	var v apperr.Validation
	v.Check(utf8.ValidString(summary) && utf8.RuneCountInString(summary) <= maxSummary, "summary", "length", "Write at most %d characters.", maxSummary)
	if v.Err() != nil {
		s.hear(ctx, who, summary)
		return v.Err()
	}
	return s.once(ctx, who, &id, []string{summary}, func(tx db.Tx) error {
		if _, err := lockSession(ctx, tx, who, id); err != nil {
			return err
		}
		sealed, err := s.sealSummary(ctx, tx, who, id, summary)
		if err != nil {
			return err
		}
		return companiondb.New(tx).SetSummary(ctx, companiondb.SetSummaryParams{ID: id, SummarySealed: sealed})
	})
}

// Delete removes a talk with every word of it. Errors: ErrNoSession, identity's.
func (s *Service) Delete(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	if err := may(who); err != nil {
		return err
	}
	return s.once(ctx, who, &id, nil, func(tx db.Tx) error {
		n, err := companiondb.New(tx).DeleteSession(ctx, companiondb.DeleteSessionParams{ID: id, PersonID: who.PersonID})
		if err == nil && n == 0 {
			err = ErrNoSession
		}
		return err
	})
}

func lockSession(ctx context.Context, tx db.Tx, who identity.Principal, id uuid.UUID) (companiondb.CompanionSession, error) {
	row, err := companiondb.New(tx).LockSession(ctx, companiondb.LockSessionParams{ID: id, PersonID: who.PersonID})
	if db.IsNoRows(err) {
		err = ErrNoSession
	}
	return row, err
}

func (s *Service) sealSummary(ctx context.Context, tx db.Tx, who identity.Principal, id uuid.UUID, summary string) ([]byte, error) {
	if summary == "" {
		return nil, nil
	}
	return s.People.SealTx(ctx, tx, who.PersonID, summaryOf(id), []byte(summary))
}

func (s *Service) sessionOf(ctx context.Context, q db.Querier, who identity.Principal, row companiondb.CompanionSession) (Session, error) {
	key, err := s.People.KeyTx(ctx, q, who.PersonID)
	if err != nil {
		return Session{}, err
	}
	return openSession(key, row)
}

func openSession(key *crypto.DataKey, row companiondb.CompanionSession) (Session, error) {
	out := Session{ID: row.ID, StartedAt: row.StartedAt.UTC(), Messages: int(row.Messages), disclosed: row.DisclosedAt}
	if row.EndedAt != nil {
		out.EndedAt = row.EndedAt.UTC()
	}
	if row.MoodBefore != nil {
		out.MoodBefore = int(*row.MoodBefore)
	}
	if row.MoodAfter != nil {
		out.MoodAfter = int(*row.MoodAfter)
	}
	if len(row.SummarySealed) == 0 {
		return out, nil
	}
	plain, err := key.Open(row.SummarySealed, summaryOf(row.ID))
	out.Summary = string(plain)
	return out, err
}
