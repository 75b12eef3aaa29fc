package simulator

import (
	"errors"
	"net/http"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"
)

// mountControls serves what tests and operators make happen. Controls never go wrong by switch.
func (s Server) mountControls(mux *http.ServeMux) {
	mux.HandleFunc("GET /control/faults", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, switchesFrom(s.gateway.Faults.Switches()), nil)
	})
	mux.HandleFunc("PUT /control/faults", control(func(_ *http.Request, in switches) error { return s.gateway.Faults.Set(in.sandbox()) }))
	mux.HandleFunc("GET /control/clock", func(w http.ResponseWriter, _ *http.Request) { answer(w, clockBody{Now: s.gateway.Now()}, nil) })
	mux.HandleFunc("POST /control/clock", control(s.advance))
	mux.HandleFunc("POST /control/challenges/{ref}", control(func(r *http.Request, in answerBody) error {
		return s.gateway.CompleteChallenge(r.Context(), r.PathValue("ref"), in.Approve)
	}))
	mux.HandleFunc("POST /control/disputes", control(func(r *http.Request, in disputeBody) error {
		return s.gateway.OpenDispute(r.Context(), in.Reference, in.Reason)
	}))
	mux.HandleFunc("POST /control/disputes/{ref}/decision", control(func(r *http.Request, in decisionBody) error {
		return s.gateway.DecideDispute(r.Context(), r.PathValue("ref"), in.Won)
	}))
	mux.HandleFunc("PUT /control/payees/{ref}/bank", control(func(r *http.Request, in bankBody) error {
		return s.gateway.SetBank(r.Context(), r.PathValue("ref"), in.Number)
	}))
	mux.HandleFunc("POST /control/settlements", control(func(r *http.Request, in money.Amount) error { return s.gateway.Settle(r.Context(), in) }))
	mux.HandleFunc("GET /control/balances", s.balances)
}

// control reads a body and does what it says.
func control[In any](do func(r *http.Request, in In) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		if read(w, r, &in) {
			answer(w, struct{}{}, do(r, in))
		}
	}
}

// advance moves the virtual clock and does what became due. A receiver that does not take its webhooks is no failure of
// the clock: they come again.
func (s Server) advance(r *http.Request, in clockBody) error {
	by, err := time.ParseDuration(in.Advance)
	if err != nil {
		return payment.ErrGatewayRefused
	}
	if err := s.gateway.Advance(r.Context(), by); errors.Is(err, payment.ErrGatewayRefused) {
		return err
	}
	return nil
}

func (s Server) balances(w http.ResponseWriter, r *http.Request) {
	held, err := s.gateway.Totals(r.Context())
	all, err2 := s.gateway.Balances(r.Context())
	answer(w, balances{Balances: all, Totals: held}, errors.Join(err, err2))
}
