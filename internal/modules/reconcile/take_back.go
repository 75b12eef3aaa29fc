package reconcile

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/reconcile/internal/reconciledb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// takeBackTx looks among rows without a counterpart for lines that an operator explained because the gateway had not reported them.
// That explanation said what became of money that never came, or never went. Now the gateway says that it did, so it holds no more:
// its posting is taken back by one of the row's, which is then the row's pair. Of one explained line this is done once.
func (s *Service) takeBackTx(ctx context.Context, tx db.Tx, gateway string, now time.Time, rest []Item) error {
	rows := slices.DeleteFunc(slices.Clone(rest), func(r Item) bool { return r.Reference == uuid.Nil })
	if len(rows) == 0 {
		return nil
	}
	about := reconciledb.ExplainedLinesParams{Gateway: gateway}
	for _, r := range rows {
		about.ReferenceIds = append(about.ReferenceIds, r.Reference)
	}
	explained, err := on(tx).ExplainedLines(ctx, about)
	if err != nil {
		return err
	}
	lines, by := make([]Item, len(explained)), map[entry]reconciledb.ExplainedLinesRow{}
	for i, x := range explained {
		lines[i] = explainedItem(x)
		by[lines[i].entry] = x
	}
	var out []ledger.Posting
	kept := reconciledb.KeepReportedParams{Gateway: gateway}
	for _, x := range match(rows, lines) {
		p, ok, err := s.takingBack(ctx, tx, now, x.row, by[x.line.entry])
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		out = append(out, p)
		kept.Transactions, kept.Numbers = append(kept.Transactions, x.line.entry.transaction), append(kept.Numbers, x.line.entry.line)
		kept.Refs, kept.EventKeys = append(kept.Refs, x.row.Subject), append(kept.EventKeys, p.EventKey)
	}
	if len(out) == 0 {
		return nil
	}
	if _, err := ledger.PostAllTx(ctx, tx, out); err != nil {
		return err
	}
	return on(tx).KeepReported(ctx, kept)
}

func explainedItem(r reconciledb.ExplainedLinesRow) Item {
	return linesOf([]reconciledb.ReconcileLine{{TransactionID: r.TransactionID, Line: r.Line, Gateway: r.Gateway, EventKey: r.EventKey, Event: r.Event, Reference: r.Reference,
		BookingID: r.BookingID, Currency: r.Currency, AmountMinor: r.AmountMinor, At: r.At}})[0]
}

// takingBack is the posting of a row that takes an explanation back as far as the explained line goes: the same accounts, the
// other way round. Its key is the row's, which pairs the two. It gives false for an explanation without another account: what came
// to nothing moved nothing there.
func (s *Service) takingBack(ctx context.Context, tx db.Tx, now time.Time, row Item, line reconciledb.ExplainedLinesRow) (ledger.Posting, bool, error) {
	said, err := ledger.ReadTransaction(ctx, tx, line.ByTransactionID)
	if err != nil {
		return ledger.Posting{}, false, err
	}
	clearing := ledger.Account{Kind: ledger.PSPClearing, Owner: row.Gateway, Currency: row.Amount.Currency}
	at := slices.IndexFunc(said.Lines, func(l ledger.Line) bool { return l.Account != clearing })
	if at < 0 {
		return ledger.Posting{}, false, nil
	}
	against := said.Lines[at].Account
	h := ledger.Heading{ID: s.IDs.ID(), Key: postingKey(row.Gateway, payment.ReportRow{Ref: row.Subject, Kind: payment.ReportKind(row.Kind)}), BookingID: orNil(line.BookingID), At: now}
	return ledger.Correction(h, line.ByEventKey, ledger.Debit(clearing, row.Amount.Minor), ledger.Credit(against, row.Amount.Minor)), true, nil
}
