package main

import (
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
	books, err := a.Audit(ctx, nil)
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
	fmt.Fprintf(w, "sealed: %d\nsigned_days: %d\nunbalanced: %d\nbalances_off: %d\npayments_off: %d\nrefunds_off: %d\nparts_off: %d\nsteps_off: %d\nperiods_off: %d\npayouts_off: %d\ndocuments_off: %d\nbookings_off: %d\nopen_differences: %d\nunread_days: %d\n", b.Chain.Sealed,
		b.Chain.Statements, len(b.Report.Faults), len(b.Report.Balances)+len(b.Report.Practitioners)+len(b.Report.Credits), len(b.Report.Payments)+len(b.Report.Strays), len(b.Report.Refunds), len(b.Report.Parts), len(b.Report.Steps), len(b.Periods), len(b.Payouts), len(b.Documents), len(b.Off), len(b.Open), len(b.Unread))
	for _, f := range b.Findings() {
		fmt.Fprintf(w, "wrong: %s\n", f)
	}
}
