package reconcile

import (
	"context"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/reconcile/internal/reconciledb"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// netAhead is how long before it would be an alarm that what took itself back is taken out: as late as can be, because until
// then the other side may still tell of it, and with time for the hourly job to be late once.
const netAhead = 2 * time.Hour

// undoes is what takes back what, in the words of gateways. A refund does not take a payment back: both moved.
var undoes = map[payment.ReportKind]payment.ReportKind{
	payment.ReportRefundBack: payment.ReportRefund,
	payment.ReportDisputeWon: payment.ReportDispute,
	payment.ReportPayoutBack: payment.ReportPayout,
}

// opposites finds, among what is open after everything was paired, the items of one side that took each other back and of which
// the other side has neither: about the same payment or payout, in one currency, with the sum zero. One of the two is late by
// soon. Each is used once, the earlier before the later.
func opposites(open []Item, soon time.Time) (out [][2]Item) {
	used := map[int]bool{}
	for i, back := range open {
		for j, was := range open {
			if !used[i] && !used[j] && takesBack(back, was) && (back.Late(soon) || was.Late(soon)) && !otherSideHas(open, back, was) {
				used[i], used[j] = true, true
				out = append(out, [2]Item{was, back})
			}
		}
	}
	return out
}

func takesBack(back, was Item) bool {
	kind, ok := undoes[payment.ReportKind(back.Kind)]
	if !ok || back.Side != was.Side || back.Reference == uuid.Nil || back.Reference != was.Reference || back.Amount != opposite(was.Amount) {
		return false
	}
	return was.Kind == string(kind) || was.Side == Line && isKind(was.Kind, string(kind))
}

func opposite(a money.Amount) money.Amount {
	a.Minor = -a.Minor
	return a
}

// otherSideHas reports whether one of two could still be paired: then something is wrong, and nothing is taken out.
func otherSideHas(open []Item, one, two Item) bool {
	for _, x := range open {
		if x.Side != one.Side && (x.same() == one.same() || x.same() == two.same()) {
			return true
		}
	}
	return false
}

// net takes out, at every gateway with something that would soon be an alarm, what took itself back.
func (s *Service) net(ctx context.Context, now time.Time) error {
	list, err := on(s.DB).NearlyLateGateways(ctx, now.Add(netAhead))
	for _, gateway := range list {
		err = s.DB.InTx(ctx, func(tx db.Tx) error {
			if err := on(tx).LockGateway(ctx, gateway); err != nil {
				return err
			}
			return netTx(ctx, tx, gateway, now)
		})
		if err != nil {
			return err
		}
	}
	return err
}

// netTx writes down which items took each other back; the gateway is locked and everything that can be is paired.
func netTx(ctx context.Context, tx db.Tx, gateway string, now time.Time) error {
	q := on(tx)
	rows, err := q.Waiting(ctx, reconciledb.WaitingParams{Gateway: gateway, Most: maxOpen})
	if err != nil {
		return err
	}
	of, by := reconciledb.OffsetRowsParams{Gateway: gateway}, reconciledb.OffsetLinesParams{}
	for _, two := range opposites(waitingOf(gateway, rows), now.Add(netAhead)) {
		for i, x := range two {
			y := two[1-i]
			if x.Side == Row {
				of.Refs, of.ByRefs = append(of.Refs, x.Subject), append(of.ByRefs, y.Subject)
				continue
			}
			by.Transactions, by.Numbers = append(by.Transactions, x.entry.transaction), append(by.Numbers, x.entry.line)
			by.ByTransactions, by.ByNumbers = append(by.ByTransactions, y.entry.transaction), append(by.ByNumbers, y.entry.line)
		}
	}
	if _, err := q.OffsetRows(ctx, of); err != nil {
		return err
	}
	_, err = q.OffsetLines(ctx, by)
	return err
}

func waitingOf(gateway string, rows []reconciledb.WaitingRow) []Item {
	out := make([]Item, len(rows))
	for i, r := range rows {
		out[i] = Item{Side: Side(r.Side), Gateway: gateway, Subject: r.Subject, Kind: r.Kind, Reference: orNil(r.Reference),
			Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, At: r.At.UTC(), LateAt: r.LateAt.UTC()}
		if r.TransactionID != nil && r.Line != nil {
			out[i].entry = entry{*r.TransactionID, *r.Line}
		}
	}
	return out
}
