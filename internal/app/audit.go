package app

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/invoice"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout"
	"klear/internal/modules/reconcile"
	"klear/internal/modules/subscription"
	"klear/internal/platform/db"
)

// Audit is what a replay of the books found, how bookings and their money go together, which payouts, periods of plans and documents are not
// what was posted and issued, and what the books and the stored reports of the gateways do not agree on.
type Audit struct {
	payment.Books
	Payouts   []payout.Off
	Periods   []subscription.Off
	Documents []invoice.Off
	Off       []booking.Off    // bookings in a state that their money's state does not allow
	Open      []reconcile.Item // the oldest first, at most 100
	// Unread are days of which no report could be compared with the books, the oldest first, at most 100.
	Unread []reconcile.UnreadDay
}

// Sound reports whether everything holds, to the minor unit.
func (a Audit) Sound() bool {
	return a.Books.Sound() && len(a.Payouts)+len(a.Periods)+len(a.Documents)+len(a.Off)+len(a.Open)+len(a.Unread) == 0
}

// Findings says what is wrong, a line each: the books first, then what does not agree with them.
func (a Audit) Findings() []string {
	out := a.Books.Findings()
	for _, o := range a.Payouts {
		out = append(out, o.String())
	}
	for _, o := range a.Periods {
		out = append(out, o.String())
	}
	for _, o := range a.Documents {
		out = append(out, o.String())
	}
	for _, o := range a.Off {
		out = append(out, fmt.Sprintf("booking %s (%s) is %s, which its money or its steps contradict: %s", o.Code, o.BookingID, o.Status, cmp.Or(o.Money, "steps")))
	}
	for _, i := range a.Open {
		out = append(out, fmt.Sprintf("%s %s %s of %s %s has no counterpart (%s)", i.Gateway, i.Kind, i.Subject, i.Amount.Decimal(), i.Amount.Currency, i.Side))
	}
	for _, d := range a.Unread {
		out = append(out, fmt.Sprintf("%s %s was not compared: its report has not been read", d.Gateway, d.Day.Format(time.DateOnly)))
	}
	return out
}

// Audit replays the books, compares every booking with its money and its steps, every payout, period of a plan and document with
// what was posted and issued, and the books with the gateways' reports as far as they were read; which were not it says, too.
// progress hears how many seals hold so far; nil: nobody does.
func (a *App) Audit(ctx context.Context, progress func(sealed int64)) (out Audit, err error) {
	if out.Books, err = a.payments.Audit(ctx, progress); err != nil {
		return out, err
	}
	err = a.db.InTx(ctx, func(tx db.Tx) (err error) {
		if _, err := tx.Exec(ctx, "set transaction isolation level repeatable read, read only; set local statement_timeout = 0"); err != nil {
			return err
		}
		if out.Payouts, err = a.payouts.VerifyPayouts(ctx, tx); err != nil {
			return err
		}
		if out.Periods, err = a.plans.VerifyPeriods(ctx, tx); err != nil {
			return err
		}
		if out.Documents, err = a.invoices.VerifyDocuments(ctx, tx); err != nil {
			return err
		}
		out.Off, err = a.bookings.VerifyPairs(ctx, tx, a.clock.Now())
		return err
	})
	if err != nil {
		return out, err
	}
	if out.Open, err = a.reconciled.LateItems(ctx, a.db, 100); err != nil {
		return out, err
	}
	out.Unread, _, err = a.reconciled.Unread(ctx, a.db, 100)
	return out, err
}
