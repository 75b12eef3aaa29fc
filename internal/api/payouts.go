package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// payouts serves what a practitioner earned and was sent, and the operators' runs.
type payouts struct{ service *payout.Service }

// Payouts registers earnings/*, payouts/* and admin/payout-runs/*.
func Payouts(a huma.API, s *payout.Service) {
	h := payouts{s}
	const tag = "payouts"
	huma.Register(a, op(http.MethodGet, "/earnings", "getEarnings", "What you earned, by currency, and when the next payout is", tag), h.earnings)
	huma.Register(a, op(http.MethodGet, "/earnings/lines", "listEarningLines", "The postings that a number of your earnings is the sum of, newest first", tag), h.lines)
	huma.Register(a, op(http.MethodGet, "/earnings/statement", "getEarningStatement", "Everything that moved your money in a stretch of time, oldest first", tag), h.statement)
	huma.Register(a, op(http.MethodGet, "/earnings/statement/pdf", "getEarningStatementFile", "The same as a file", tag), h.statementFile)
	huma.Register(a, op(http.MethodGet, "/earnings/debts", "getDebts", "What you owe of what clients paid you at the venue or got back, by currency", tag), h.debts)
	once(a, op(http.MethodPost, "/earnings/debts", "payDebt", "Pay what you owe; with the same key it goes on with the same payment", tag), h.payDebt)
	huma.Register(a, op(http.MethodGet, "/payouts", "getPayoutHistory", "Your payouts, newest first", tag), h.history)
	once(a, op(http.MethodPost, "/payouts", "createPayout", "Have everything paid out that is available", tag), h.create)
	huma.Register(a, op(http.MethodGet, "/payouts/account", "getPayoutAccount", "Where your money goes and how often", tag), h.account)
	once(a, op(http.MethodPut, "/payouts/account", "setPayoutSchedule", "Choose how often your money is sent, and from which amount on", tag), h.schedule)
	once(a, op(http.MethodPost, "/payouts/account", "openPayoutAccount", "Name an account at the payment service, or read how far that got", tag), h.open)
	once(a, op(http.MethodDelete, "/payouts/account", "removePayoutAccount", "Forget where your money goes", tag), h.remove)
	huma.Register(a, op(http.MethodGet, "/payouts/{payout}", "getPayout", "One payout with the postings it is the sum of", tag), h.get)
	huma.Register(a, op(http.MethodGet, "/admin/payouts", "listPayouts", "Everybody's payouts in a status, newest first (operators)", tag), h.list)
	huma.Register(a, op(http.MethodGet, "/admin/payout-runs", "listPayoutRuns", "Payout runs, the latest first (operators)", tag), h.runs)
	huma.Register(a, op(http.MethodGet, "/admin/payout-runs/preview", "previewPayoutRun", "What a run would do now; nothing is changed (operators)", tag), h.preview)
	once(a, op(http.MethodPost, "/admin/payout-runs", "startPayoutRun", "Begin a run now, beside the scheduled one (operators)", tag), h.start)
	huma.Register(a, op(http.MethodGet, "/admin/payout-runs/{run}", "getPayoutRun", "One run with its decisions (operators)", tag), h.run)
}

// EarningsView is a practitioner's money in one currency, in minor units: pending + frozen + available is what the books hold
// as payable.
type EarningsView struct {
	Currency  string         `json:"currency"`
	Pending   int64          `json:"pending" doc:"earned; the time for complaints is not over"`
	Frozen    int64          `json:"frozen" doc:"earned; the payer disputes it with their bank, or the client says that the session did not take place"`
	Available int64          `json:"available" doc:"goes out with the next payout; negative when more was taken back than is ready"`
	InTransit int64          `json:"inTransit"`
	Paid      int64          `json:"paid" doc:"arrived, since the beginning"`
	Owed      int64          `json:"owed" doc:"given back to clients after it was paid out; the next earnings repay it"`
	Next      NextPayoutView `json:"next"`
}

// NextPayoutView is the payout that comes next, if everything stays as it is.
type NextPayoutView struct {
	On      string         `json:"on,omitempty" format:"date" doc:"missing when why has to be resolved first"`
	Amount  int64          `json:"amount" doc:"minor units"`
	Why     payout.Outcome `json:"why" enum:"sent,nothing,below_minimum,no_account,account_not_ready,account_held,not_verified,suspended,open_payout" doc:"sent: it goes out; otherwise what is in the way"`
	Minimum int64          `json:"minimum" doc:"the smallest payout, minor units"`
	Matures *time.Time     `json:"matures,omitempty" doc:"when the next pending amount may be paid out"`
}

func (h payouts) earnings(ctx context.Context, _ *struct{}) (*Out[[]EarningsView], error) {
	list, err := h.service.Earnings(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]EarningsView, len(list))
	for i, s := range list {
		out[i] = EarningsView{s.Currency, s.Pending, s.Frozen, s.Available, s.InTransit, s.Paid, s.Owed,
			NextPayoutView{Amount: s.Next.Amount, Why: s.Next.Why, Minimum: s.Next.Minimum, Matures: instant(s.Next.Matures)}}
		if !s.Next.On.IsZero() {
			out[i].Next.On = s.Next.On.Format(time.DateOnly)
		}
	}
	return OK(ctx, out), nil
}

// EarningLineView is one posting in the books, with the booking it is about.
type EarningLineView struct {
	ID        uuid.UUID    `json:"id" format:"uuid" doc:"of the ledger's transaction"`
	Event     string       `json:"event" doc:"earn, refund, repay, breakage, dispute_lost, payout_sent, payout_returned …"`
	At        time.Time    `json:"at"`
	BookingID *uuid.UUID   `json:"bookingId,omitempty" format:"uuid"`
	Booking   string       `json:"booking,omitempty" doc:"its code"`
	Amount    money.Amount `json:"amount" doc:"negative when it was taken back or sent"`
	Frozen    payout.Why   `json:"frozen,omitempty" doc:"of a frozen one, for whose sake: bank (the payer's) or contest (the client's)"`
}

func viewLines(list []payout.Line) []EarningLineView {
	out := make([]EarningLineView, len(list))
	for i, l := range list {
		out[i] = EarningLineView{ID: l.TransactionID, Event: l.Event, At: l.At, Booking: l.Code, Amount: l.Amount, Frozen: l.Why}
		if l.BookingID != uuid.Nil {
			out[i].BookingID = &l.BookingID
		}
	}
	return out
}

type linesInput struct {
	PageQuery
	Part     payout.Part `query:"part" enum:"pending,frozen,available,owed" default:"available"`
	Currency string      `query:"currency" pattern:"^([A-Z]{3})?$" doc:"left out: the practice's"`
}

func (h payouts) lines(ctx context.Context, in *linesInput) (*Out[[]EarningLineView], error) {
	list, total, err := h.service.Lines(ctx, identity.PrincipalFrom(ctx), in.Part, in.Currency, payout.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, viewLines(list), in.Page, in.Limit, total), nil
}

// EarningStatementView is a statement: before + the lines = after.
type EarningStatementView struct {
	From   time.Time         `json:"from"`
	To     time.Time         `json:"to"`
	Before money.Amount      `json:"before"`
	After  money.Amount      `json:"after"`
	Lines  []EarningLineView `json:"lines"`
	Cut    bool              `json:"cut" doc:"there are more than 5000 lines: ask for a shorter time"`
}

type statementInput struct {
	From     time.Time `query:"from" required:"true"`
	To       time.Time `query:"to" required:"true" doc:"exclusive"`
	Currency string    `query:"currency" pattern:"^([A-Z]{3})?$" doc:"left out: the practice's"`
}

func (h payouts) statement(ctx context.Context, in *statementInput) (*Out[EarningStatementView], error) {
	s, err := h.service.StatementOf(ctx, identity.PrincipalFrom(ctx), in.Currency, in.From, in.To)
	if err != nil {
		return nil, err
	}
	return OK(ctx, EarningStatementView{s.From, s.To, s.Before, s.After, viewLines(s.Lines), s.Cut}), nil
}

func (h payouts) statementFile(ctx context.Context, in *statementInput) (*Out[FileView], error) {
	f, err := h.service.StatementPDF(ctx, identity.PrincipalFrom(ctx), in.Currency, in.From, in.To)
	if err != nil {
		return nil, err
	}
	return okFile(ctx, f)
}

// PayoutView is one transfer to a practitioner.
type PayoutView struct {
	ID           uuid.UUID     `json:"id" format:"uuid"`
	Practitioner string        `json:"practitioner,omitempty" doc:"the name; in operators' lists only"`
	Amount       money.Amount  `json:"amount"`
	Status       payout.Status `json:"status" enum:"sending,in_transit,paid,returned"`
	Bank         string        `json:"bank,omitempty" doc:"what the payment service says of the account"`
	FailureCode  string        `json:"failureCode,omitempty" doc:"of a returned one"`
	CreatedAt    time.Time     `json:"createdAt"`
	PaidAt       *time.Time    `json:"paidAt,omitempty"`
	ReturnedAt   *time.Time    `json:"returnedAt,omitempty"`
}

func viewPayout(p payout.Payout) PayoutView {
	return PayoutView{p.ID, p.Name, p.Amount, p.Status, p.Bank, p.FailureCode, p.CreatedAt, p.PaidAt, p.ReturnedAt}
}

func viewPayouts(list []payout.Payout) []PayoutView {
	out := make([]PayoutView, len(list))
	for i, p := range list {
		out[i] = viewPayout(p)
	}
	return out
}

type payoutsInput struct {
	PageQuery
	Status payout.Status `query:"status" enum:"sending,in_transit,paid,returned,moving" doc:"moving: not arrived yet; left out: all"`
}

func (h payouts) history(ctx context.Context, in *payoutsInput) (*Out[[]PayoutView], error) {
	list, total, err := h.service.History(ctx, identity.PrincipalFrom(ctx), in.Status, payout.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, viewPayouts(list), in.Page, in.Limit, total), nil
}

type createPayoutInput struct {
	MoneyKeyHeader
	Body struct {
		Currency string `json:"currency,omitempty" pattern:"^([A-Z]{3})?$" doc:"left out: the practice's"`
	}
}

func (h payouts) create(ctx context.Context, in *createPayoutInput) (*Out[PayoutView], error) {
	p, err := h.service.Ask(ctx, identity.PrincipalFrom(ctx), in.Body.Currency)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewPayout(p)), nil
}

type payoutInput struct {
	PageQuery
	Payout uuid.UUID `path:"payout" format:"uuid"`
}

// PayoutDetailView is a payout with a page of its lines; they sum to its amount.
type PayoutDetailView struct {
	PayoutView
	Lines []EarningLineView `json:"lines"`
}

func (h payouts) get(ctx context.Context, in *payoutInput) (*Out[PayoutDetailView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	p, lines, total, err := h.service.Payout(ctx, who, in.Payout, payout.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, PayoutDetailView{viewPayout(p), viewLines(lines)}, in.Page, in.Limit, total), nil
}
