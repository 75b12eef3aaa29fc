package stripetest

import (
	"net/http"
	"net/url"
)

// The cards that people here hold. What they do is documented at docs.stripe.com/testing.
const (
	Visa        = "4242"
	NoFunds     = "9995"
	NeedsAction = "3155" // asks the holder; refused without them
	RefundPends = "7726" // a refund takes days
	RefundFails = "5126" // a refund is sent back days later
)

// PagePath is where the page of a session is, followed by its id: a person is led there, and then pays with Pay.
const PagePath = "/c/pay/"

// SaveCard keeps a card of a person, as Checkout in setup mode does, and gives what an adapter names it by.
func (s *Server) SaveCard(last4 string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	customer := s.make("cus_", "customer", Object{"metadata": map[string]string{}})
	return text(customer["id"]) + "/" + text(s.card(text(customer["id"]), last4)["id"])
}

func (s *Server) card(customer, last4 string) Object {
	return s.make("pm_", "payment_method", Object{"type": "card", "customer": customer, "card": Object{"brand": "visa", "last4": last4}})
}

func (s *Server) openSession(f url.Values) (any, *fault) {
	o := Object{"status": "open", "mode": f.Get("mode"), "client_reference_id": f.Get("client_reference_id"), "metadata": tags(f, "metadata"),
		"payment_status": "unpaid", "payment_intent": nil}
	if f.Get("success_url") == "" {
		return nil, invalid("parameter_missing")
	}
	switch f.Get("mode") {
	case "payment":
		amount, currency := number(f, "line_items[0][price_data][unit_amount]"), f.Get("line_items[0][price_data][currency]")
		if bad := chargeable(amount, currency); bad != nil {
			return nil, bad
		}
		o["amount_total"], o["currency"] = amount, currency
		o["capture_method"], o["intent_metadata"] = f.Get("payment_intent_data[capture_method]"), tags(f, "payment_intent_data[metadata]")
	case "setup":
		o["customer"] = f.Get("customer")
		si := s.make("seti_", "setup_intent", Object{"status": "requires_payment_method", "metadata": tags(f, "setup_intent_data[metadata]")})
		o["setup_intent"] = si["id"]
	default:
		return nil, invalid("parameter_missing")
	}
	o = s.make("cs_test_", "checkout.session", o)
	o["url"] = s.URL + PagePath + text(o["id"])
	return s.expand(o), nil
}

func (s *Server) expire(id string) (any, *fault) {
	o, ok := s.objects[id]
	if !ok || o["status"] != "open" {
		return nil, invalid("")
	}
	o["status"], o["url"] = "expired", nil
	if pi := s.objects[text(o["payment_intent"])]; pi != nil {
		pi["status"] = "canceled"
	}
	s.tell("checkout.session.expired", o)
	return s.expand(o), nil
}

// Pay is what a person does on Stripe's page with a card of theirs. Without approval they refuse what their bank asks and
// leave; the page then ends. It reports whether the page was still open.
func (s *Server) Pay(session, last4 string, approve bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[session]
	if o == nil || o["status"] != "open" {
		return false
	}
	if o["mode"] == "setup" {
		s.keep(o, last4, approve)
		return true
	}
	pi := s.make("pi_", "payment_intent", Object{"amount": o["amount_total"], "currency": o["currency"], "capture_method": o["capture_method"],
		"metadata": o["intent_metadata"], "status": "requires_payment_method", "amount_received": int64(0)})
	o["payment_intent"] = pi["id"]
	if !approve {
		pi["last_payment_error"] = Object{"type": "card_error", "code": "payment_intent_authentication_failure"}
		_, _ = s.expire(session)
		return true
	}
	s.charge(pi, last4)
	o["status"], o["payment_status"], o["url"] = "complete", "paid", nil
	s.tell("checkout.session.completed", o)
	return true
}

// keep ends a page that saves a card.
func (s *Server) keep(o Object, last4 string, approve bool) {
	si := s.objects[text(o["setup_intent"])]
	switch {
	case !approve:
		si["last_setup_error"] = Object{"type": "card_error", "code": "setup_intent_authentication_failure"}
	case last4 == NoFunds:
		si["last_setup_error"] = Object{"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"}
	}
	if si["last_setup_error"] != nil {
		_, _ = s.expire(text(o["id"]))
		return
	}
	si["status"], si["payment_method"] = "succeeded", s.card(text(o["customer"]), last4)["id"]
	o["status"], o["url"] = "complete", nil
	s.tell("checkout.session.completed", o)
}

func (s *Server) detach(id string) (any, *fault) {
	pm := s.objects[id]
	if pm == nil || pm["customer"] == nil {
		return nil, invalid("")
	}
	pm["customer"] = nil
	s.tell("payment_method.detached", pm)
	return pm, nil
}

func (s *Server) makeIntent(f url.Values) (any, *fault) {
	amount, currency := number(f, "amount"), f.Get("currency")
	if bad := chargeable(amount, currency); bad != nil {
		return nil, bad
	}
	pm := s.objects[f.Get("payment_method")]
	if pm == nil || text(pm["customer"]) != f.Get("customer") {
		return nil, invalid("payment_method_invalid_parameter")
	}
	return s.expand(s.make("pi_", "payment_intent", Object{"amount": amount, "currency": currency, "capture_method": f.Get("capture_method"),
		"metadata": tags(f, "metadata"), "payment_method": pm["id"], "status": "requires_confirmation", "amount_received": int64(0)})), nil
}

func (s *Server) confirm(id string, f url.Values) (any, *fault) {
	pi := s.objects[id]
	if pi == nil || pi["status"] != "requires_confirmation" {
		return nil, invalid("payment_intent_unexpected_state")
	}
	last4 := text(s.objects[text(pi["payment_method"])]["card"].(Object)["last4"])
	refusal := Object{"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"}
	switch {
	case last4 == NeedsAction && f.Get("off_session") != "true":
		pi["status"], pi["next_action"] = "requires_action", Object{"type": "redirect_to_url", "redirect_to_url": Object{"url": "https://hooks.stripe.test/" + id}}
		return s.expand(pi), nil
	case last4 == NeedsAction:
		refusal = Object{"type": "card_error", "code": "authentication_required", "decline_code": "authentication_required"}
		fallthrough
	case last4 == NoFunds:
		pi["status"], pi["last_payment_error"] = "requires_payment_method", refusal
		s.tell("payment_intent.payment_failed", pi)
		return nil, &fault{status: http.StatusPaymentRequired, typ: "card_error", code: text(refusal["code"]), decline: text(refusal["decline_code"])}
	}
	s.charge(pi, last4)
	return s.expand(pi), nil
}

// Answer is what a person tells their bank about an intent that waits for them.
func (s *Server) Answer(intent string, approve bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	pi := s.objects[intent]
	if pi == nil || pi["status"] != "requires_action" {
		return false
	}
	if approve {
		s.charge(pi, NeedsAction)
		return true
	}
	pi["status"], pi["last_payment_error"] = "requires_payment_method", Object{"type": "card_error", "code": "payment_intent_authentication_failure"}
	s.tell("payment_intent.payment_failed", pi)
	return true
}

func (s *Server) charge(pi Object, last4 string) {
	amount := count(pi["amount"])
	c := s.make("ch_", "charge", Object{"amount": amount, "amount_captured": int64(0), "amount_refunded": int64(0), "currency": pi["currency"],
		"payment_intent": pi["id"], "metadata": pi["metadata"], "disputed": false,
		"payment_method_details": Object{"type": "card", "card": Object{"brand": "visa", "last4": last4}}})
	pi["latest_charge"], pi["next_action"] = c["id"], nil
	if pi["capture_method"] == "manual" {
		pi["status"] = "requires_capture"
		c["payment_method_details"].(Object)["card"].(Object)["capture_before"] = s.now().Add(AuthorisedFor).Unix()
		s.later(AuthorisedFor, func() { s.runOut(pi) })
		s.tell("payment_intent.amount_capturable_updated", pi)
		return
	}
	s.take(pi, amount)
}

func (s *Server) take(pi Object, amount int64) {
	c := s.objects[text(pi["latest_charge"])]
	pi["status"], pi["amount_received"], c["amount_captured"] = "succeeded", amount, amount
	c["balance_transaction"] = s.book("charge", "charge", c, amount, Fee(amount))["id"]
	s.tell("payment_intent.succeeded", pi)
}

// Fee is what Stripe keeps here: three percent, rounded down.
func Fee(amount int64) int64 { return amount * 3 / 100 }

func (s *Server) capture(id string, f url.Values) (any, *fault) {
	pi, amount := s.objects[id], number(f, "amount_to_capture")
	switch {
	case pi == nil || pi["status"] != "requires_capture":
		return nil, invalid("payment_intent_unexpected_state")
	case amount <= 0 || amount > count(pi["amount"]):
		return nil, invalid("amount_too_large")
	}
	s.take(pi, amount)
	return s.expand(pi), nil
}

func (s *Server) cancel(id string, f url.Values) (any, *fault) {
	pi := s.objects[id]
	if pi == nil || pi["status"] == "succeeded" || pi["status"] == "canceled" {
		return nil, invalid("payment_intent_unexpected_state")
	}
	pi["status"], pi["cancellation_reason"] = "canceled", f.Get("cancellation_reason")
	s.tell("payment_intent.canceled", pi)
	return s.expand(pi), nil
}

// Expire ends a reservation as time does.
func (s *Server) Expire(intent string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runOut(s.objects[intent])
}

func (s *Server) runOut(pi Object) {
	if pi["status"] != "requires_capture" {
		return
	}
	pi["status"], pi["cancellation_reason"] = "canceled", "automatic"
	s.tell("payment_intent.canceled", pi)
}

func cardOf(charge Object) string {
	return text(charge["payment_method_details"].(Object)["card"].(Object)["last4"])
}

// IntentOf is the payment intent that a finished session made.
func (s *Server) IntentOf(session string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return text(s.objects[session]["payment_intent"])
}
