package razorpay

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// transfer moves money from our balance to a linked account, from where Razorpay settles it to the practitioner's bank.
type transfer struct {
	ID               string          `json:"id"`
	Recipient        string          `json:"recipient"`
	Amount           int64           `json:"amount"`
	Currency         string          `json:"currency"`
	Status           string          `json:"status"`            // created, pending, processed, failed, reversed, partially_reversed
	SettlementStatus string          `json:"settlement_status"` // pending, on_hold, settled
	Notes            json.RawMessage `json:"notes"`             // our payout
	Settlement       *struct {
		Status string `json:"status"` // created, processed, failed
	} `json:"recipient_settlement"`
}

// transferPage is how many transfers one call lists, at most.
const transferPage = 100

// expandSettlement asks for what became of a transfer on its way to the bank.
var expandSettlement = url.Values{"expand[]": {"recipient_settlement"}}

// Payout sends an amount to a linked account as a direct transfer: from our balance and never from a payment. Razorpay
// allows no transfer of a payment that is being refunded; ours hang on none, so neither is ever in the other's way. The same
// reference gives the same payout. Errors: payment.ErrGatewayRefused, also while our balance is too low; payment.ErrUnknown.
func (g *Gateway) Payout(ctx context.Context, r payment.PayoutRequest) (payment.GatewayPayout, error) {
	account, err := g.accountOf(ctx, r.PayeeRef)
	if err != nil {
		return payment.GatewayPayout{}, err
	}
	if account == "" || r.Amount.Minor < minimum || r.Amount.Currency != "INR" {
		return payment.GatewayPayout{}, payment.ErrGatewayRefused
	}
	t, err := g.transferFor(ctx, account, r)
	if err != nil {
		return payment.GatewayPayout{}, err
	}
	if t.Amount != r.Amount.Minor || t.Recipient != account {
		return payment.GatewayPayout{}, payment.ErrGatewayRefused
	}
	return g.settled(ctx, r.Reference, t)
}

// FindPayout reads a payout by our id. Errors: payment.ErrNoIntent, payment.ErrUnknown.
func (g *Gateway) FindPayout(ctx context.Context, reference uuid.UUID) (payment.GatewayPayout, error) {
	t, found, err := g.findTransfer(ctx, reference)
	if err == nil && !found {
		err = payment.ErrNoIntent
	}
	if err != nil {
		return payment.GatewayPayout{}, err
	}
	return g.settled(ctx, reference, t)
}

func transferKey(reference uuid.UUID) string { return "transfer " + reference.String() }

func (g *Gateway) transferFor(ctx context.Context, account string, r payment.PayoutRequest) (transfer, error) {
	t, err := once(ctx, g, transferKey(r.Reference), func() (transfer, bool, error) { return g.findTransfer(ctx, r.Reference) }, func() (t transfer, err error) {
		err = g.post(ctx, "/v1/transfers", object{"account": account, "amount": r.Amount.Minor, "currency": r.Amount.Currency,
			"notes": object{"reference": r.Reference.String()}}, &t)
		return t, err
	})
	if err != nil {
		return transfer{}, err
	}
	_, err = g.o.Memory.Keep(ctx, kindTransfer, r.Reference, t.ID)
	return t, err
}

// findTransfer reads the transfer of a payout. One whose answer was lost is looked for among those that were made since it
// was first tried; what was never tried is not there.
func (g *Gateway) findTransfer(ctx context.Context, reference uuid.UUID) (t transfer, found bool, err error) {
	id, err := g.o.Memory.Ref(ctx, kindTransfer, reference)
	if err != nil {
		return t, false, err
	}
	if id != "" {
		err = g.get(ctx, "/v1/transfers/"+url.PathEscape(id), expandSettlement, &t)
		return t, err == nil, err
	}
	first, err := g.o.Memory.Ref(ctx, kindAttempt, attemptName(transferKey(reference), 0))
	if err != nil || first == "" {
		return t, false, err
	}
	since := begun(first).Add(-lease) // their clock may be behind ours
	for skip := 0; ; skip += transferPage {
		var page list[transfer]
		q := url.Values{"from": {strconv.FormatInt(since.Unix(), 10)}, "count": {strconv.Itoa(transferPage)}, "skip": {strconv.Itoa(skip)}, "expand[]": expandSettlement["expand[]"]}
		if err := g.get(ctx, "/v1/transfers", q, &page); err != nil {
			return t, false, err
		}
		for _, t := range page.Items {
			if notesOf(t.Notes)["reference"] == reference.String() {
				_, err := g.o.Memory.Keep(ctx, kindTransfer, reference, t.ID)
				return t, true, err
			}
		}
		if len(page.Items) < transferPage {
			return t, false, nil
		}
	}
}

// settled says where a payout stands. Money that a bank did not take waits on the linked account: it is taken back to our
// balance, where our books have it.
func (g *Gateway) settled(ctx context.Context, reference uuid.UUID, t transfer) (payment.GatewayPayout, error) {
	out := payment.GatewayPayout{Ref: t.ID, Reference: reference, Amount: money.Amount{Minor: t.Amount, Currency: t.Currency}, Status: payment.PayoutInTransit}
	bounced := t.Settlement != nil && t.Settlement.Status == "failed"
	switch {
	case t.Status == "failed", t.Status == "reversed":
		out.Status, out.FailureCode = payment.PayoutReturned, "payout_failed"
	case bounced:
		out.Status, out.FailureCode = payment.PayoutReturned, "payout_failed"
		return out, g.reverse(ctx, reference, t)
	case t.SettlementStatus == "settled":
		out.Status = payment.PayoutPaid
	}
	return out, nil
}

// reverse takes a whole transfer back; Razorpay takes back no more than was transferred, so a second call is refused.
func (g *Gateway) reverse(ctx context.Context, reference uuid.UUID, t transfer) error {
	var made struct {
		ID string `json:"id"`
	}
	if err := g.post(ctx, "/v1/transfers/"+url.PathEscape(t.ID)+"/reversals", object{"amount": t.Amount}, &made); err != nil {
		return payment.ErrUnknown.With(err) // not a refusal of ours: the next read tries again
	}
	_, err := g.o.Memory.Keep(ctx, kindReversal, reference, made.ID)
	return err
}

// product is the part of a linked account that receives transfers.
type product struct {
	ActivationStatus string `json:"activation_status"` // requested, needs_clarification, under_review, activated, suspended
	Active           struct {
		Settlements struct {
			AccountNumber string `json:"account_number"`
		} `json:"settlements"`
	} `json:"active_configuration"`
}

// PayeePath is the page that tells practitioners how they come to a linked account.
const PayeePath = "/razorpay/payee"

// OpenPayee begins a registration. Razorpay asks for papers that only its dashboard takes: the operators open the linked
// account there and name it with Link. Until then the payee is not ready. Errors: payment.ErrGatewayRefused outside India,
// where there is no Route; payment.ErrUnknown.
func (g *Gateway) OpenPayee(ctx context.Context, r payment.PayeeRequest) (payment.GatewayPayee, error) {
	if r.Country != "IN" || r.Currency != "INR" {
		return payment.GatewayPayee{}, payment.ErrGatewayRefused
	}
	if _, err := g.o.Memory.Keep(ctx, kindPayee, r.Reference, r.Reference.String()); err != nil {
		return payment.GatewayPayee{}, err
	}
	return g.FindPayee(ctx, r.Reference)
}

// Link names the linked account of a practitioner, once, and its product "route": "acc_…", "acc_prd_…". Errors:
// payment.ErrGatewayRefused when Razorpay does not know them or the practitioner has another, payment.ErrUnknown.
func (g *Gateway) Link(ctx context.Context, practitioner uuid.UUID, account, productID string) error {
	var p product
	if err := g.getProduct(ctx, account, productID, &p); err != nil {
		return err
	}
	for kind, ref := range map[string]string{kindPayee: practitioner.String(), kindProduct: productID, kindAccount: account} {
		stands, err := g.o.Memory.Keep(ctx, kind, practitioner, ref)
		if err != nil {
			return err
		}
		if stands != ref {
			return payment.ErrGatewayRefused
		}
	}
	return nil
}

// FindPayee reads a payee by our practitioner's id; its Ref is that id, also before there is a linked account. Errors:
// payment.ErrNoIntent, payment.ErrUnknown.
func (g *Gateway) FindPayee(ctx context.Context, reference uuid.UUID) (payment.GatewayPayee, error) {
	ref, err := g.o.Memory.Ref(ctx, kindPayee, reference)
	if err == nil && ref == "" {
		err = payment.ErrNoIntent
	}
	if err != nil {
		return payment.GatewayPayee{}, err
	}
	out := payment.GatewayPayee{Ref: ref, Reference: reference, URL: PayeePath}
	account, err := g.o.Memory.Ref(ctx, kindAccount, reference)
	if err != nil || account == "" {
		return out, err
	}
	productID, err := g.o.Memory.Ref(ctx, kindProduct, reference)
	if err != nil {
		return payment.GatewayPayee{}, err
	}
	var p product
	if err := g.getProduct(ctx, account, productID, &p); err != nil {
		return payment.GatewayPayee{}, err
	}
	if number := p.Active.Settlements.AccountNumber; p.ActivationStatus == "activated" && len(number) > 4 {
		out.Ready, out.URL, out.Bank = true, "", "Bank account ending "+number[len(number)-4:]
	}
	return out, nil
}

func (g *Gateway) getProduct(ctx context.Context, account, productID string, into *product) error {
	return g.get(ctx, "/v2/accounts/"+url.PathEscape(account)+"/products/"+url.PathEscape(productID), nil, into)
}

// accountOf is the linked account of a payee who is ready for money; "" without one.
func (g *Gateway) accountOf(ctx context.Context, payee string) (string, error) {
	practitioner, err := uuid.Parse(payee)
	if err != nil {
		return "", nil
	}
	p, err := g.FindPayee(ctx, practitioner)
	if errors.Is(err, payment.ErrNoIntent) || err == nil && !p.Ready {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return g.o.Memory.Ref(ctx, kindAccount, practitioner)
}
