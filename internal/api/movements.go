package api

import (
	"context"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// MovementsView is what somebody paid and got back in a stretch of time.
type MovementsView struct {
	Sums  []SumView      `json:"sums" doc:"of all lines, this page or not, by currency"`
	Lines []MovementView `json:"lines" doc:"newest first"`
}

// MovementView is one movement of money.
type MovementView struct {
	At             time.Time            `json:"at"`
	Kind           payment.MovementKind `json:"kind" enum:"capture,refund,refund_failed,dispute_opened,dispute_won" doc:"taken; sent back; a refund that the gateway refused and that is owed as credit; taken back by the payer's bank; given back by it"`
	PaymentID      uuid.UUID            `json:"paymentId" format:"uuid"`
	BookingID      *uuid.UUID           `json:"bookingId,omitempty" format:"uuid" doc:"missing when it was for a package"`
	PackageID      *uuid.UUID           `json:"packageId,omitempty" format:"uuid" doc:"of a package that was bought"`
	PractitionerID uuid.UUID            `json:"practitionerId" format:"uuid"`
	Amount         money.Amount         `json:"amount" doc:"negative when money went back"`
}

// SumView adds movements up, in minor units: paid = back + credit + kept.
type SumView struct {
	Currency string `json:"currency"`
	Paid     int64  `json:"paid"`
	Back     int64  `json:"back"`
	Credit   int64  `json:"credit"`
	Kept     int64  `json:"kept"`
}

type movementsInput struct {
	PageQuery
	From         time.Time `query:"from" doc:"left out: from the beginning"`
	To           time.Time `query:"to" doc:"exclusive; left out: until now"`
	Practitioner string    `query:"practitioner" format:"uuid" maxLength:"36" doc:"only what was paid to this one"`
}

func (h payments) movements(ctx context.Context, in *movementsInput) (*Out[MovementsView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	q := payment.MovementQuery{From: in.From, To: in.To, Page: payment.Page{Number: in.Page, Limit: in.Limit}}
	if q.To.IsZero() {
		q.To = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if in.Practitioner != "" {
		id, err := uuid.Parse(in.Practitioner)
		if err != nil {
			var v apperr.Validation
			v.Add("practitioner", "uuid", "Give the id of a practitioner.")
			return nil, v.Err()
		}
		q.Practitioner = id
	}
	list, total, sums, err := h.service.Movements(ctx, who, q)
	if err != nil {
		return nil, err
	}
	v := MovementsView{Sums: make([]SumView, len(sums)), Lines: make([]MovementView, len(list))}
	for i, s := range sums {
		v.Sums[i] = SumView(s)
	}
	for i, m := range list {
		v.Lines[i] = MovementView{At: m.At, Kind: m.Kind, PaymentID: m.PaymentID, PractitionerID: m.PractitionerID, Amount: m.Amount}
		v.Lines[i].BookingID, v.Lines[i].PackageID = aboutWhat(m.Purpose, m.BookingID, uuid.Nil)
	}
	return OKPage(ctx, v, in.Page, in.Limit, total), nil
}
