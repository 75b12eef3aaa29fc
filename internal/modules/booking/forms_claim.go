package booking

import (
	"context"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// claimAnswersTx seals the answers of guests anew, with the key of the account that they turned out to be.
func (s *Service) claimAnswersTx(ctx context.Context, tx db.Tx, guests []uuid.UUID, to uuid.UUID) error {
	q := bookingdb.New(tx)
	rows, err := q.SealedAnswersOf(ctx, guests)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := s.resealAnswerTx(ctx, tx, q, r.BookingID, r.FormID, r.AnswersSealed, *r.SeekerID, to); err != nil {
			return err
		}
	}
	return nil
}

// handAnswersTx seals the answers of one booking anew when another payer takes it over before it is paid.
func (s *Service) handAnswersTx(ctx context.Context, tx db.Tx, booking, from, to uuid.UUID) error {
	if from == uuid.Nil || from == to {
		return nil
	}
	q := bookingdb.New(tx)
	rows, err := q.SealedAnswersIn(ctx, booking)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := s.resealAnswerTx(ctx, tx, q, r.BookingID, r.FormID, r.AnswersSealed, from, to); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) resealAnswerTx(ctx context.Context, tx db.Tx, q *bookingdb.Queries, booking, form uuid.UUID, sealed []byte, from, to uuid.UUID) error {
	g, err := s.openAnswer(ctx, tx, from, booking, form, sealed)
	if err != nil {
		return err
	}
	anew, err := s.sealAnswer(ctx, tx, to, booking, form, g)
	if err != nil {
		return err
	}
	return q.ResealAnswer(ctx, bookingdb.ResealAnswerParams{BookingID: booking, FormID: form, AnswersSealed: anew})
}
