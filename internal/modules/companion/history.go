package companion

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"

	"github.com/google/uuid"
	"golang.org/x/text/cases"
)

// Limits of reading back.
const (
	maxPage     = 100
	searchPage  = 500   // messages opened at a time
	searchDepth = 20000 // messages looked through, latest talks included; nobody has written more so far
	maxFound    = 50
	maxQuery    = 100 // characters
)

// Messages are those of one talk before a place in it, oldest first; before 0 is the end. Errors: ErrNoSession, identity's.
func (s *Service) Messages(ctx context.Context, who identity.Principal, session uuid.UUID, before, limit int) ([]Message, error) {
	if before <= 0 {
		before = math.MaxInt32
	}
	rows, key, err := s.rowsOf(ctx, who, session, func(q *companiondb.Queries) ([]companiondb.CompanionMessage, error) {
		return q.Messages(ctx, companiondb.MessagesParams{SessionID: session, PersonID: who.PersonID, Before: int32(before), MaxRows: page(limit)})
	})
	if err != nil {
		return nil, err
	}
	slices.Reverse(rows)
	return openMessages(key, rows)
}

// After are the messages of one talk that follow a place in it, for a device that catches up. Errors: ErrNoSession,
// identity's.
func (s *Service) After(ctx context.Context, who identity.Principal, session uuid.UUID, after, limit int) ([]Message, error) {
	rows, key, err := s.rowsOf(ctx, who, session, func(q *companiondb.Queries) ([]companiondb.CompanionMessage, error) {
		return q.MessagesAfter(ctx, companiondb.MessagesAfterParams{SessionID: session, PersonID: who.PersonID, After: int32(max(after, 0)), MaxRows: page(limit)})
	})
	if err != nil {
		return nil, err
	}
	return openMessages(key, rows)
}

func page(limit int) int32 { return int32(min(max(limit, 1), maxPage)) }

// rowsOf reads messages of a talk that is the caller's, with the key that opens them.
func (s *Service) rowsOf(ctx context.Context, who identity.Principal, session uuid.UUID, read func(*companiondb.Queries) ([]companiondb.CompanionMessage, error)) ([]companiondb.CompanionMessage, *crypto.DataKey, error) {
	if err := may(who); err != nil {
		return nil, nil, err
	}
	q := companiondb.New(s.DB)
	if _, err := q.GetSession(ctx, companiondb.GetSessionParams{ID: session, PersonID: who.PersonID}); db.IsNoRows(err) {
		return nil, nil, ErrNoSession
	} else if err != nil {
		return nil, nil, err
	}
	rows, err := read(q)
	if err != nil {
		return nil, nil, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	return rows, key, err
}

// Search finds the caller's own words and the answers to them that contain all words of the query, in any case, latest
// first, at most 50. Nothing of it is indexed: what is sealed is opened for the length of the search. Errors:
// apperr.ErrValidation, identity's.
func (s *Service) Search(ctx context.Context, who identity.Principal, query string) ([]Message, error) {
	if err := may(who); err != nil {
		return nil, err
	}
	fold := cases.Fold()
	words := strings.Fields(fold.String(query))
	var v apperr.Validation
	v.Check(len(words) > 0 && utf8.ValidString(query) && utf8.RuneCountInString(query) <= maxQuery, "q", "length", "Write 1 to %d characters.", maxQuery)
	if v.Err() != nil {
		return nil, v.Err()
	}
	var found []Message
	err := s.each(ctx, who.PersonID, func(m Message) {
		text := fold.String(m.Words)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			found = append(found, m)
		}
	})
	slices.Reverse(found)
	return found[:min(len(found), maxFound)], err
}

// each opens every message of a person in the order of time.
func (s *Service) each(ctx context.Context, person uuid.UUID, visit func(Message)) error {
	key, err := s.People.KeyTx(ctx, s.DB, person)
	if err != nil {
		return err
	}
	var after time.Time
	var id uuid.UUID
	for seen := 0; seen < searchDepth; seen += searchPage {
		rows, err := companiondb.New(s.DB).Everything(ctx, companiondb.EverythingParams{PersonID: person, AfterAt: after, AfterID: id, MaxRows: searchPage})
		if err != nil {
			return err
		}
		for _, r := range rows {
			m, err := openMessage(key, r)
			if err != nil {
				return err
			}
			visit(m)
		}
		if len(rows) < searchPage {
			return nil
		}
		last := rows[len(rows)-1]
		after, id = last.SentAt, last.ID
	}
	return nil
}
