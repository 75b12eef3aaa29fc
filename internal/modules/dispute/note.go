package dispute

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"klear/internal/modules/dispute/internal/disputedb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// MaxNote is the longest note, in characters: with the facts it stays below what a gateway takes.
const MaxNote = 2000

// Say keeps what the practitioner says about a dispute; "" takes it back. It goes to the bank with the evidence. version is
// of the note that was seen. Errors: ErrNotFound, ErrAnswered, ErrOver, ErrStale, apperr.ErrValidation.
func (s *Service) Say(ctx context.Context, who identity.Principal, id uuid.UUID, note string, version int64) (int64, error) {
	note = strings.TrimSpace(note)
	var v apperr.Validation
	v.Check(utf8.RuneCountInString(note) <= MaxNote, "note", "too_long", "Write at most %d characters.", MaxNote)
	v.Check(utf8.ValidString(note) && !strings.ContainsRune(note, 0), "note", "text", "Write plain text.")
	if err := v.Err(); err != nil {
		return 0, err
	}
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &version, func(tx db.Tx) error {
		d, brief, err := s.lockOwn(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if len(brief.NoteSealed) > 0 && brief.Version != version {
			return ErrStale
		}
		var sealed []byte
		if note != "" {
			if sealed, err = s.People.SealTx(ctx, tx, d.PersonID, field("brief", "note_sealed", id), []byte(note)); err != nil {
				return err
			}
		}
		version, err = on(tx).SaveNote(ctx, disputedb.SaveNoteParams{DisputeID: id, NoteSealed: sealed})
		return err
	})
	return version, err
}

// lockOwn holds the brief of a dispute that still takes words and files of its practitioner.
func (s *Service) lockOwn(ctx context.Context, tx db.Tx, who identity.Principal, id uuid.UUID) (Dispute, disputedb.DisputeBrief, error) {
	d, err := s.find(ctx, tx, who, identity.Update, id)
	if err == nil && (d.PersonID != who.PersonID || !who.SignedIn()) {
		err = identity.ErrForbidden // an operator decides, and does not speak for others
	}
	if err != nil {
		return d, disputedb.DisputeBrief{}, err
	}
	brief, err := on(tx).LockBrief(ctx, id)
	if err != nil {
		return d, brief, err
	}
	if d, err = s.find(ctx, tx, who, identity.Update, id); err == nil { // as it is now that nobody else decides
		err = d.takes()
	}
	return d, brief, err
}

// caseOf opens what was added. What was sealed with a key that is gone is gone.
func (s *Service) caseOf(ctx context.Context, q db.Querier, d Dispute) (Case, error) {
	c := Case{Dispute: d}
	brief, err := on(q).Brief(ctx, d.ID)
	if db.IsNoRows(err) {
		return c, nil
	} else if err != nil {
		return c, err
	}
	if len(brief.NoteSealed) > 0 {
		c.Version = brief.Version
		plain, err := s.People.OpenTx(ctx, q, d.PersonID, field("brief", "note_sealed", d.ID), brief.NoteSealed)
		if errors.Is(err, crypto.ErrKeyDestroyed) {
			return c, nil
		} else if err != nil {
			return c, err
		}
		c.Note = string(plain)
	}
	c.Files, err = s.filesOf(ctx, q, d)
	return c, err
}
