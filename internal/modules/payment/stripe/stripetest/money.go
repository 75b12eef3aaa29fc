package stripetest

import (
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// book writes a balance transaction: what moved on the balance, and the fee that was taken with it.
func (s *Server) book(typ, category string, source Object, amount, fee int64) Object {
	return s.make("txn_", "balance_transaction", Object{"type": typ, "reporting_category": category, "source": source["id"], "amount": amount,
		"fee": fee, "net": amount - fee, "currency": source["currency"]})
}

func (s *Server) refund(f url.Values) (any, *fault) {
	pi, amount := s.objects[f.Get("payment_intent")], number(f, "amount")
	if pi == nil || pi["status"] != "succeeded" {
		return nil, invalid("charge_not_refundable")
	}
	c := s.objects[text(pi["latest_charge"])]
	left := count(c["amount_captured"]) - count(c["amount_refunded"])
	if amount <= 0 || amount > left {
		return nil, invalid("charge_already_refunded")
	}
	if s.objects[text(c["dispute"])] != nil && s.objects[text(c["dispute"])]["status"] != "won" {
		return nil, invalid("charge_disputed")
	}
	c["amount_refunded"] = count(c["amount_refunded"]) + amount
	r := s.make("re_", "refund", Object{"amount": amount, "currency": c["currency"], "payment_intent": pi["id"], "charge": c["id"],
		"metadata": tags(f, "metadata"), "status": "succeeded"})
	switch cardOf(c) {
	case RefundPends:
		r["status"] = "pending"
		s.later(refundAfter, func() { r["status"] = "succeeded"; s.tell("refund.updated", r) })
	case RefundFails:
		s.later(refundAfter, func() { s.failRefund(r) })
	}
	s.book("refund", "refund", r, -amount, 0)
	s.tell("charge.refunded", c)
	return r, nil
}

// FailRefund is the payer's bank sending a refund back.
func (s *Server) FailRefund(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failRefund(s.objects[id])
}

func (s *Server) failRefund(r Object) {
	c := s.objects[text(r["charge"])]
	r["status"], r["failure_reason"] = "failed", "expired_or_canceled_card"
	c["amount_refunded"] = count(c["amount_refunded"]) - count(r["amount"])
	s.book("refund_failure", "refund_failure", r, count(r["amount"]), 0)
	s.tell("refund.failed", r)
}

// DisputeFee is what a dispute costs, in the smallest unit.
const DisputeFee = 1500

// Dispute is a payer's bank taking back for the time being what an intent took and did not refund; it gives the dispute.
func (s *Server) Dispute(intent string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	pi := s.objects[intent]
	c := s.objects[text(pi["latest_charge"])]
	amount := count(c["amount_captured"]) - count(c["amount_refunded"])
	d := s.make("dp_", "dispute", Object{"amount": amount, "currency": c["currency"], "charge": c["id"], "payment_intent": intent,
		"metadata": map[string]string{}, "reason": "product_not_received", "status": "needs_response",
		"evidence_details": Object{"due_by": s.now().Unix() + 7*24*3600}})
	c["disputed"], c["dispute"] = true, d["id"]
	d["balance_transactions"] = []Object{s.book("adjustment", "dispute", d, -amount, DisputeFee)}
	s.tell("charge.dispute.created", d)
	return text(d["id"])
}

// fileFields are those of the evidence that take the id of one file.
var fileFields = []string{"cancellation_policy", "customer_communication", "customer_signature", "duplicate_charge_documentation", "receipt", "refund_policy",
	"service_documentation", "shipping_documentation", "uncategorized_file"}

func (s *Server) answerDispute(id string, f url.Values) (any, *fault) {
	d := s.objects[id]
	if d == nil || d["status"] != "needs_response" || f.Get("evidence[uncategorized_text]") == "" {
		return nil, invalid("")
	}
	for _, field := range fileFields {
		if file := f.Get("evidence[" + field + "]"); file != "" {
			if s.objects[file] == nil || s.objects[file]["purpose"] != "dispute_evidence" {
				return nil, invalid("resource_missing")
			}
			s.evidence[id] = append(s.evidence[id], s.files[file])
		}
	}
	d["metadata"] = tags(f, "metadata")
	if f.Get("submit") == "true" {
		d["status"] = "under_review"
	}
	s.tell("charge.dispute.updated", d)
	return d, nil
}

// Evidence is the content of the files that came with a dispute's evidence.
func (s *Server) Evidence(dispute string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.evidence[dispute]...)
}

// closeDispute loses one that its owner does not contest.
func (s *Server) closeDispute(id string) (any, *fault) {
	d := s.objects[id]
	if d == nil || d["status"] != "needs_response" {
		return nil, invalid("")
	}
	d["status"] = "lost"
	s.tell("charge.dispute.closed", d)
	return d, nil
}

// upload takes a file whose name says its type.
func (s *Server) upload(r *http.Request) (any, *fault) {
	file, head, err := r.FormFile("file")
	if err != nil || r.FormValue("purpose") != "dispute_evidence" || !slices.Contains([]string{".pdf", ".jpg", ".png"}, path.Ext(head.Filename)) {
		return nil, invalid("")
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil || len(content) == 0 {
		return nil, invalid("")
	}
	o := s.make("file_", "file", Object{"purpose": r.FormValue("purpose"), "filename": head.Filename, "size": len(content), "type": strings.TrimPrefix(path.Ext(head.Filename), ".")})
	s.files[text(o["id"])] = string(content)
	return o, nil
}

// Decide ends a dispute; again changes nothing.
func (s *Server) Decide(dispute string, won bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.objects[dispute]
	if d["status"] == "won" || d["status"] == "lost" {
		return
	}
	if d["status"] = "lost"; won {
		d["status"] = "won"
		s.book("adjustment", "dispute_reversal", d, count(d["amount"]), 0)
	}
	s.tell("charge.dispute.closed", d)
}

func (s *Server) openAccount(f url.Values) (any, *fault) {
	if f.Get("country") == "" || f.Get("settings[payouts][schedule][interval]") != "manual" {
		return nil, invalid("parameter_missing")
	}
	return s.make("acct_", "account", Object{"country": f.Get("country"), "default_currency": f.Get("default_currency"), "metadata": tags(f, "metadata"),
		"payouts_enabled": false, "capabilities": Object{"transfers": "pending"}, "external_accounts": Object{"object": "list", "data": []Object{}}}), nil
}

// The bank accounts of practitioners here; what they do is documented at docs.stripe.com/connect/testing.
const (
	BankPays    = "000123456789"
	BankReturns = "000111111113" // closed: paid, and sent back
	BankFails   = "000111111116" // never existed
)

// bankCodes are what a bank says of an account.
var bankCodes = map[string]string{BankReturns: "account_closed", BankFails: "no_account"}

// Onboard is a practitioner giving Stripe what it asks for; without a number they take their bank account away.
func (s *Server) Onboard(account, number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, banks, state := s.objects[account], []Object{}, "inactive"
	if number != "" {
		banks, state = append(banks, Object{"id": "ba_1", "object": "bank_account", "last4": number[len(number)-4:]}), "active"
	}
	a["payouts_enabled"], a["capabilities"], a["bank"] = number != "", Object{"transfers": state}, number
	a["external_accounts"] = Object{"object": "list", "data": banks}
	s.tell("account.updated", a)
}

// Fund puts an amount into our balance from our own bank.
func (s *Server) Fund(amount int64, currency string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.funds[currency] += amount
}

// balance is what our account holds in a currency.
func (s *Server) balance(currency string) int64 {
	sum := s.funds[currency]
	for _, id := range s.order {
		if b := s.objects[id]; b["object"] == "balance_transaction" && b["currency"] == currency {
			sum += count(b["net"])
		}
	}
	return sum
}

func (s *Server) transfer(f url.Values) (any, *fault) {
	a, amount := s.objects[f.Get("destination")], number(f, "amount")
	switch {
	case a == nil || a["capabilities"].(Object)["transfers"] != "active":
		return nil, invalid("transfers_not_allowed")
	case amount <= 0:
		return nil, invalid("parameter_invalid_integer")
	case amount > s.balance(f.Get("currency")):
		return nil, &fault{status: http.StatusBadRequest, typ: "invalid_request_error", code: "balance_insufficient", unexecuted: true}
	}
	t := s.make("tr_", "transfer", Object{"amount": amount, "currency": f.Get("currency"), "destination": a["id"], "metadata": tags(f, "metadata"),
		"transfer_group": f.Get("transfer_group"), "reversed": false})
	s.book("transfer", "transfer", t, -amount, 0)
	s.tell("transfer.created", t)
	return t, nil
}

func (s *Server) reverse(id string, f url.Values) (any, *fault) {
	t := s.objects[id]
	if t == nil || t["reversed"] == true {
		return nil, invalid("")
	}
	t["reversed"] = true
	r := s.make("trr_", "transfer_reversal", Object{"amount": t["amount"], "currency": t["currency"], "transfer": id, "metadata": tags(f, "metadata")})
	s.book("transfer_refund", "transfer_reversal", r, count(t["amount"]), 0)
	s.tell("transfer.reversed", t)
	return r, nil
}

func (s *Server) payout(account string, f url.Values) (any, *fault) {
	a, amount, currency := s.objects[account], number(f, "amount"), f.Get("currency")
	switch {
	case a == nil || a["payouts_enabled"] != true:
		return nil, invalid("payouts_not_allowed")
	case strings.Contains("bhd jod kwd omr tnd", currency) && amount%10 != 0, strings.Contains("huf twd isk ugx", currency) && amount%100 != 0:
		return nil, invalid("parameter_invalid_integer")
	}
	p := s.make("po_", "payout", Object{"amount": amount, "currency": currency, "metadata": tags(f, "metadata"),
		"status": "in_transit", "account": account})
	s.tell("payout.created", p)
	bank := text(a["bank"])
	if bank != BankFails {
		s.later(payoutAfter, func() { s.arrive(p, "") })
	}
	if bank != BankPays {
		s.later(returnAfter, func() { s.arrive(p, bankCodes[bank]) })
	}
	return p, nil
}

// Bank is what a bank does with the latest payout to an account: paid, or failed with a code such as "account_closed".
func (s *Server) Bank(account, failure string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.order) - 1; i >= 0; i-- {
		if p := s.objects[s.order[i]]; p["object"] == "payout" && p["account"] == account {
			s.arrive(p, failure)
			return
		}
	}
}

func (s *Server) arrive(p Object, failure string) {
	if p["status"] = "paid"; failure != "" {
		p["status"], p["failure_code"] = "failed", failure
	}
	s.tell("payout."+text(p["status"]), p)
}
