package stripe

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
	sdk "github.com/stripe/stripe-go/v86"
)

// Report lists what moved on the balance at Stripe on a day in UTC, oldest first. Amounts are in the currency of the
// balance: where Stripe converts, that is not the payer's. What has no kind of ours keeps Stripe's name of it, so that
// nothing is left out of a reconciliation.
func (g *Gateway) Report(ctx context.Context, day time.Time) ([]payment.ReportRow, error) {
	from := day.UTC().Truncate(24 * time.Hour)
	p := &sdk.BalanceTransactionListParams{
		CreatedRange: &sdk.RangeQueryParams{GreaterThanOrEqual: from.Unix(), LesserThan: from.AddDate(0, 0, 1).Unix()},
		Expand:       []*string{sdk.String("data.source")},
	}
	p.Limit = sdk.Int64(100)
	var out []payment.ReportRow
	for b, err := range g.api.V1BalanceTransactions.List(ctx, p).All(ctx) {
		if err != nil {
			return nil, unread(err)
		}
		rows, err := g.rows(ctx, b)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	slices.Reverse(out) // Stripe gives the newest first
	return out, nil
}

var reportKinds = map[sdk.BalanceTransactionType]payment.ReportKind{
	sdk.BalanceTransactionTypeCharge: payment.ReportCapture, sdk.BalanceTransactionTypePayment: payment.ReportCapture,
	sdk.BalanceTransactionTypeRefund: payment.ReportRefund, sdk.BalanceTransactionTypePaymentRefund: payment.ReportRefund,
	sdk.BalanceTransactionTypeRefundFailure: payment.ReportRefundBack,
	sdk.BalanceTransactionTypeTransfer:      payment.ReportPayout, sdk.BalanceTransactionTypeTransferRefund: payment.ReportPayoutBack,
	sdk.BalanceTransactionTypeTransferCancel: payment.ReportPayoutBack, sdk.BalanceTransactionTypeTransferFailure: payment.ReportPayoutBack,
	sdk.BalanceTransactionTypeStripeFee: payment.ReportFee, sdk.BalanceTransactionTypeStripeFxFee: payment.ReportFee, sdk.BalanceTransactionTypeTaxFee: payment.ReportFee,
	sdk.BalanceTransactionTypePayout: payment.ReportSettlement, sdk.BalanceTransactionTypePayoutCancel: payment.ReportSettlement,
	sdk.BalanceTransactionTypePayoutFailure: payment.ReportSettlement,
}

// rows is one balance transaction: what it is about, and the fee that was taken with it as a row of its own (before it,
// since the list is turned around).
func (g *Gateway) rows(ctx context.Context, b *sdk.BalanceTransaction) ([]payment.ReportRow, error) {
	reference, err := g.about(ctx, b.Source)
	if err != nil {
		return nil, err
	}
	row := payment.ReportRow{Ref: b.ID, Kind: kindOf(b), Reference: reference, Amount: amount(b.Amount, b.Currency), At: time.Unix(b.Created, 0).UTC()}
	if b.Fee == 0 {
		return []payment.ReportRow{row}, nil
	}
	fee := row
	fee.Ref, fee.Kind, fee.Amount = b.ID+"_fee", payment.ReportFee, amount(-b.Fee, b.Currency)
	return []payment.ReportRow{fee, row}, nil
}

func kindOf(b *sdk.BalanceTransaction) payment.ReportKind {
	if k, ok := reportKinds[b.Type]; ok {
		return k
	}
	if b.Type == sdk.BalanceTransactionTypeAdjustment {
		switch b.ReportingCategory {
		case sdk.BalanceTransactionReportingCategoryDispute:
			return payment.ReportDispute
		case sdk.BalanceTransactionReportingCategoryDisputeReversal:
			return payment.ReportDisputeWon
		}
	}
	return payment.ReportKind(b.Type)
}

// about is what of ours a movement is for. A dispute names its payment intent, which is remembered; nothing is asked for
// again.
func (g *Gateway) about(ctx context.Context, s *sdk.BalanceTransactionSource) (uuid.UUID, error) {
	switch {
	case s == nil:
		return uuid.Nil, nil
	case s.Charge != nil:
		return referenceOf(s.Charge.Metadata), nil
	case s.Refund != nil:
		return referenceOf(s.Refund.Metadata), nil
	case s.Transfer != nil:
		return referenceOf(s.Transfer.Metadata), nil
	case s.TransferReversal != nil:
		return referenceOf(s.TransferReversal.Metadata), nil
	case s.Dispute != nil && s.Dispute.PaymentIntent != nil:
		return g.o.Memory.Reference(ctx, kindIntent, s.Dispute.PaymentIntent.ID)
	}
	return uuid.Nil, nil
}
