package payment

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment/internal/paymentdb"

	"github.com/google/uuid"
)

// Page of a list; Number counts from 1, Limit is 1 to 100.
type Page struct{ Number, Limit int }

const maxPage = 10_000

func (p Page) clamp() Page {
	return Page{min(max(p.Number, 1), maxPage), min(max(p.Limit, 1), 100)}
}

// History lists the payments that the principal may see, newest first, and how many there are: what they paid, what
// was paid to them as a practitioner; everything for an admin; their one booking's for a guest. Errors:
// identity.ErrUnauthenticated.
func (s *Service) History(ctx context.Context, who identity.Principal, page Page) ([]Payment, int, error) {
	if who.Anonymous() {
		return nil, 0, identity.ErrUnauthenticated
	}
	if who.Guest {
		return s.historyOfGuest(ctx, who)
	}
	page = page.clamp()
	limit, skip := int32(page.Limit), int32((page.Number-1)*page.Limit)
	q := paymentdb.New(s.db)
	if identity.Allowed(who, identity.Read, identity.ResPayment, identity.Subject{}) {
		total, err := q.CountOfAll(ctx)
		if err != nil {
			return nil, 0, err
		}
		rows, err := q.HistoryOfAll(ctx, paymentdb.HistoryOfAllParams{MaxRows: limit, Skip: skip})
		return payments(rows), int(total), err
	}
	earns := identity.Allowed(who, identity.Read, identity.ResPayment, identity.Subject{Practitioner: who.PersonID})
	total, err := q.CountOfPerson(ctx, paymentdb.CountOfPersonParams{PersonID: who.PersonID, AsPractitioner: earns})
	if err != nil {
		return nil, 0, err
	}
	rows, err := q.HistoryOfPerson(ctx, paymentdb.HistoryOfPersonParams{PersonID: who.PersonID, AsPractitioner: earns, Upto: skip + limit, MaxRows: limit, Skip: skip})
	return payments(rows), int(total), err
}

func (s *Service) historyOfGuest(ctx context.Context, who identity.Principal) ([]Payment, int, error) {
	list, err := s.ByBooking(ctx, s.db, who.BookingID)
	if err != nil {
		return nil, 0, err
	}
	var out []Payment
	for _, p := range list {
		if identity.Allowed(who, identity.Read, identity.ResPayment, p.subject()) {
			out = append(out, p)
		}
	}
	return out, len(out), nil
}

func (p Payment) subject() identity.Subject {
	return identity.Subject{Owner: p.PayerID, Practitioner: p.PractitionerPersonID, Booking: p.BookingID}
}

// Receipt is a payment with its refunds; its sums are those of the ledger.
type Receipt struct {
	Payment Payment
	Refunds []RefundRecord
}

// Receipt reads one payment for somebody who may see it. Errors: ErrNotFound, also when it is not theirs.
func (s *Service) Receipt(ctx context.Context, who identity.Principal, id uuid.UUID) (Receipt, error) {
	p, err := s.Get(ctx, s.db, id)
	if err != nil {
		return Receipt{}, err
	}
	if !identity.Allowed(who, identity.Read, identity.ResPayment, p.subject()) {
		return Receipt{}, ErrNotFound
	}
	refunds, err := s.Refunds(ctx, s.db, id)
	return Receipt{p, refunds}, err
}
