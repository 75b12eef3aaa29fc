package lab

import (
	"context"
	"fmt"
	"io"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/db"
	"klear/internal/platform/ids"
)

// benchLedger compares postings a second, each in a transaction of its own as a captured payment is, with the same rows put
// into the same tables by plain inserts, while the chain is sealed as in the product. The ratio is postings to inserts.
func benchLedger(ctx context.Context, d time.Duration, out io.Writer) (ratio float64, err error) {
	database, stop, err := bareDatabase(ctx)
	if err != nil {
		return 0, err
	}
	defer stop()
	sealed := (&proof{db: database}).sealAlong(ctx)
	source := ids.NewSource(nil)
	by := func(write func(context.Context, db.Tx, ledger.Posting) error) func(context.Context, int) error {
		return func(ctx context.Context, _ int) error {
			p := captured(source)
			return database.InTx(ctx, func(tx db.Tx) error { return write(ctx, tx, p) })
		}
	}
	ours, plain := by(postOnce), by(insertPlainly)
	// In turn, twice, so that a machine that slows down slows both.
	Load(ctx, "warm", bookkeepers, time.Second, ours)
	Load(ctx, "warm", bookkeepers, time.Second, plain)
	var posted, inserted float64
	for range 2 {
		f := Load(ctx, "ledger_postings", bookkeepers, d/2, ours)
		f.Print(out)
		g := Load(ctx, "plain_inserts", bookkeepers, d/2, plain)
		g.Print(out)
		posted, inserted = posted+f.PerSecond(), inserted+g.PerSecond()
	}
	ratio = posted / inserted
	fmt.Fprintf(out, "ledger_to_plain_insert_ratio: %.2f (bar 0.80)\n", ratio)
	return ratio, sealed()
}

// captured is what a payment leaves in the books: an account that all share, and one of its own.
func captured(source ids.Source) ledger.Posting {
	booking, payment := source.ID(), source.ID()
	clearing := ledger.Account{Kind: ledger.PSPClearing, Owner: sandbox.Name, Currency: "INR"}
	escrow := ledger.Account{Kind: ledger.BookingEscrow, Owner: booking.String(), Currency: "INR"}
	return ledger.Posting{ID: source.ID(), EventKey: "cap:" + payment.String(), Event: "capture", BookingID: booking, PaymentID: payment, At: time.Now().UTC(),
		Lines: []ledger.Line{ledger.Debit(clearing, 120_000), ledger.Credit(escrow, 120_000)}}
}

func postOnce(ctx context.Context, tx db.Tx, p ledger.Posting) error {
	_, err := ledger.PostTx(ctx, tx, p)
	return err
}

// insertPlainly writes the rows of a posting as one would by hand, a statement for each table.
func insertPlainly(ctx context.Context, tx db.Tx, p ledger.Posting) error {
	a, b := p.Lines[0], p.Lines[1]
	one, other := a.Account.ID(), b.Account.ID()
	for _, s := range []struct {
		sql  string
		args []any
	}{
		{"insert into ledger.account (id, kind, owner, currency) values ($1, $2, $3, $4), ($5, $6, $7, $8) on conflict do nothing",
			[]any{one, string(a.Account.Kind), a.Account.Owner, a.Account.Currency, other, string(b.Account.Kind), b.Account.Owner, b.Account.Currency}},
		{"insert into ledger.transaction (id, lines, event_key, kind, booking_id, payment_id, occurred_at) values ($1, 2, $2, $3, $4, $5, $6)",
			[]any{p.ID, p.EventKey, p.Event, p.BookingID, p.PaymentID, p.At}},
		{"insert into ledger.entry (transaction_id, lines, line, account_id, currency, amount_minor) values ($1, 2, 1, $2, $3, $4), ($1, 2, 2, $5, $6, $7)",
			[]any{p.ID, one, a.Account.Currency, a.Minor, other, b.Account.Currency, b.Minor}},
	} {
		if _, err := tx.Exec(ctx, s.sql, s.args...); err != nil {
			return err
		}
	}
	return nil
}
