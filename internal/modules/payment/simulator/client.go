package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/apperr"

	"github.com/google/uuid"
)

// Name under which payments remember this gateway.
const Name = "simulator"

// Limits of the client.
const (
	callWithin = 15 * time.Second
	maxAnswer  = 32 << 20 // a day's report
)

// Client implements payment.Gateway, Vault, PayoutGateway, DisputeGateway, DisputeAccepter, Reporter and BankReader over a Server's API. Safe for
// concurrent use.
type Client struct {
	base    string
	secrets [][]byte
	http    *http.Client
}

var (
	_ payment.Gateway         = (*Client)(nil)
	_ payment.Vault           = (*Client)(nil)
	_ payment.PayoutGateway   = (*Client)(nil)
	_ payment.DisputeGateway  = (*Client)(nil)
	_ payment.DisputeAccepter = (*Client)(nil)
	_ payment.Reporter        = (*Client)(nil)
	_ payment.BankReader      = (*Client)(nil)
)

// NewClient speaks to the server at base. Any of the secrets verifies a webhook.
func NewClient(base string, secrets [][]byte) *Client {
	// Every call has a connection of its own: on one that was used before, net/http itself repeats a call that carries an
	// idempotency key and got no answer. When to repeat is ours to decide.
	return &Client{base: strings.TrimRight(base, "/"), secrets: secrets, http: &http.Client{Timeout: callWithin, Transport: &http.Transport{DisableKeepAlives: true}}}
}

// Name is "simulator".
func (c *Client) Name() string { return Name }

// Authorise asks for an amount; see payment.Gateway.
func (c *Client) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	var out intent
	err := c.post(ctx, "/v1/payments", r.IdempotencyKey, authoriseBody{Reference: r.Reference, Amount: r.Amount, Method: method{r.Method.Kind, r.Method.Secret()},
		Capture: r.Capture, OffSession: r.OffSession, ReturnURL: r.ReturnURL}, &out)
	return out.payment(), err
}

// Capture takes an authorised amount; see payment.Gateway.
func (c *Client) Capture(ctx context.Context, r payment.CaptureRequest) (payment.Intent, error) {
	var out intent
	err := c.post(ctx, "/v1/payments/"+url.PathEscape(r.Ref)+"/capture", r.IdempotencyKey, amountBody{r.Reference, r.AmountMinor}, &out)
	return out.payment(), err
}

// Void gives an intent up; see payment.Gateway.
func (c *Client) Void(ctx context.Context, r payment.VoidRequest) (payment.Intent, error) {
	var out intent
	err := c.post(ctx, "/v1/payments/"+url.PathEscape(r.Ref)+"/void", r.IdempotencyKey, amountBody{Reference: r.Reference}, &out)
	return out.payment(), err
}

// Refund gives money back; see payment.Gateway.
func (c *Client) Refund(ctx context.Context, r payment.RefundRequest) (payment.GatewayRefund, error) {
	var out refund
	err := c.post(ctx, "/v1/payments/"+url.PathEscape(r.Ref)+"/refunds", r.IdempotencyKey, amountBody{r.Reference, r.AmountMinor}, &out)
	return payment.GatewayRefund(out), err
}

// Find reads the intent of one of our payments. Errors: payment.ErrNoIntent.
func (c *Client) Find(ctx context.Context, reference uuid.UUID) (payment.Intent, error) {
	var out intent
	err := c.call(ctx, http.MethodGet, "/v1/payments/"+reference.String(), "", nil, &out)
	return out.payment(), err
}

// ParseWebhook checks signature and age. Errors: payment.ErrSignature, payment.ErrWebhook.
func (c *Client) ParseWebhook(header http.Header, body []byte, now time.Time) (payment.Notice, error) {
	return sandbox.Parse(c.secrets, header, body, now)
}

// Save keeps a method; see payment.Vault.
func (c *Client) Save(ctx context.Context, r payment.SaveRequest) (payment.SavedMethod, error) {
	var out savedMethod
	err := c.post(ctx, "/v1/saved-methods", r.IdempotencyKey, saveBody{r.Reference, r.Payer, method{r.Method.Kind, r.Method.Secret()}, r.ReturnURL}, &out)
	return payment.SavedMethod(out), err
}

// FindSaved reads what was kept under one of our references. Errors: payment.ErrNoIntent.
func (c *Client) FindSaved(ctx context.Context, reference uuid.UUID) (payment.SavedMethod, error) {
	var out savedMethod
	err := c.call(ctx, http.MethodGet, "/v1/saved-methods/"+reference.String(), "", nil, &out)
	return payment.SavedMethod(out), err
}

// Forget makes a kept method unusable; again changes nothing. Errors: payment.ErrNoIntent.
func (c *Client) Forget(ctx context.Context, ref string) error {
	return c.call(ctx, http.MethodDelete, "/v1/saved-methods/"+url.PathEscape(ref), "", nil, nil)
}

// OpenPayee registers a practitioner; see payment.PayoutGateway.
func (c *Client) OpenPayee(ctx context.Context, r payment.PayeeRequest) (payment.GatewayPayee, error) {
	var out payee
	err := c.post(ctx, "/v1/payees", r.IdempotencyKey, payeeBody{r.Reference, r.Country, r.Currency, r.ReturnURL}, &out)
	return payment.GatewayPayee(out), err
}

// FindPayee reads a payee by our practitioner's id. Errors: payment.ErrNoIntent.
func (c *Client) FindPayee(ctx context.Context, reference uuid.UUID) (payment.GatewayPayee, error) {
	var out payee
	err := c.call(ctx, http.MethodGet, "/v1/payees/"+reference.String(), "", nil, &out)
	return payment.GatewayPayee(out), err
}

// Payout sends an amount to a payee; see payment.PayoutGateway.
func (c *Client) Payout(ctx context.Context, r payment.PayoutRequest) (payment.GatewayPayout, error) {
	var out payout
	err := c.post(ctx, "/v1/payouts", r.IdempotencyKey, payoutBody{r.Reference, r.PayeeRef, r.Amount}, &out)
	return payment.GatewayPayout(out), err
}

// FindPayout reads a payout by our id. Errors: payment.ErrNoIntent.
func (c *Client) FindPayout(ctx context.Context, reference uuid.UUID) (payment.GatewayPayout, error) {
	var out payout
	err := c.call(ctx, http.MethodGet, "/v1/payouts/"+reference.String(), "", nil, &out)
	return payment.GatewayPayout(out), err
}

// SubmitEvidence answers a dispute; see payment.DisputeGateway.
func (c *Client) SubmitEvidence(ctx context.Context, r payment.EvidenceRequest) (payment.GatewayDispute, error) {
	var out dispute
	in := evidenceBody{Reference: r.Reference, Text: r.Text}
	for _, f := range r.Files {
		in.Files = append(in.Files, evidenceFile(f))
	}
	err := c.post(ctx, "/v1/disputes/"+url.PathEscape(r.Ref)+"/evidence", r.IdempotencyKey, in, &out)
	return payment.GatewayDispute(out), err
}

// AcceptDispute gives a dispute up; see payment.DisputeAccepter.
func (c *Client) AcceptDispute(ctx context.Context, r payment.AcceptRequest) (payment.GatewayDispute, error) {
	var out dispute
	err := c.post(ctx, "/v1/disputes/"+url.PathEscape(r.Ref)+"/acceptance", r.IdempotencyKey, acceptBody{r.Reference}, &out)
	return payment.GatewayDispute(out), err
}

// Report reads a day's movements (UTC), oldest first.
func (c *Client) Report(ctx context.Context, day time.Time) ([]payment.ReportRow, error) {
	var rows []reportRow
	err := c.call(ctx, http.MethodGet, "/v1/reports/"+day.UTC().Format(time.DateOnly), "", nil, &rows)
	out := make([]payment.ReportRow, len(rows))
	for i, r := range rows {
		out[i] = payment.ReportRow(r)
	}
	return out, err
}

// BankNews lists disputed payments and those with a refund that came back; see payment.BankReader.
func (c *Client) BankNews(ctx context.Context, since time.Time) ([]uuid.UUID, error) {
	var out []uuid.UUID
	err := c.call(ctx, http.MethodGet, "/v1/bank-news/"+since.UTC().Format(time.RFC3339), "", nil, &out)
	return out, err
}

func (c *Client) post(ctx context.Context, path, key string, in, out any) error {
	return c.call(ctx, http.MethodPost, path, key, in, out)
}

// call makes one call and never repeats it. Errors: those that the server names, which mean that it did nothing;
// payment.ErrUnknown for everything else: nobody knows.
func (c *Client) call(ctx context.Context, httpMethod, path, key string, in, out any) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, httpMethod, c.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set(keyHeader, key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return payment.ErrUnknown.With(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return payment.ErrUnknown.With(err)
	}
	return understand(res.StatusCode, raw, out)
}

func understand(status int, raw []byte, out any) error {
	if status/100 != 2 {
		return refusal(status, raw)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return payment.ErrUnknown.With(err)
	}
	return nil
}

// refusals are what the server may say when it certainly did nothing.
var refusals = []*apperr.Error{payment.ErrNoIntent, payment.ErrGatewayRefused, payment.ErrTestCardOnly, payment.ErrTestBankOnly, payment.ErrMethod}

func refusal(status int, raw []byte) error {
	var p problem
	_ = json.Unmarshal(raw, &p) // a problem that cannot be read is one that nobody knows
	for _, e := range refusals {
		if status < http.StatusInternalServerError && p.Code == e.Code {
			return e
		}
	}
	if status == http.StatusBadRequest && p.Code == codeMalformed {
		return payment.ErrGatewayRefused.With(fmt.Errorf("simulator: %s", p.Message))
	}
	return payment.ErrUnknown.With(fmt.Errorf("simulator: answered %d %s", status, p.Code))
}

// HoldsFor is how long the simulator reserves money.
func (c *Client) HoldsFor() time.Duration { return sandbox.AuthorisedFor }
