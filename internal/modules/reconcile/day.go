package reconcile

import (
	"context"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/reconcile/internal/reconciledb"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"
)

// maxOpen bounds what is matched at once; more than this open is no matter of matching.
const maxOpen = 20_000

// ReadDay reads a gateway's report of a day (UTC) and reconciles it. It may be done again at any time: what is known stays as it
// is, what is new is added. It calls the network first. Errors: payment.ErrGateway for a gateway without reports, the
// gateway's own.
func (s *Service) ReadDay(ctx context.Context, gateway string, day time.Time) error {
	reporter, ok := s.Reporters[gateway]
	if !ok {
		return payment.ErrGateway
	}
	rows, err := reporter.Report(ctx, day)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		q := on(tx)
		if err := q.LockGateway(ctx, gateway); err != nil {
			return err
		}
		if err := keepGateway(ctx, q, gateway, reporter); err != nil {
			return err
		}
		if err := s.keepTx(ctx, tx, gateway, day, rows); err != nil {
			return err
		}
		if err := s.matchTx(ctx, tx, gateway, day); err != nil {
			return err
		}
		if err := netTx(ctx, tx, gateway, s.Clock.Now()); err != nil {
			return err
		}
		return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Tell{}, Queue: jobs.QueueMoney})
	})
}

// keepGateway stores what a gateway says of its reports, for the question what is late.
func keepGateway(ctx context.Context, q *reconciledb.Queries, gateway string, of payment.Reporter) error {
	var lag payment.Lag
	if r, ok := of.(payment.LaggingReporter); ok {
		lag = r.Lag()
	}
	return q.KeepGateway(ctx, reconciledb.KeepGatewayParams{Gateway: gateway, WithinSeconds: lag.Within.Seconds(), DisputesWhenLost: lag.DisputesWhenLost})
}

// keepTx stores the report.
func (s *Service) keepTx(ctx context.Context, tx db.Tx, gateway string, day time.Time, rows []payment.ReportRow) error {
	q, now := on(tx), s.Clock.Now()
	if err := q.KeepDay(ctx, reconciledb.KeepDayParams{Gateway: gateway, Day: date(day), FetchedAt: now}); err != nil {
		return err
	}
	p := reconciledb.KeepRowsParams{Gateway: gateway, Day: date(day)}
	for _, r := range rows {
		if r.Amount.Minor == 0 {
			continue // moves nothing
		}
		p.Refs, p.Kinds, p.ReferenceIds = append(p.Refs, r.Ref), append(p.Kinds, string(r.Kind)), append(p.ReferenceIds, r.Reference)
		p.Currencies, p.Amounts, p.Instants = append(p.Currencies, r.Amount.Currency), append(p.Amounts, r.Amount.Minor), append(p.Instants, r.At)
	}
	if err := q.KeepRows(ctx, p); err != nil {
		return err
	}
	return q.KeepRestated(ctx, reconciledb.KeepRestatedParams{Gateway: gateway, Refs: p.Refs, Kinds: p.Kinds, Currencies: p.Currencies, Amounts: p.Amounts, Instants: p.Instants, FoundAt: now})
}

// matchTx pairs what is open. Rows that only the gateway can tell of are posted when nothing of ours is the same movement, and
// what was explained is taken back when it was reported after all; then they have their pair, too.
func (s *Service) matchTx(ctx context.Context, tx db.Tx, gateway string, day time.Time) error {
	// A movement near midnight stands on different days on the two sides.
	if err := collectTx(ctx, tx, gateway, dayOf(day).Add(-time.Hour), dayOf(day).Add(25*time.Hour)); err != nil {
		return err
	}
	rest, err := pairTx(ctx, tx, gateway)
	if err != nil || len(rest) == 0 {
		return err
	}
	now := s.Clock.Now()
	if err := s.postTx(ctx, tx, gateway, now, rest); err != nil {
		return err
	}
	if err := collectTx(ctx, tx, gateway, now, now.Add(time.Microsecond)); err != nil {
		return err
	}
	_, err = pairTx(ctx, tx, gateway)
	return err
}

// postTx posts what the books learn from rows.
func (s *Service) postTx(ctx context.Context, tx db.Tx, gateway string, now time.Time, rows []Item) error {
	var list []ledger.Posting
	var rest []Item
	for _, r := range rows {
		if p, ok := s.posting(now, r); ok {
			list = append(list, p)
		} else {
			rest = append(rest, r)
		}
	}
	if _, err := ledger.PostAllTx(ctx, tx, list); err != nil {
		return err
	}
	return s.takeBackTx(ctx, tx, gateway, now, rest)
}

// posting is what the books learn from a row: the gateway's fee, what it sent to the bank. Nothing else is believed.
func (s *Service) posting(now time.Time, r Item) (ledger.Posting, bool) {
	h := ledger.Heading{ID: s.IDs.ID(), Key: postingKey(r.Gateway, payment.ReportRow{Kind: payment.ReportKind(r.Kind), Ref: r.Subject}), PaymentID: r.Reference, At: now}
	amount := money.Amount{Minor: -r.Amount.Minor, Currency: r.Amount.Currency}
	switch payment.ReportKind(r.Kind) {
	case payment.ReportFee:
		return ledger.Fee(h, r.Gateway, amount), true
	case payment.ReportSettlement:
		return ledger.Settlement(h, r.Gateway, s.Bank, amount), true
	}
	return ledger.Posting{}, false
}

// collectTx takes our lines of a time over from the books.
func collectTx(ctx context.Context, tx db.Tx, gateway string, since, until time.Time) error {
	q := on(tx)
	rows, err := q.UncollectedLines(ctx, reconciledb.UncollectedLinesParams{Gateway: gateway, Since: since, Until: until})
	if err != nil || len(rows) == 0 {
		return err
	}
	p := reconciledb.KeepLinesParams{Gateway: gateway}
	for _, r := range rows {
		p.Transactions, p.Numbers = append(p.Transactions, r.TransactionID), append(p.Numbers, r.Line)
		p.EventKeys, p.Kinds = append(p.EventKeys, r.EventKey), append(p.Kinds, r.Event)
		p.ReferenceIds, p.Bookings = append(p.ReferenceIds, orNil(referenceOf(r.EventKey, r.PaymentID))), append(p.Bookings, orNil(r.BookingID))
		p.Currencies, p.Amounts, p.Instants = append(p.Currencies, r.Currency), append(p.Amounts, r.AmountMinor), append(p.Instants, r.OccurredAt)
	}
	return q.KeepLines(ctx, p)
}

// pairTx writes the pairs down that match finds, and gives the rows that have none.
func pairTx(ctx context.Context, tx db.Tx, gateway string) ([]Item, error) {
	q := on(tx)
	rows, err := q.OpenRows(ctx, reconciledb.OpenRowsParams{Gateway: gateway, Most: maxOpen})
	if err != nil {
		return nil, err
	}
	lines, err := q.OpenLines(ctx, reconciledb.OpenLinesParams{Gateway: gateway, Most: maxOpen})
	if err != nil {
		return nil, err
	}
	open, pairs := itemsOf(rows), match(itemsOf(rows), linesOf(lines))
	paired := map[string]bool{}
	p := reconciledb.PairRowsParams{Gateway: gateway}
	for _, x := range pairs {
		paired[x.row.Subject] = true
		p.Refs, p.Transactions, p.Numbers = append(p.Refs, x.row.Subject), append(p.Transactions, x.line.entry.transaction), append(p.Numbers, x.line.entry.line)
	}
	if _, err := q.PairRows(ctx, p); err != nil {
		return nil, err
	}
	if _, err := q.DoneLines(ctx, reconciledb.DoneLinesParams{Transactions: p.Transactions, Numbers: p.Numbers}); err != nil {
		return nil, err
	}
	var rest []Item
	for _, r := range open {
		if !paired[r.Subject] {
			rest = append(rest, r)
		}
	}
	return rest, nil
}

func itemsOf(rows []reconciledb.ReconcileRow) []Item {
	out := make([]Item, len(rows))
	for i, r := range rows {
		out[i] = Item{Side: Row, Gateway: r.Gateway, Subject: r.Ref, Kind: r.Kind, Reference: orNil(r.Reference), Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency},
			At: r.At.UTC(), Paired: r.TransactionID != nil}
	}
	return out
}

func linesOf(rows []reconciledb.ReconcileLine) []Item {
	out := make([]Item, len(rows))
	for i, r := range rows {
		out[i] = Item{Side: Line, Gateway: r.Gateway, Subject: r.EventKey, Kind: r.Event, Reference: orNil(r.Reference), BookingID: orNil(r.BookingID),
			Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, At: r.At.UTC(), Paired: r.Done, entry: entry{r.TransactionID, r.Line}}
	}
	return out
}
