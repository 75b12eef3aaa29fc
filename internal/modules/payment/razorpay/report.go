package razorpay

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// reconPage is how many rows of the report one call gives, at most.
const reconPage = 1000

// settlesWithin is how long a payment may wait for its settlement, and a row of the report with it. Razorpay settles two or three
// working days after the payment: with a weekend and the holidays of an Indian bank in between that is over a week.
const settlesWithin = 8 * 24 * time.Hour

// movement is a row of Razorpay's settlement report.
type movement struct {
	EntityID     string          `json:"entity_id"`
	Type         string          `json:"type"` // payment, refund, transfer, adjustment
	Debit        int64           `json:"debit"`
	Credit       int64           `json:"credit"`
	Amount       int64           `json:"amount"`
	Currency     string          `json:"currency"`
	Fee          int64           `json:"fee"` // tax included
	SettledAt    int64           `json:"settled_at"`
	SettlementID string          `json:"settlement_id"`
	PaymentID    string          `json:"payment_id"`
	DisputeID    string          `json:"dispute_id"`
	Notes        json.RawMessage `json:"notes"`
}

// Lag is Razorpay's settlement cycle. The money of a dispute is taken when it is lost.
func (g *Gateway) Lag() payment.Lag {
	return payment.Lag{Within: settlesWithin, DisputesWhenLost: true}
}

// Report lists what Razorpay settled on a day in UTC, oldest first, and what it sent to our bank for it. A payment is
// settled days after it was made: a row is of the day of its settlement.
func (g *Gateway) Report(ctx context.Context, day time.Time) ([]payment.ReportRow, error) {
	day = day.UTC()
	var all []movement
	for skip := 0; ; skip += reconPage {
		var page list[movement]
		q := url.Values{"year": {strconv.Itoa(day.Year())}, "month": {day.Format("01")}, "day": {day.Format("02")},
			"count": {strconv.Itoa(reconPage)}, "skip": {strconv.Itoa(skip)}}
		if err := g.get(ctx, "/v1/settlements/recon/combined", q, &page); err != nil {
			return nil, err
		}
		if all = append(all, page.Items...); len(page.Items) < reconPage {
			break
		}
	}
	slices.SortStableFunc(all, func(a, b movement) int { return int(a.SettledAt - b.SettledAt) })
	var out []payment.ReportRow
	for _, m := range all {
		rows, err := g.rows(ctx, m)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return append(out, settlements(all, day)...), nil
}

// rows is one movement, and the fee that was kept of it. What was given back to complete a capture counts as capture.
func (g *Gateway) rows(ctx context.Context, m movement) ([]payment.ReportRow, error) {
	reference, err := g.about(ctx, m)
	if err != nil {
		return nil, err
	}
	row := payment.ReportRow{Ref: m.EntityID, Kind: payment.ReportKind(m.Type), Reference: reference, At: time.Unix(m.SettledAt, 0).UTC(),
		Amount: money.Amount{Minor: m.Credit - m.Debit, Currency: m.Currency}}
	switch {
	case m.Type == "payment":
		row.Kind, row.Amount.Minor = payment.ReportCapture, m.Amount
	case m.Type == "refund" && notesOf(m.Notes)["key"] == releaseKey:
		row.Kind, row.Amount.Minor = payment.ReportCapture, -m.Amount
	case m.Type == "refund":
		row.Kind, row.Amount.Minor = payment.ReportRefund, -m.Amount
	case m.Type == "transfer":
		row.Kind = payment.ReportPayout
	case m.Type == "reversal":
		row.Kind = payment.ReportPayoutBack
	case m.Type == "adjustment" && m.DisputeID != "" && m.Credit > 0:
		row.Kind = payment.ReportDisputeWon
	case m.Type == "adjustment" && m.DisputeID != "":
		row.Kind = payment.ReportDispute
	}
	if m.Fee == 0 {
		return []payment.ReportRow{row}, nil
	}
	fee := row
	fee.Ref, fee.Kind, fee.Amount.Minor = m.EntityID+"_fee", payment.ReportFee, -m.Fee
	return []payment.ReportRow{row, fee}, nil
}

// about is our payment or payout behind a movement: Razorpay's id was remembered when it was made or read.
func (g *Gateway) about(ctx context.Context, m movement) (uuid.UUID, error) {
	kind, id := kindPayment, m.PaymentID
	switch m.Type {
	case "payment":
		id = m.EntityID
	case "transfer":
		kind, id = kindTransfer, m.EntityID
	case "reversal":
		kind, id = kindReversal, m.EntityID
	case "adjustment":
		if m.DisputeID != "" {
			kind, id = kindDispute, m.DisputeID
		}
	}
	if id == "" {
		return uuid.Nil, nil
	}
	return g.o.Memory.Reference(ctx, kind, id)
}

// settlements are what went to our bank: each settlement once, in the order in which it appears.
func settlements(all []movement, day time.Time) []payment.ReportRow {
	var out []payment.ReportRow
	at := map[string]int{}
	for _, m := range all {
		n, known := at[m.SettlementID]
		if m.SettlementID == "" {
			continue
		}
		if !known {
			n, at[m.SettlementID] = len(out), len(out)
			out = append(out, payment.ReportRow{Ref: m.SettlementID, Kind: payment.ReportSettlement, At: time.Unix(m.SettledAt, 0).UTC(), Amount: money.Amount{Currency: m.Currency}})
		}
		out[n].Amount.Minor -= m.Credit - m.Debit
	}
	return out
}
