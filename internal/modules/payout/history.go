package payout

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout/internal/payoutdb"

	"github.com/google/uuid"
)

// Moving selects payouts that have not arrived yet, in History.
const Moving Status = "moving"

// History lists the own payouts, newest first, and how many there are; status "": all. Errors: those of own.
func (s *Service) History(ctx context.Context, who identity.Principal, status Status, page Page) ([]Payout, int, error) {
	p, err := s.own(ctx, who, identity.Read)
	if err != nil {
		return nil, 0, err
	}
	limit, skip := page.window()
	rows, err := on(s.DB).PayoutsOf(ctx, payoutdb.PayoutsOfParams{PractitionerID: p.ID, Status: string(status), MaxRows: limit, Skip: skip})
	out, total := make([]Payout, len(rows)), 0
	for i, r := range rows {
		out[i], total = payoutOf(r.PayoutPayout), int(r.Total)
	}
	return out, total, err
}

// Payout reads one payout with a page of the postings that it is the sum of, and how many there are: the practitioner's own,
// or for an operator anybody's. Errors: ErrNotFound, also for those of others.
func (s *Service) Payout(ctx context.Context, who identity.Principal, id uuid.UUID, page Page) (Payout, []Line, int, error) {
	p, err := s.payout(ctx, s.DB, id)
	if err != nil {
		return Payout{}, nil, 0, err
	}
	if !identity.Allowed(who, identity.Read, identity.ResPayout, identity.Subject{Owner: p.PersonID}) {
		return Payout{}, nil, 0, ErrNotFound
	}
	limit, skip := page.window()
	rows, err := on(s.DB).PayoutLines(ctx, payoutdb.PayoutLinesParams{PayoutID: id, MaxRows: limit, Skip: skip})
	out, total := make([]Line, len(rows)), 0
	for i, r := range rows {
		out[i], total = lineOf(r.TransactionID, r.Event, r.OccurredAt, r.BookingID, r.Code, r.AmountMinor, p.Amount.Currency), int(r.Total)
	}
	return p, out, total, err
}

// ByStatus lists everybody's payouts in a status, newest first, and how many there are. Operators only. Errors: identity's.
func (s *Service) ByStatus(ctx context.Context, who identity.Principal, status Status, page Page) ([]Payout, int, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, 0, err
	}
	limit, skip := page.window()
	rows, err := on(s.DB).PayoutsByStatus(ctx, payoutdb.PayoutsByStatusParams{Status: string(status), MaxRows: limit, Skip: skip})
	out, total := make([]Payout, len(rows)), 0
	for i, r := range rows {
		out[i], total = payoutOf(r.PayoutPayout), int(r.Total)
		out[i].Name = r.Name
	}
	return out, total, err
}
