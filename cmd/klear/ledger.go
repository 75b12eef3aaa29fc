package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"klear/internal/app"
	"klear/internal/platform/config"
	"klear/internal/platform/money"
)

type ledgerCmd struct {
	Verify verifyCmd `cmd:"" help:"Replay the books from zero: print the trial balance, name the first row that is wrong."`
}

type verifyCmd struct{ config.Config }

// errUnsound makes the exit status say that the books do not hold.
var errUnsound = errors.New("the books do not hold")

// Run reads; it changes nothing but to seal what waits for it. A server on the same data folder may go on.
func (c *verifyCmd) Run(ctx context.Context) error {
	off := false
	c.Demo = &off
	a, err := app.New(ctx, &c.Config, app.Options{Version: version, Beside: true})
	if err != nil {
		return err
	}
	defer a.Close(context.WithoutCancel(ctx))
	books, err := a.Audit(ctx)
	if err != nil {
		return err
	}
	printBooks(os.Stdout, books)
	if !books.Sound() {
		return errUnsound
	}
	return nil
}

func printBooks(w io.Writer, b app.Audit) {
	for _, x := range b.Accounts {
		fmt.Fprintf(w, "%-24s %-40s %18s %s\n", x.Kind, x.Owner, money.Amount{Minor: x.Minor, Currency: x.Currency}.Decimal(), x.Currency)
	}
	for currency, sum := range b.Sums {
		fmt.Fprintf(w, "sum_%s: %s\n", currency, money.Amount{Minor: sum, Currency: currency}.Decimal())
	}
	fmt.Fprintf(w, "sealed: %d\nsigned_days: %d\nunbalanced: %d\nbalances_off: %d\npayments_off: %d\nrefunds_off: %d\nparts_off: %d\nsteps_off: %d\nbookings_off: %d\nopen_differences: %d\n", b.Chain.Sealed,
		b.Chain.Statements, len(b.Report.Faults), len(b.Report.Balances)+len(b.Report.Practitioners)+len(b.Report.Credits), len(b.Report.Payments), len(b.Report.Refunds), len(b.Report.Parts), len(b.Report.Steps), len(b.Off), len(b.Open))
	for _, f := range b.Report.Faults {
		fmt.Fprintf(w, "wrong: %s is off by %s %s, entries missing: %d\n", f.EventKey, money.Amount{Minor: f.OffMinor, Currency: f.Currency}.Decimal(), f.Currency, f.Missing)
	}
	for _, f := range b.Report.Payments {
		fmt.Fprintf(w, "wrong: payment %s moved %d in the books, %d by its record (minor units)\n", f.PaymentID, f.LedgerMinor, f.ExpectedMinor)
	}
	for _, f := range b.Report.Refunds {
		fmt.Fprintf(w, "wrong: refund %s of payment %s is %d in the books, %d by its record; kept by the gateway %d and %d, set off %d and %d (minor units)\n", f.RefundID, f.PaymentID,
			f.LedgerMinor, f.ExpectedMinor, f.LedgerFailedMinor, f.FailedMinor, f.LedgerSetOffMinor, f.SetOffMinor)
	}
	for _, f := range b.Report.Parts {
		fmt.Fprintf(w, "wrong: %s of payment %s is %d in the books, %d by its record (minor units)\n", f.Part, f.PaymentID, f.LedgerMinor, f.ExpectedMinor)
	}
	for _, f := range b.Report.Balances {
		fmt.Fprintf(w, "wrong: balance of %s %s %s is kept as %d and its entries sum to %d (minor units)\n", f.Kind, f.Owner, f.Currency, f.KeptMinor, f.EntriesMinor)
	}
	for _, i := range b.Open {
		fmt.Fprintf(w, "wrong: %s %s %s of %s %s has no counterpart (%s)\n", i.Gateway, i.Kind, i.Subject, i.Amount.Decimal(), i.Amount.Currency, i.Side)
	}
	for _, f := range b.Report.Practitioners {
		fmt.Fprintf(w, "wrong: balance of practitioner %s in %s is kept off by %d payable, %d in transit, %d owed (minor units)\n", f.Practitioner, f.Off.Currency,
			f.Off.Payable, f.Off.InTransit, f.Off.Receivable)
	}
	for _, f := range b.Report.Credits {
		fmt.Fprintf(w, "wrong: credit of %s is kept off by %d %s (minor units)\n", f.Owner, f.Off.Minor, f.Off.Currency)
	}
	for _, key := range b.Report.Steps {
		fmt.Fprintf(w, "wrong: step %s does not say what its payment says\n", key)
	}
	for _, o := range b.Off {
		fmt.Fprintf(w, "wrong: booking %s (%s) is %s, which its money or its steps contradict: %s\n", o.Code, o.BookingID, o.Status, cmp.Or(o.Money, "steps"))
	}
	if x := b.Chain.Break; x != nil {
		fmt.Fprintf(w, "wrong: %s: seal %d, posting %s (%s)\n", x.Why, x.N, x.EventKey, x.TransactionID)
	}
}
