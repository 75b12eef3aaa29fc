package client

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Note is a dated private note about a client. Only its author ever reads it.
type Note struct {
	ID        uuid.UUID
	Words     string
	WrittenAt time.Time
	EditedAt  time.Time // zero until it was edited
}

// shownNotes are read at once; older ones make room.
const shownNotes = 200

// Notes reads the latest 200 notes about one of the caller's clients, newest first. Errors: ErrNotFound, identity's.
func (s *Service) Notes(ctx context.Context, who identity.Principal, id uuid.UUID) ([]Note, error) {
	if _, err := s.Get(ctx, who, id); err != nil {
		return nil, err
	}
	rows, err := clientdb.New(s.DB).Notes(ctx, clientdb.NotesParams{ClientID: id, MaxRows: shownNotes})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return nil, err
	}
	out := make([]Note, len(rows))
	for i, r := range rows {
		plain, err := key.Open(r.WordsSealed, wordsOf(r.ID))
		if err != nil {
			return nil, err
		}
		out[i] = noteOf(r.ID, plain, r.WrittenAt, r.EditedAt)
	}
	return out, nil
}

func noteOf(id uuid.UUID, words []byte, written time.Time, edited *time.Time) Note {
	n := Note{ID: id, Words: string(words), WrittenAt: written.UTC()}
	if edited != nil {
		n.EditedAt = edited.UTC()
	}
	return n
}

func checkWords(words string) (string, error) {
	words = strings.TrimSpace(strings.ReplaceAll(words, "\r\n", "\n"))
	var v apperr.Validation
	v.Check(words != "", "words", "note_empty", "Write the note first.")
	v.Check(utf8.RuneCountInString(words) <= maxAbout, "words", "length", "A note has at most %d characters.", maxAbout)
	v.Check(plain(words, true), "words", "invalid", "This holds characters that cannot be shown.")
	return words, v.Err()
}

// AddNote writes a new note. Errors: apperr.ErrValidation, ErrNotFound, ErrNotes, identity's.
func (s *Service) AddNote(ctx context.Context, who identity.Principal, id uuid.UUID, words string) (Note, error) {
	if err := may(who, identity.Update); err != nil {
		return Note{}, err
	}
	words, err := checkWords(words)
	if err != nil {
		return Note{}, err
	}
	out := Note{ID: s.IDs.ID(), Words: words, WrittenAt: s.Clock.Now()}
	var kept struct { // the remembered answer holds no words
		ID        uuid.UUID
		WrittenAt time.Time
	}
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &kept, func(tx db.Tx) error {
		q := clientdb.New(tx)
		if err := s.ownTx(ctx, q, who, id); err != nil {
			return err
		}
		if n, err := q.CountNotes(ctx, id); err != nil {
			return err
		} else if n >= maxNotes {
			return ErrNotes
		}
		sealed, err := s.People.SealTx(ctx, tx, who.PersonID, wordsOf(out.ID), []byte(words))
		if err != nil {
			return err
		}
		kept.ID, kept.WrittenAt = out.ID, out.WrittenAt
		return q.AddNote(ctx, clientdb.AddNoteParams{ID: out.ID, ClientID: id, WordsSealed: sealed, WrittenAt: out.WrittenAt})
	})
	out.ID, out.WrittenAt = kept.ID, kept.WrittenAt
	return out, err
}

// EditNote replaces the words of a note; its page says when. Errors: apperr.ErrValidation, ErrNotFound, identity's.
func (s *Service) EditNote(ctx context.Context, who identity.Principal, id, note uuid.UUID, words string) error {
	if err := may(who, identity.Update); err != nil {
		return err
	}
	words, err := checkWords(words)
	if err != nil {
		return err
	}
	var out struct{}
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		q := clientdb.New(tx)
		if err := s.ownTx(ctx, q, who, id); err != nil {
			return err
		}
		sealed, err := s.People.SealTx(ctx, tx, who.PersonID, wordsOf(note), []byte(words))
		if err != nil {
			return err
		}
		n, err := q.EditNote(ctx, clientdb.EditNoteParams{ID: note, ClientID: id, WordsSealed: sealed, EditedAt: s.Clock.Now()})
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// ownTx locks a client of the caller. Errors: ErrNotFound.
func (s *Service) ownTx(ctx context.Context, q *clientdb.Queries, who identity.Principal, id uuid.UUID) error {
	_, err := q.Lock(ctx, clientdb.LockParams{ID: id, OwnerID: who.PersonID})
	if db.IsNoRows(err) {
		return ErrNotFound
	}
	return err
}
