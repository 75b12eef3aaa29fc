package api

import (
	"context"
	"encoding/hex"
	"net/http"
	"time"

	"klear/internal/modules/books"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/reconcile"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// bookWork serves operators who read the books and reconcile them with the gateways.
type bookWork struct {
	books     *books.Service
	reconcile *reconcile.Service
}

// Books registers admin/ledger and admin/reconciliation.
func Books(a huma.API, b *books.Service, r *reconcile.Service) {
	h := bookWork{b, r}
	const tag = "admin"
	huma.Register(a, op(http.MethodGet, "/admin/ledger", "getTrialBalance", "The trial balance by currency and kind of account, and the state of the seals (operators)", tag), h.overview)
	huma.Register(a, op(http.MethodGet, "/admin/ledger/accounts", "listAccounts", "The accounts of a kind and currency, those that are not level first (operators)", tag), h.accounts)
	huma.Register(a, op(http.MethodGet, "/admin/ledger/accounts/{account}/entries", "listEntries", "An account's balance now and its entries, newest first, paged by key (operators)", tag), h.entries)
	huma.Register(a, op(http.MethodGet, "/admin/ledger/postings/{posting}", "getPosting", "A posting with its lines, its seal and what corrects it (operators)", tag), h.posting)
	once(a, op(http.MethodPost, "/admin/ledger/audits", "askAudit", "Have the books audited from zero, as a job (operators)", tag), h.ask)
	huma.Register(a, op(http.MethodGet, "/admin/ledger/audits/{audit}", "getAudit", "How far an audit is, and what it found (operators)", tag), h.audit)
	registerReconciliation(a, h)
}

// TrialBalanceView is every kind of account at one instant. Amounts are debit positive; they sum to zero per currency.
type TrialBalanceView struct {
	Balances   []KindView      `json:"balances"`
	Sealed     int64           `json:"sealed" doc:"postings in the chain"`
	Waiting    int             `json:"waiting" doc:"postings that wait for their seal"`
	LastHash   string          `json:"lastHash"`
	Statements []StatementView `json:"statements" doc:"signed days, the latest first"`
	PublicKey  []byte          `json:"publicKey" doc:"Ed25519, base64: checks the signatures of statements"`
}

// KindView is what the accounts of one kind come to.
type KindView struct {
	Kind     ledger.Kind  `json:"kind"`
	Accounts int          `json:"accounts"`
	Balance  money.Amount `json:"balance"`
}

// StatementView is a day (UTC) that was signed.
type StatementView struct {
	Day     string `json:"day" format:"date"`
	Through int64  `json:"through" doc:"the last seal of the day"`
	Hash    string `json:"hash"`
	// Signature is over ledger.Statement.Message.
	Signature []byte `json:"signature" doc:"Ed25519, base64, over 'klear ledger <day> <hash> ' and through as eight bytes, the most significant first"`
}

func (h bookWork) overview(ctx context.Context, _ *struct{}) (*Out[TrialBalanceView], error) {
	o, err := h.books.Overview(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	v := TrialBalanceView{Balances: make([]KindView, len(o.Kinds)), Sealed: o.State.Sealed, Waiting: o.State.Waiting, LastHash: hex.EncodeToString(o.State.Last[:]), Statements: make([]StatementView, len(o.State.Statements)), PublicKey: h.books.PublicKey}
	for i, k := range o.Kinds {
		v.Balances[i] = KindView{k.Kind, k.Accounts, money.Amount{Minor: k.Minor, Currency: k.Currency}}
	}
	for i, s := range o.State.Statements {
		v.Statements[i] = StatementView{s.Day.Format(time.DateOnly), s.Through, hex.EncodeToString(s.Hash[:]), s.Signature}
	}
	return OK(ctx, v), nil
}

// AccountView is one account of the books.
type AccountView struct {
	ID      uuid.UUID    `json:"id" format:"uuid"`
	Kind    ledger.Kind  `json:"kind"`
	Owner   string       `json:"owner,omitempty" doc:"the gateway, booking, practitioner or person that it is about"`
	Balance money.Amount `json:"balance" doc:"debit positive"`
}

func accountView(b ledger.Balance) AccountView {
	return AccountView{b.ID(), b.Kind, b.Owner, money.Amount{Minor: b.Minor, Currency: b.Currency}}
}

type accountsInput struct {
	PageQuery
	Kind     ledger.Kind `query:"kind" required:"true" pattern:"^[a-z_]{1,40}$"`
	Currency string      `query:"currency" required:"true" pattern:"^[A-Z]{3}$"`
}

func (h bookWork) accounts(ctx context.Context, in *accountsInput) (*Out[[]AccountView], error) {
	list, total, err := h.books.Accounts(ctx, identity.PrincipalFrom(ctx), in.Kind, in.Currency, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]AccountView, len(list))
	for i, b := range list {
		out[i] = accountView(b)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

// EntriesView is an account with some of its entries.
type EntriesView struct {
	Account AccountView `json:"account"`
	Entries []EntryView `json:"entries"`
	More    bool        `json:"more"`
}

// EntryView is one line of an account.
type EntryView struct {
	Posting   uuid.UUID    `json:"posting" format:"uuid"`
	Line      int          `json:"line"`
	Event     string       `json:"event"`
	EventKey  string       `json:"eventKey"`
	BookingID *uuid.UUID   `json:"bookingId,omitempty" format:"uuid"`
	PaymentID *uuid.UUID   `json:"paymentId,omitempty" format:"uuid"`
	At        time.Time    `json:"at"`
	Amount    money.Amount `json:"amount" doc:"debit positive"`
}

type entriesInput struct {
	Account   uuid.UUID `path:"account" format:"uuid"`
	From      time.Time `query:"from"`
	To        time.Time `query:"to" doc:"exclusive"`
	After     string    `query:"after" format:"uuid" doc:"posting of the last entry of the page before"`
	AfterLine int       `query:"afterLine" minimum:"0" maximum:"50" doc:"its line"`
	Limit     int       `query:"limit" default:"50" minimum:"1" maximum:"1000"`
}

func (h bookWork) entries(ctx context.Context, in *entriesInput) (*Out[EntriesView], error) {
	q := books.EntryQuery{Account: in.Account, Since: in.From, Until: in.To, Limit: in.Limit}
	if id, err := uuid.Parse(in.After); err == nil {
		q.After = ledger.Place{Transaction: id, Line: in.AfterLine}
	}
	a, err := h.books.Account(ctx, identity.PrincipalFrom(ctx), q)
	if err != nil {
		return nil, err
	}
	v := EntriesView{Account: accountView(a.Balance), Entries: make([]EntryView, len(a.Entries)), More: a.More}
	for i, e := range a.Entries {
		v.Entries[i] = EntryView{e.Transaction, e.Line, e.Event, e.EventKey, idOf(e.BookingID), idOf(e.PaymentID), e.At, money.Amount{Minor: e.Minor, Currency: a.Currency}}
	}
	return OK(ctx, v), nil
}

// idOf leaves out the zero id.
func idOf(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// PostingView is one posting.
type PostingView struct {
	ID          uuid.UUID         `json:"id" format:"uuid"`
	Event       string            `json:"event"`
	EventKey    string            `json:"eventKey"`
	BookingID   *uuid.UUID        `json:"bookingId,omitempty" format:"uuid"`
	PaymentID   *uuid.UUID        `json:"paymentId,omitempty" format:"uuid"`
	Corrects    string            `json:"corrects,omitempty" doc:"event key"`
	CorrectedBy []string          `json:"correctedBy,omitempty" doc:"event keys"`
	At          time.Time         `json:"at"`
	Seal        int64             `json:"seal,omitempty" doc:"its number in the chain"`
	Hash        string            `json:"hash,omitempty"`
	Lines       []PostingLineView `json:"lines"`
}

// PostingLineView is one line of a posting.
type PostingLineView struct {
	Account uuid.UUID    `json:"account" format:"uuid"`
	Kind    ledger.Kind  `json:"kind"`
	Owner   string       `json:"owner,omitempty"`
	Amount  money.Amount `json:"amount" doc:"debit positive"`
}

func postingLines(list []ledger.Line) []PostingLineView {
	out := make([]PostingLineView, len(list))
	for i, l := range list {
		out[i] = PostingLineView{l.Account.ID(), l.Account.Kind, l.Account.Owner, money.Amount{Minor: l.Minor, Currency: l.Account.Currency}}
	}
	return out
}

type postingInput struct {
	Posting uuid.UUID `path:"posting" format:"uuid"`
}

func (h bookWork) posting(ctx context.Context, in *postingInput) (*Out[PostingView], error) {
	t, err := h.books.Transaction(ctx, identity.PrincipalFrom(ctx), in.Posting)
	if err != nil {
		return nil, err
	}
	v := PostingView{ID: t.ID, Event: t.Event, EventKey: t.EventKey, BookingID: idOf(t.BookingID), PaymentID: idOf(t.PaymentID), Corrects: t.Corrects, At: t.At, Seal: t.Seal, Lines: postingLines(t.Lines)}
	if t.Seal > 0 {
		v.Hash = hex.EncodeToString(t.Hash[:])
	}
	for _, c := range t.CorrectedBy {
		v.CorrectedBy = append(v.CorrectedBy, c.EventKey)
	}
	return OK(ctx, v), nil
}

// AuditView is a replay of the books.
type AuditView struct {
	ID         uuid.UUID   `json:"id" format:"uuid"`
	State      books.State `json:"state" enum:"waiting,running,sound,unsound,failed"`
	Done       int64       `json:"done" doc:"seals that hold so far"`
	Total      int64       `json:"total"`
	Findings   []string    `json:"findings,omitempty" doc:"what is wrong, the first 100"`
	AskedAt    time.Time   `json:"askedAt"`
	FinishedAt *time.Time  `json:"finishedAt,omitempty"`
}

func auditView(a books.Audit) AuditView {
	return AuditView{a.ID, a.State, a.Done, a.Total, a.Findings, a.AskedAt, instant(a.FinishedAt)}
}

type askInput struct{ IdempotencyHeader }

func (h bookWork) ask(ctx context.Context, _ *askInput) (*Out[AuditView], error) {
	a, err := h.books.AskAudit(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	return OK(ctx, auditView(a)), nil
}

type auditInput struct {
	Audit uuid.UUID `path:"audit" format:"uuid"`
}

func (h bookWork) audit(ctx context.Context, in *auditInput) (*Out[AuditView], error) {
	a, err := h.books.AuditByID(ctx, identity.PrincipalFrom(ctx), in.Audit)
	if err != nil {
		return nil, err
	}
	return OK(ctx, auditView(a)), nil
}
