package sandbox

import (
	"context"
	"regexp"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

var (
	countryCode  = regexp.MustCompile(`^[A-Z]{2}$`)
	currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)
)

// openPayee registers a practitioner, who then names a bank account on a page of the gateway's own.
func (g *Gateway) openPayee(ctx context.Context, r payment.PayeeRequest) (payment.GatewayPayee, error) {
	if !countryCode.MatchString(r.Country) || !currencyCode.MatchString(r.Currency) || len(r.ReturnURL) > maxReturnURL {
		return payment.GatewayPayee{}, payment.ErrGatewayRefused
	}
	row, err := g.q.SandboxPayee(ctx, paymentdb.SandboxPayeeParams{ID: g.id("sbx_py_"), IdempotencyKey: r.IdempotencyKey, Reference: r.Reference,
		Country: r.Country, Currency: r.Currency, ReturnUrl: r.ReturnURL, Now: g.Now()})
	if db.IsNoRows(err) {
		row, err = g.q.SandboxPayeeByKey(ctx, r.IdempotencyKey)
		if db.IsNoRows(err) || err == nil && (row.Reference != r.Reference || row.Country != r.Country || row.Currency != r.Currency) {
			err = payment.ErrGatewayRefused
		}
	}
	if err != nil {
		return payment.GatewayPayee{}, err
	}
	return g.payeeOf(row), nil
}

// findPayee reads a payee by our practitioner's id.
func (g *Gateway) findPayee(ctx context.Context, reference uuid.UUID) (payment.GatewayPayee, error) {
	row, err := g.q.SandboxPayeeByReference(ctx, reference)
	if db.IsNoRows(err) {
		return payment.GatewayPayee{}, payment.ErrNoIntent
	}
	return g.payeeOf(row), err
}

// Registration is what the page shows on which a practitioner names a bank account.
type Registration struct {
	PayeeID   string
	Bank      string // "Test bank account ending 6789"; "": none yet
	ReturnURL string // where the practitioner goes afterwards
}

// Registration reads what the page shows. Errors: payment.ErrNoIntent.
func (g *Gateway) Registration(ctx context.Context, payeeID string) (Registration, error) {
	row, err := g.q.SandboxPayeeByID(ctx, payeeID)
	if db.IsNoRows(err) {
		return Registration{}, payment.ErrNoIntent
	}
	return Registration{PayeeID: row.ID, Bank: banks[row.Bank].summary, ReturnURL: row.ReturnUrl}, err
}

// SetBank names a payee's bank account, one of the published numbers; "" takes it away: payouts are then refused. Errors:
// payment.ErrNoIntent, payment.ErrTestBankOnly.
func (g *Gateway) SetBank(ctx context.Context, payeeID, number string) error {
	name, ok := bankNumbers[digits(number)]
	if !ok && number != "" {
		return payment.ErrTestBankOnly
	}
	now := g.Now()
	err := g.o.DB.InTx(ctx, func(tx db.Tx) error { return g.setBankTx(ctx, tx, now, payeeID, name) })
	if db.IsNoRows(err) {
		return payment.ErrNoIntent
	}
	return err
}

func (g *Gateway) setBankTx(ctx context.Context, tx db.Tx, now time.Time, payeeID, name string) error {
	row, err := paymentdb.New(tx).SandboxSetBank(ctx, paymentdb.SandboxSetBankParams{ID: payeeID, Bank: name})
	if err != nil {
		return err
	}
	return g.noteTx(ctx, tx, now, change{about: payment.AboutPayee, ref: row.ID, reference: row.Reference, currency: row.Currency, types: []string{"payee.updated"}})
}

func (g *Gateway) payeeOf(r paymentdb.SandboxGatewayPayee) payment.GatewayPayee {
	b, ready := banks[r.Bank]
	out := payment.GatewayPayee{Ref: r.ID, Reference: r.Reference, Ready: ready, Bank: b.summary}
	if !ready {
		out.URL = g.o.BaseURL + PayeePath + r.ID
	}
	return out
}
