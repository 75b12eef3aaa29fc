// Package ledger is the double-entry book of record. A Posting is one business event: a set of lines that sums to zero
// per currency, posted at most once under its event key. Nothing is ever changed; a mistake is corrected by a further
// posting. The database checks the balance at commit and refuses changes whatever this code does
// (migrations/0040_payment.sql).
//
// Owns: schema ledger. It stands on nothing: the modules that move money (payment, …) post here, each in the transaction
// of its own change.
package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"klear/internal/modules/ledger/internal/ledgerdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Kind is a class of account; payments.md §4 says what each means.
type Kind string

// The accounts in use. Assets and expenses have debit (positive) balances, liabilities and income credit (negative) ones.
const (
	PSPClearing            Kind = "psp_clearing"            // asset, per gateway: captured there, not yet in our bank
	BookingEscrow          Kind = "booking_escrow"          // liability, per booking: captured for a service not yet rendered
	PractitionerPayable    Kind = "practitioner_payable"    // liability, per practitioner: earned, not yet paid out
	PractitionerInTransit  Kind = "practitioner_in_transit" // liability, per practitioner: payout sent, not confirmed
	PractitionerReceivable Kind = "practitioner_receivable" // asset, per practitioner: given back to clients after it was paid out
	PlatformRevenue        Kind = "platform_revenue"        // income; owner "commission" or "fees"
	ClientCredit           Kind = "client_credit"           // liability, per person: owed to the client
	PSPFees                Kind = "psp_fees"                // expense, per gateway
	DisputeReserve         Kind = "dispute_reserve"         // asset, per booking: taken by the bank while a dispute is open
	DisputeLoss            Kind = "dispute_loss"            // expense: lost disputes that the platform bears
	Goodwill               Kind = "goodwill"                // expense: credit that an operator gave away
	PackageLiability       Kind = "package_liability"       // liability, per package: captured for sessions not yet booked
	TaxPayable             Kind = "tax_payable"             // liability, per tax and country ("GST:IN"): on what the platform sells
	TCSPayable             Kind = "tcs_payable"             // liability, per tax and country ("TCS:IN"): collected from practitioners
)

// Account is what a line posts to. It exists from its first posting on.
type Account struct {
	Kind     Kind
	Owner    string // the gateway, booking, practitioner or person it is about; at most 100 bytes
	Currency string // ISO 4217
}

// accountSpace is the name space of account ids. Changing it would split every account in two.
var accountSpace = uuid.MustParse("5b9c1d7e-2f34-5a68-9b1c-6b6c65617200")

// ID is a hash of the account's three parts (UUIDv5), so that posting needs no look-up.
func (a Account) ID() uuid.UUID {
	return uuid.NewSHA1(accountSpace, []byte(string(a.Kind)+"\x00"+a.Owner+"\x00"+a.Currency))
}

// Line moves Minor units of the account's currency: debit positive, credit negative, never zero.
type Line struct {
	Account Account
	Minor   int64
}

// Debit and Credit read as a bookkeeper writes. minor must be positive.
func Debit(a Account, minor int64) Line { return Line{a, minor} }

// Credit is the other side of Debit.
func Credit(a Account, minor int64) Line { return Line{a, -minor} }

// Posting is one business event in the books.
type Posting struct {
	ID        uuid.UUID
	EventKey  string // names the business event ("cap:<payment>"); one key, one posting
	Event     string // "capture", "earn", "refund", …
	BookingID uuid.UUID
	PaymentID uuid.UUID
	Corrects  string // event key of the posting that this one corrects; "" for none
	At        time.Time
	Lines     []Line // lines of zero are left out, so that a split may have empty parts
}

// ErrUnbalanced: the lines do not sum to zero per currency. It is a fault of the caller; the database would refuse too.
var ErrUnbalanced = errors.New("ledger: posting does not sum to zero")

// PostTx posts p in the caller's transaction, with one statement. It reports false when the event key was posted
// before: then nothing changed. Of two transactions posting one key at once, one waits for the other's end.
func PostTx(ctx context.Context, tx db.Tx, p Posting) (bool, error) {
	params, err := params(p)
	if err != nil || params.Lines == 0 {
		return false, err
	}
	n, err := ledgerdb.New(tx).Post(ctx, params)
	if err != nil {
		return false, fmt.Errorf("posting %s: %w", p.EventKey, err)
	}
	return n > 0, nil
}

func params(p Posting) (ledgerdb.PostParams, error) {
	out := ledgerdb.PostParams{ID: p.ID, EventKey: p.EventKey, Kind: p.Event, OccurredAt: p.At,
		BookingID: optional(p.BookingID), PaymentID: optional(p.PaymentID)}
	if p.Corrects != "" {
		out.Corrects = &p.Corrects
	}
	type opened struct {
		id uuid.UUID
		Account
	}
	var accounts []opened
	sums := map[string]int64{}
	for _, l := range p.Lines {
		if l.Minor == 0 {
			continue
		}
		sum := sums[l.Account.Currency]
		if (l.Minor > 0 && sum > math.MaxInt64-l.Minor) || (l.Minor < 0 && sum < math.MinInt64-l.Minor) {
			return out, fmt.Errorf("%w: %s overflows", ErrUnbalanced, p.EventKey)
		}
		sums[l.Account.Currency] = sum + l.Minor
		id := l.Account.ID()
		accounts = append(accounts, opened{id, l.Account})
		out.Lines++
		out.LineNumbers = append(out.LineNumbers, out.Lines)
		out.LineAccounts = append(out.LineAccounts, id)
		out.LineCurrencies = append(out.LineCurrencies, l.Account.Currency)
		out.LineAmounts = append(out.LineAmounts, l.Minor)
	}
	for currency, sum := range sums {
		if sum != 0 {
			return out, fmt.Errorf("%w: %s is off by %d %s", ErrUnbalanced, p.EventKey, sum, currency)
		}
	}
	slices.SortFunc(accounts, func(a, b opened) int { return bytes.Compare(a.id[:], b.id[:]) })
	for _, a := range slices.Compact(accounts) {
		out.AccountIds = append(out.AccountIds, a.id)
		out.AccountKinds = append(out.AccountKinds, string(a.Kind))
		out.AccountOwners = append(out.AccountOwners, a.Owner)
		out.AccountCurrencies = append(out.AccountCurrencies, a.Currency)
	}
	return out, nil
}

func optional(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}
