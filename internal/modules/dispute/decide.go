package dispute

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/dispute/internal/disputedb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Decision is an operator's answer.
type Decision struct {
	Kind      Kind
	Reason    string // for the record, at most MaxReason characters
	Confirmed bool   // they were told that there is no second answer
}

// MaxReason is the longest reason, in characters.
const MaxReason = 500

// constraintAnswered is the rule that a dispute is answered once.
const constraintAnswered = "answer_once"

// Decide answers a dispute, once: the document is written down as it will be sent, and a job sends it. Operators only.
// Errors: identity's, ErrNotFound, ErrAnswered, ErrOver, apperr.ErrValidation.
func (s *Service) Decide(ctx context.Context, who identity.Principal, id uuid.UUID, in Decision) (Dispute, error) {
	if err := may(who, identity.Update); err != nil {
		return Dispute{}, err
	}
	if err := in.check(); err != nil {
		return Dispute{}, err
	}
	var out Dispute
	now := s.Clock.Now()
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		if _, err := s.find(ctx, tx, who, identity.Update, id); err != nil {
			return err
		}
		if _, err := on(tx).LockBrief(ctx, id); err != nil {
			return err
		}
		d, err := s.find(ctx, tx, who, identity.Update, id)
		if err == nil {
			err = d.takes()
		}
		if err != nil {
			return err
		}
		if err := s.answerTx(ctx, tx, who, d, in, now); err != nil {
			return err
		}
		out, err = s.find(ctx, tx, who, identity.Update, id)
		return err
	})
	return out, err
}

func (in *Decision) check() error {
	in.Reason = strings.TrimSpace(in.Reason)
	var v apperr.Validation
	v.Check(in.Kind == Evidence || in.Kind == Accepted, "decision", "required", "Choose to send the evidence or to accept the loss.")
	v.Check(in.Reason != "", "reason", "required", "Give a reason: it is written to the record.")
	v.Check(utf8.RuneCountInString(in.Reason) <= MaxReason, "reason", "too_long", "Give the reason in at most %d characters.", MaxReason)
	v.Check(in.Confirmed, "confirm", "required", "Tick that you know that there is no second answer.")
	return v.Err()
}

func (s *Service) answerTx(ctx context.Context, tx db.Tx, who identity.Principal, d Dispute, in Decision, now time.Time) error {
	row := disputedb.InsertAnswerParams{DisputeID: d.ID, Kind: string(in.Kind), PersonID: who.PersonID, Reason: in.Reason, Now: now}
	if in.Kind == Evidence {
		pack, err := s.gather(ctx, tx, d)
		if err != nil {
			return err
		}
		if row.DocumentSealed, row.SealedFor, err = s.sealDocument(ctx, tx, d, who.PersonID, pack.Document()); err != nil {
			return err
		}
	}
	err := on(tx).InsertAnswer(ctx, row)
	if db.Violates(err, constraintAnswered) {
		return ErrAnswered.With(err)
	}
	if err != nil {
		return err
	}
	return s.Jobs.AddTx(ctx, tx, sendJob(d.ID))
}

// sealDocument closes the document with the practitioner's key: their words are in it. Where nobody has one any more, or ever
// had, it is the operator's.
func (s *Service) sealDocument(ctx context.Context, tx db.Tx, d Dispute, operator uuid.UUID, text string) ([]byte, *uuid.UUID, error) {
	at, owner := field("answer", "document_sealed", d.ID), d.PersonID
	if owner == uuid.Nil {
		owner = operator
	}
	sealed, err := s.People.SealTx(ctx, tx, owner, at, []byte(text))
	if errors.Is(err, crypto.ErrKeyDestroyed) {
		owner = operator
		sealed, err = s.People.SealTx(ctx, tx, owner, at, []byte(text))
	}
	return sealed, &owner, err
}

// Document is the text that was sent, or of a dispute without an answer the one that would be. Operators only. Errors:
// identity's, ErrNotFound, crypto.ErrKeyDestroyed.
func (s *Service) Document(ctx context.Context, who identity.Principal, id uuid.UUID) (string, error) {
	pack, err := s.Preview(ctx, who, id)
	if err != nil {
		return "", err
	}
	if pack.Answer == nil || pack.Answer.Kind == Accepted {
		return pack.Document(), nil
	}
	return s.document(ctx, id)
}

// document opens what was decided to be sent.
func (s *Service) document(ctx context.Context, id uuid.UUID) (string, error) {
	a, err := on(s.DB).Answer(ctx, id)
	if err != nil {
		return "", err
	}
	plain, err := s.People.OpenTx(ctx, s.DB, value(a.SealedFor), field("answer", "document_sealed", id), a.DocumentSealed)
	return string(plain), err
}
