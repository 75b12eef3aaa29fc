package payment

import (
	"context"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// TotalMinor is what the attempt is for: what the gateway is asked for, and the payer's credit.
func (p Payment) TotalMinor() int64 { return p.AmountMinor + p.CreditMinor }

// TakenMinor is what was taken from the payer: by the gateway, and of their credit. Until the gateway took its part, nothing was.
func (p Payment) TakenMinor() int64 {
	if p.CapturedMinor == 0 {
		return 0
	}
	return p.CapturedMinor + p.CreditMinor
}

// BackMinor is what of it was given back, each part the way it came.
func (p Payment) BackMinor() int64 {
	if p.CapturedMinor == 0 {
		return 0
	}
	return p.RefundedMinor + p.CreditReversedMinor
}

// CreditKeptMinor is what of the payer's credit was taken and not given back.
func (p Payment) CreditKeptMinor() int64 { return p.CreditMinor - p.CreditReversedMinor }

// GatewayKeptMinor is what the gateway took and has not given back.
func (p Payment) GatewayKeptMinor() int64 { return p.CapturedMinor - p.RefundedMinor }

// CreditOffer is how much of their credit somebody would spend on a price with a practitioner: all of the price if it is covered,
// and otherwise as much as leaves an amount that the gateway can take. Zero: nothing.
func (s *Service) CreditOffer(ctx context.Context, q db.Querier, payer, practitioner uuid.UUID, price money.Amount) (money.Amount, error) {
	out := money.Amount{Currency: price.Currency}
	list, err := ledger.Credits(ctx, q, payer)
	for _, a := range list {
		if a.Currency == price.Currency {
			out.Minor = min(a.Minor, price.Minor)
		}
	}
	if err != nil || out.Minor == 0 || out == price {
		return out, err
	}
	g, err := s.chooseFor(ctx, practitioner, price.Currency)
	if err != nil {
		return money.Amount{}, err
	}
	out.Minor = beside(g, out.Minor, price)
	return out, nil
}

// CreditOf is CreditOffer as it stands now.
func (s *Service) CreditOf(ctx context.Context, payer, practitioner uuid.UUID, price money.Amount) (money.Amount, error) {
	return s.CreditOffer(ctx, s.db, payer, practitioner, price)
}

// beside is how much of credit is spent on a price of which a gateway takes the rest.
func beside(g Gateway, credit int64, price money.Amount) int64 {
	rest := max(price.Minor-credit, 1)
	if l, ok := g.(Limits); ok {
		if e, refused := apperr.As(l.Takes(money.Amount{Minor: upTo(g, rest, price.Currency), Currency: price.Currency})); refused {
			if d, ok := e.Details.(PriceDetails); ok && d.Reason == PriceTooLow {
				rest = max(rest, d.Bound.Minor)
			}
		}
	}
	return max(price.Minor-upTo(g, rest, price.Currency), 0)
}

// upTo is an amount as the gateway moves it, rounded up.
func upTo(g Gateway, minor int64, currency string) int64 {
	if st, ok := g.(Stepped); ok {
		if over := minor % st.Step(currency); over > 0 {
			minor += st.Step(currency) - over
		}
	}
	return minor
}

// creditTx is how much of the payer's credit b takes, whose row is locked until the end of the transaction.
func (s *Service) creditTx(ctx context.Context, tx db.Tx, b Begin) (int64, error) {
	if !b.Credit || b.Purpose != ForBooking || !b.ChargeAt.IsZero() {
		return 0, nil
	}
	g, err := s.gateway(b.Gateway)
	if err != nil {
		return 0, err
	}
	there, err := ledger.LockCreditTx(ctx, tx, ledger.CreditOf(b.PayerID, b.Amount.Currency))
	if err != nil || there == 0 {
		return 0, err
	}
	return beside(g, min(there, b.Amount.Minor), b.Amount), nil
}

// reservePosting takes credit when a payment begins: it waits where the rest will.
func (p Payment) reservePosting(id uuid.UUID, at time.Time) ledger.Posting {
	return p.posting(id, "reserve", "credit:"+p.ID.String(), at, ledger.Debit(p.credit(), p.CreditMinor), ledger.Credit(p.escrow(), p.CreditMinor))
}

// releasePosting gives it back when the attempt came to nothing.
func (p Payment) releasePosting(id uuid.UUID, at time.Time) ledger.Posting {
	return p.posting(id, "release", "uncredit:"+p.ID.String(), at, p.releasedLines(p.CreditMinor)...)
}

func (p Payment) releasedLines(minor int64) []ledger.Line {
	return []ledger.Line{ledger.Debit(p.escrow(), minor), ledger.Credit(p.credit(), minor)}
}

// followCreditTx posts what an outcome means for money and reserved credit; reserved is what was, before the outcome.
func (s *Service) followCreditTx(ctx context.Context, tx db.Tx, now time.Time, p Payment, reserved int64) error {
	var posting ledger.Posting
	switch {
	case p.Status == Captured:
		posting = p.capturePosting(s.ids.ID(), now)
		posting.Lines = append(posting.Lines, p.releasedLines(reserved-p.CreditMinor)...)
	case !p.Status.Live() && reserved > 0:
		posting = p.releasePosting(s.ids.ID(), now)
	default:
		return nil
	}
	_, err := ledger.PostTx(ctx, tx, posting)
	return err
}

// creditBack is how much of a refund is credit: by its own running total, at least what the gateway does not have any more, and
// so that the gateway's part is one that it can send.
func (s *Service) creditBack(p Payment, amount, lost int64) (int64, error) {
	if p.CreditMinor == 0 {
		return 0, s.stepFault(p, amount)
	}
	credit, err := p.creditPart(amount, lost)
	if err != nil {
		return 0, err
	}
	if g, ok := s.gateways[p.Gateway].(Stepped); ok {
		if over := (amount - credit) % g.Step(p.Currency); credit+over <= p.CreditKeptMinor() {
			credit += over
		} else if less := g.Step(p.Currency) - over; less <= credit && amount-credit+less <= p.GatewayKeptMinor()-lost {
			credit -= less
		}
	}
	return credit, s.stepFault(p, amount-credit)
}

func (p Payment) creditPart(amount, lost int64) (int64, error) {
	credit, err := money.CumulativeReversal(p.CreditMinor, p.TakenMinor(), p.BackMinor()+amount, p.CreditReversedMinor)
	if err != nil {
		return 0, err
	}
	credit = max(credit, 0, amount-(p.GatewayKeptMinor()-lost))
	return min(credit, amount, p.CreditKeptMinor()), nil
}

// reserveTx posts the credit of a payment that has begun.
func (s *Service) reserveTx(ctx context.Context, tx db.Tx, now time.Time, row paymentdb.PaymentPayment) (Payment, error) {
	p := paymentOf(row)
	if p.CreditMinor == 0 {
		return p, nil
	}
	_, err := ledger.PostTx(ctx, tx, p.reservePosting(s.ids.ID(), now))
	return p, err
}
