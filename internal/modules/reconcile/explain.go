package reconcile

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/reconcile/internal/reconciledb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Against is where an explanation puts the amount of a difference.
type Against string

// The accounts of the platform's own that a difference may go to.
const (
	ToFees     Against = "psp_fees"     // what the gateway took for itself
	ToBank     Against = "bank"         // it went to the platform's bank, or came from it
	ToGoodwill Against = "goodwill"     // the platform gives or gave it
	ToLoss     Against = "dispute_loss" // lost
	ToRevenue  Against = "revenue"      // the platform keeps it
)

// Againsts are all of them, in the order of a form.
var Againsts = []Against{ToFees, ToBank, ToGoodwill, ToLoss, ToRevenue}

// MaxWords is the longest explanation, in characters.
const MaxWords = 500

// Explain says what an open difference was.
type Explain struct {
	Side    Side
	Gateway string
	Subject string
	Against Against
	Words   string
}

func (e *Explain) check() error {
	e.Words = strings.TrimSpace(e.Words)
	var v apperr.Validation
	v.Check(slices.Contains(Againsts, e.Against), "against", "required", "Choose where the amount belongs.")
	v.Check(e.Words != "", "words", "required", "Say what it was: it is written to the record.")
	v.Check(utf8.RuneCountInString(e.Words) <= MaxWords, "words", "too_long", "Say it in at most %d characters.", MaxWords)
	return v.Err()
}

// account is where the amount goes.
func (s *Service) account(e Explain, currency string) ledger.Account {
	switch e.Against {
	case ToFees:
		return ledger.Account{Kind: ledger.PSPFees, Owner: e.Gateway, Currency: currency}
	case ToBank:
		return ledger.Account{Kind: ledger.Bank, Owner: s.Bank, Currency: currency}
	case ToGoodwill:
		return ledger.Account{Kind: ledger.Goodwill, Currency: currency}
	case ToLoss:
		return ledger.Account{Kind: ledger.DisputeLoss, Currency: currency}
	}
	return ledger.Account{Kind: ledger.PlatformRevenue, Owner: "fees", Currency: currency}
}

// Preview is the posting that Explain would make; nothing is changed. Operators only. Errors: identity's,
// apperr.ErrValidation, ErrNoItem, ErrExplained, ErrCurrency.
func (s *Service) Preview(ctx context.Context, by identity.Principal, e Explain) (out ledger.Posting, err error) {
	if err := may(by, identity.Update); err != nil {
		return out, err
	}
	if err := e.check(); err != nil {
		return out, err
	}
	err = s.DB.InTx(ctx, func(tx db.Tx) error {
		d, err := s.findTx(ctx, tx, e)
		out = s.explanation(s.Clock.Now(), e, d)
		return err
	})
	return out, err
}

// Explain posts the difference against the account and writes the operator's words down, in one transaction; of two
// operators one wins. Errors: those of Preview.
func (s *Service) Explain(ctx context.Context, by identity.Principal, e Explain) (out ledger.Posting, err error) {
	if err := may(by, identity.Update); err != nil {
		return out, err
	}
	if err := e.check(); err != nil {
		return out, err
	}
	now := s.Clock.Now()
	err = idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		if err := on(tx).LockGateway(ctx, e.Gateway); err != nil {
			return err
		}
		d, err := s.findTx(ctx, tx, e)
		if err != nil {
			return err
		}
		out = s.explanation(now, e, d)
		return s.explainTx(ctx, tx, by, now, e, d, out)
	})
	return out, err
}

// difference is an open item, locked. A posting may have several open lines on the gateway's account.
type difference struct {
	minor    int64 // what the gateway's account lacks in our books
	currency string
	lines    []reconciledb.ReconcileLine
}

func (s *Service) findTx(ctx context.Context, tx db.Tx, e Explain) (difference, error) {
	q := on(tx)
	if !isName(e.Gateway) || !isSubject(e.Subject) {
		return difference{}, ErrNoItem
	}
	switch e.Side {
	case Row:
		r, err := q.LockRow(ctx, reconciledb.LockRowParams{Gateway: e.Gateway, Ref: e.Subject})
		if err == nil && (r.TransactionID != nil || r.OffsetRef != nil) {
			err = ErrExplained
		}
		return difference{minor: r.AmountMinor, currency: r.Currency}, noItem(err)
	case Restated:
		r, err := q.LockRestated(ctx, reconciledb.LockRestatedParams{Gateway: e.Gateway, Ref: e.Subject})
		if err == nil && r.Currency != r.FirstCurrency {
			err = ErrCurrency
		}
		return difference{minor: r.AmountMinor - r.FirstMinor, currency: r.Currency}, noItem(err)
	case Line:
		return openLines(q.LockLines(ctx, reconciledb.LockLinesParams{Gateway: e.Gateway, EventKey: e.Subject}))
	}
	return difference{}, ErrNoItem
}

func noItem(err error) error {
	if db.IsNoRows(err) {
		return ErrNoItem
	}
	return err
}

func openLines(rows []reconciledb.ReconcileLine, err error) (difference, error) {
	d := difference{}
	if err == nil && len(rows) == 0 {
		err = ErrNoItem
	}
	for _, r := range rows {
		if !r.Done {
			d.lines = append(d.lines, r)
			d.minor, d.currency = d.minor-r.AmountMinor, r.Currency
		}
	}
	if err == nil && len(d.lines) == 0 {
		err = ErrExplained
	}
	return d, err
}

// explanation is the posting: number 20 for a line of ours, which it takes back; for a gateway's row the movement itself.
func (s *Service) explanation(now time.Time, e Explain, d difference) ledger.Posting {
	id := s.IDs.ID()
	h := ledger.Heading{ID: id, Key: "explain:" + id.String(), At: now}
	clearing := ledger.Account{Kind: ledger.PSPClearing, Owner: e.Gateway, Currency: d.currency}
	corrects, lines := "", []ledger.Line{ledger.Debit(clearing, d.minor)}
	if e.Side == Line {
		corrects, lines = e.Subject, nil
		for _, l := range d.lines {
			h.BookingID = orNil(l.BookingID)
			lines = append(lines, ledger.Credit(clearing, l.AmountMinor))
		}
	}
	return ledger.Correction(h, corrects, append(lines, ledger.Credit(s.account(e, d.currency), d.minor))...)
}

func (s *Service) explainTx(ctx context.Context, tx db.Tx, by identity.Principal, now time.Time, e Explain, d difference, p ledger.Posting) error {
	q := on(tx)
	if _, err := ledger.PostTx(ctx, tx, p); err != nil {
		return err
	}
	// Our line of it is collected at once, with the numbers that PostTx gave: the gateway's account comes first.
	n := max(len(d.lines), 1)
	own := reconciledb.KeepLinesParams{Gateway: e.Gateway}
	for i, l := range p.Lines[:n] {
		own.Transactions, own.Numbers = append(own.Transactions, p.ID), append(own.Numbers, int16(i+1))
		own.EventKeys, own.Kinds = append(own.EventKeys, p.EventKey), append(own.Kinds, p.Event)
		own.ReferenceIds, own.Bookings = append(own.ReferenceIds, uuid.Nil), append(own.Bookings, p.BookingID)
		own.Currencies, own.Amounts, own.Instants = append(own.Currencies, l.Account.Currency), append(own.Amounts, l.Minor), append(own.Instants, p.At)
	}
	if err := q.KeepLines(ctx, own); err != nil {
		return err
	}
	if err := s.closeTx(ctx, q, e, d, own); err != nil {
		return err
	}
	return q.AddNote(ctx, reconciledb.AddNoteParams{ID: s.IDs.ID(), Gateway: e.Gateway, Subject: e.Subject, Side: string(e.Side), PersonID: by.PersonID, Words: e.Words, EventKey: p.EventKey, At: now})
}

// closeTx makes a pair of the difference and the posting. For a restated row the note says so.
func (s *Service) closeTx(ctx context.Context, q *reconciledb.Queries, e Explain, d difference, own reconciledb.KeepLinesParams) error {
	if e.Side == Line {
		p := reconciledb.OffsetLinesParams{}
		for i, l := range d.lines {
			p.Transactions, p.Numbers = append(p.Transactions, l.TransactionID, own.Transactions[i]), append(p.Numbers, l.Line, own.Numbers[i])
			p.ByTransactions, p.ByNumbers = append(p.ByTransactions, own.Transactions[i], l.TransactionID), append(p.ByNumbers, own.Numbers[i], l.Line)
		}
		_, err := q.OffsetLines(ctx, p)
		return err
	}
	if _, err := q.DoneLines(ctx, reconciledb.DoneLinesParams{Transactions: own.Transactions, Numbers: own.Numbers}); err != nil || e.Side == Restated {
		return err
	}
	_, err := q.PairRows(ctx, reconciledb.PairRowsParams{Gateway: e.Gateway, Refs: []string{e.Subject}, Transactions: own.Transactions, Numbers: own.Numbers})
	return err
}

// Difference is what the gateway's account lacks in our books because of an open item: negative when it has too much.
// Operators only. Errors: identity's, ErrNoItem, ErrExplained, ErrCurrency.
func (s *Service) Difference(ctx context.Context, by identity.Principal, side Side, gateway, subject string) (out money.Amount, err error) {
	if err := may(by, identity.Read); err != nil {
		return out, err
	}
	err = s.DB.InTx(ctx, func(tx db.Tx) error {
		d, err := s.findTx(ctx, tx, Explain{Side: side, Gateway: gateway, Subject: subject})
		out = money.Amount{Minor: d.minor, Currency: d.currency}
		return err
	})
	return out, err
}
