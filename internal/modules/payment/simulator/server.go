package simulator

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"

	"github.com/google/uuid"
)

// Limits of the API.
const (
	maxBody   = 6 << 20 // evidence: four files as base64, and the text
	maxKey    = 200
	keyHeader = "Idempotency-Key"
)

// The codes of problems that are not the gateway's own.
const (
	codeMalformed = "malformed"
	codeFailed    = "failed"
)

// Server is the gateway over HTTP.
type Server struct{ gateway *sandbox.Gateway }

// NewServer serves g: the gateway's calls below /v1, controls below /control, and the pages that payers and practitioners
// are sent to.
func NewServer(g *sandbox.Gateway) http.Handler {
	s, mux := Server{g}, http.NewServeMux()
	mux.HandleFunc("POST /v1/payments", s.authorise)
	mux.HandleFunc("GET /v1/payments/{reference}", find(g.Find, intentFrom))
	mux.HandleFunc("POST /v1/payments/{ref}/capture", s.capture)
	mux.HandleFunc("POST /v1/payments/{ref}/void", s.void)
	mux.HandleFunc("POST /v1/payments/{ref}/refunds", s.refund)
	mux.HandleFunc("POST /v1/saved-methods", s.save)
	mux.HandleFunc("GET /v1/saved-methods/{reference}", find(g.FindSaved, func(m payment.SavedMethod) savedMethod { return savedMethod(m) }))
	mux.HandleFunc("DELETE /v1/saved-methods/{ref}", s.forget)
	mux.HandleFunc("POST /v1/payees", s.openPayee)
	mux.HandleFunc("GET /v1/payees/{reference}", find(g.FindPayee, func(p payment.GatewayPayee) payee { return payee(p) }))
	mux.HandleFunc("POST /v1/payouts", s.payout)
	mux.HandleFunc("GET /v1/payouts/{reference}", find(g.FindPayout, func(p payment.GatewayPayout) payout { return payout(p) }))
	mux.HandleFunc("POST /v1/disputes/{ref}/evidence", s.evidence)
	mux.HandleFunc("POST /v1/disputes/{ref}/acceptance", s.accept)
	mux.HandleFunc("GET /v1/reports/{day}", s.report)
	mux.HandleFunc("GET /v1/bank-news/{since}", s.bankNews)
	s.mountControls(mux)
	s.mountPages(mux)
	return mux
}

func (s Server) authorise(w http.ResponseWriter, r *http.Request) {
	var in authoriseBody
	key, ok := readKeyed(w, r, &in)
	if !ok {
		return
	}
	m, err := in.Method.methodOf()
	if err != nil {
		refuse(w, err)
		return
	}
	i, err := s.gateway.Authorise(r.Context(), payment.AuthoriseRequest{IdempotencyKey: key, Reference: in.Reference, Amount: in.Amount, Method: m, Capture: in.Capture,
		OffSession: in.OffSession, ReturnURL: in.ReturnURL})
	answer(w, intentFrom(i), err)
}

func (s Server) capture(w http.ResponseWriter, r *http.Request) {
	var in amountBody
	if key, ok := readKeyed(w, r, &in); ok {
		i, err := s.gateway.Capture(r.Context(), payment.CaptureRequest{IdempotencyKey: key, Reference: in.Reference, Ref: r.PathValue("ref"), AmountMinor: in.AmountMinor})
		answer(w, intentFrom(i), err)
	}
}

func (s Server) void(w http.ResponseWriter, r *http.Request) {
	var in amountBody
	if key, ok := readKeyed(w, r, &in); ok {
		i, err := s.gateway.Void(r.Context(), payment.VoidRequest{IdempotencyKey: key, Reference: in.Reference, Ref: r.PathValue("ref")})
		answer(w, intentFrom(i), err)
	}
}

func (s Server) refund(w http.ResponseWriter, r *http.Request) {
	var in amountBody
	if key, ok := readKeyed(w, r, &in); ok {
		made, err := s.gateway.Refund(r.Context(), payment.RefundRequest{IdempotencyKey: key, Reference: in.Reference, Ref: r.PathValue("ref"), AmountMinor: in.AmountMinor})
		answer(w, refund(made), err)
	}
}

func (s Server) save(w http.ResponseWriter, r *http.Request) {
	var in saveBody
	key, ok := readKeyed(w, r, &in)
	if !ok {
		return
	}
	m, err := in.Method.methodOf()
	if err != nil {
		refuse(w, err)
		return
	}
	kept, err := s.gateway.Save(r.Context(), payment.SaveRequest{IdempotencyKey: key, Reference: in.Reference, Payer: in.Payer, Method: m, ReturnURL: in.ReturnURL})
	answer(w, savedMethod(kept), err)
}

func (s Server) forget(w http.ResponseWriter, r *http.Request) {
	answer(w, struct{}{}, s.gateway.Forget(r.Context(), r.PathValue("ref")))
}

func (s Server) openPayee(w http.ResponseWriter, r *http.Request) {
	var in payeeBody
	if key, ok := readKeyed(w, r, &in); ok {
		p, err := s.gateway.OpenPayee(r.Context(), payment.PayeeRequest{IdempotencyKey: key, Reference: in.Reference, Country: in.Country, Currency: in.Currency, ReturnURL: in.ReturnURL})
		answer(w, payee(p), err)
	}
}

func (s Server) payout(w http.ResponseWriter, r *http.Request) {
	var in payoutBody
	if key, ok := readKeyed(w, r, &in); ok {
		p, err := s.gateway.Payout(r.Context(), payment.PayoutRequest{IdempotencyKey: key, Reference: in.Reference, PayeeRef: in.PayeeRef, Amount: in.Amount})
		answer(w, payout(p), err)
	}
}

func (s Server) evidence(w http.ResponseWriter, r *http.Request) {
	var in evidenceBody
	key, ok := readKeyed(w, r, &in)
	if !ok {
		return
	}
	files := make([]payment.EvidenceFile, len(in.Files))
	for i, f := range in.Files {
		files[i] = payment.EvidenceFile(f)
	}
	d, err := s.gateway.SubmitEvidence(r.Context(), payment.EvidenceRequest{IdempotencyKey: key, Reference: in.Reference, Ref: r.PathValue("ref"), Text: in.Text, Files: files})
	answer(w, dispute(d), err)
}

func (s Server) accept(w http.ResponseWriter, r *http.Request) {
	var in acceptBody
	if key, ok := readKeyed(w, r, &in); ok {
		d, err := s.gateway.AcceptDispute(r.Context(), payment.AcceptRequest{IdempotencyKey: key, Reference: in.Reference, Ref: r.PathValue("ref")})
		answer(w, dispute(d), err)
	}
}

func (s Server) report(w http.ResponseWriter, r *http.Request) {
	day, err := time.Parse(time.DateOnly, r.PathValue("day"))
	if err != nil {
		write(w, http.StatusBadRequest, problem{codeMalformed, "Write the day as 2026-03-14."})
		return
	}
	rows, err := s.gateway.Report(r.Context(), day)
	out := make([]reportRow, len(rows))
	for i, row := range rows {
		out[i] = reportRow(row)
	}
	answer(w, out, err)
}

func (s Server) bankNews(w http.ResponseWriter, r *http.Request) {
	since, err := time.Parse(time.RFC3339, r.PathValue("since"))
	if err != nil {
		write(w, http.StatusBadRequest, problem{codeMalformed, "Write the instant as 2026-03-14T09:00:00Z."})
		return
	}
	news, err := s.gateway.BankNews(r.Context(), since)
	answer(w, news, err)
}

// readKeyed reads a body and its key, and answers when one of them is missing or broken.
func readKeyed(w http.ResponseWriter, r *http.Request, in any) (key string, ok bool) {
	key = r.Header.Get(keyHeader)
	if key == "" || len(key) > maxKey {
		write(w, http.StatusBadRequest, problem{codeMalformed, "Send a header Idempotency-Key of at most 200 bytes."})
		return "", false
	}
	return key, read(w, r, in)
}

func read(w http.ResponseWriter, r *http.Request, in any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(in); err != nil {
		write(w, http.StatusBadRequest, problem{codeMalformed, "The body cannot be understood: " + err.Error()})
		return false
	}
	return true
}

// answer writes what came of a call. A call that was lost by switch gets no answer at all: its connection is dropped.
func answer(w http.ResponseWriter, out any, err error) {
	switch {
	case err == nil:
		write(w, http.StatusOK, out)
	case errors.Is(err, sandbox.ErrNoAnswer):
		panic(http.ErrAbortHandler)
	case errors.Is(err, sandbox.ErrFailed):
		write(w, http.StatusInternalServerError, problem{codeFailed, "Something went wrong. Nothing was done; try again."})
	default:
		refuse(w, err)
	}
}

// refuse answers with the error's own code, or says nothing of what it is.
func refuse(w http.ResponseWriter, err error) {
	e, ok := apperr.As(err)
	if !ok || e.Code == payment.ErrUnknown.Code {
		write(w, http.StatusInternalServerError, problem{codeFailed, "Something went wrong."})
		return
	}
	write(w, httpx.Status(e.Kind), problem{e.Code, e.Message})
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // whoever asked is gone
}

func readReference(w http.ResponseWriter, r *http.Request) (uuid.UUID, bool) {
	id, err := uuid.Parse(r.PathValue("reference"))
	if err != nil {
		write(w, http.StatusBadRequest, problem{codeMalformed, "The reference is a UUID."})
	}
	return id, err == nil
}
