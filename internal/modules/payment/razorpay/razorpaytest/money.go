package razorpaytest

// The ways in which people here pay.
const (
	Card    = "card"
	UPI     = "upi"
	NoFunds = "insufficient" // a card without money
	Refuse  = "refuse"       // the holder does not confirm what their bank asks
)

// number is a JSON number as it was sent.
func number(v any) int64 {
	switch n := v.(type) {
	case float64:
		return int64(n)
	case int64:
		return n
	}
	return 0
}

func (s *Server) openOrder(body Object) Object {
	capture, _ := body["payment"].(map[string]any)
	if number(body["amount"]) < 100 || body["currency"] != "INR" || len(body["receipt"].(string)) > 40 || capture["capture"] == nil {
		return nil
	}
	return s.make("order_", "order", Object{"amount": number(body["amount"]), "currency": body["currency"], "receipt": body["receipt"],
		"notes": body["notes"], "status": "created", "capture": capture["capture"]})
}

// Pay is what a person does on Razorpay's page for an order.
func (s *Server) Pay(orderID, how string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[orderID]
	p := s.make("pay_", "payment", Object{"amount": o["amount"], "currency": o["currency"], "order_id": orderID, "method": "card", "fee": int64(0),
		"amount_refunded": int64(0), "status": "failed", "card": Object{"network": "Visa", "last4": "1111"}})
	switch how {
	case NoFunds:
		p["error_code"], p["error_reason"] = "BAD_REQUEST_ERROR", "insufficient_funds"
	case Refuse:
		p["error_code"], p["error_reason"] = "BAD_REQUEST_ERROR", "authentication_failed"
	case UPI:
		p["method"], p["card"] = "upi", nil
	}
	if p["error_code"] != nil {
		s.tell("payment.failed", p)
		return
	}
	p["status"], o["status"] = "authorized", "attempted"
	s.tell("payment.authorized", p)
	if o["capture"] == "automatic" {
		s.take(p)
	}
}

// Fee is what Razorpay keeps here, tax included: two percent, rounded down.
func Fee(amount int64) int64 { return amount * 2 / 100 }

func (s *Server) take(p Object) {
	p["status"], p["fee"] = "captured", Fee(number(p["amount"]))
	o := s.objects[p["order_id"].(string)]
	o["status"] = "paid"
	s.tell("payment.captured", p)
	s.tell("order.paid", o, p)
}

func (s *Server) capture(id string, body Object) Object {
	p := s.objects[id]
	if p == nil || p["status"] != "authorized" || number(body["amount"]) != number(p["amount"]) { // in part is not possible
		return nil
	}
	s.take(p)
	return p
}

func (s *Server) refund(id string, body Object) Object {
	p, amount := s.objects[id], number(body["amount"])
	if p == nil || p["status"] != "captured" || amount <= 0 || amount > number(p["amount"])-number(p["amount_refunded"]) {
		return nil
	}
	p["amount_refunded"] = number(p["amount_refunded"]) + amount
	if number(p["amount_refunded"]) == number(p["amount"]) {
		p["status"] = "refunded"
	}
	r := s.make("rfnd_", "refund", Object{"amount": amount, "currency": p["currency"], "payment_id": id, "notes": body["notes"], "status": "processed"})
	s.tell("refund.processed", r, p)
	return r
}

// Dispute is a payer's bank taking the money of an order back for the time being; it gives the dispute.
func (s *Server) Dispute(orderID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.all("payment", "order_id", orderID)[0]
	d := s.make("disp_", "dispute", Object{"payment_id": p["id"], "amount": p["amount"], "currency": p["currency"], "status": "open", "phase": "chargeback",
		"reason_code": "goods_or_services_not_received", "respond_by": s.now().Unix() + 7*24*3600})
	s.tell("payment.dispute.created", p, d)
	return d["id"].(string)
}

// Decide ends a dispute.
func (s *Server) Decide(id string, won bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.objects[id]
	if d["status"] = "lost"; won {
		d["status"] = "won"
	}
}

// recon is the report of a settlement of everything so far, on the day of the server.
func (s *Server) recon(today bool) []Object {
	out := []Object{}
	if !today {
		return out
	}
	for _, p := range s.all("payment", "", "") {
		if fee := number(p["fee"]); fee > 0 {
			out = append(out, Object{"entity_id": p["id"], "type": "payment", "amount": p["amount"], "credit": number(p["amount"]) - fee, "fee": fee,
				"currency": p["currency"], "created_at": p["created_at"], "settlement_id": "setl_1"})
		}
	}
	for _, r := range s.all("refund", "", "") {
		out = append(out, Object{"entity_id": r["id"], "type": "refund", "amount": r["amount"], "debit": r["amount"], "currency": r["currency"],
			"created_at": r["created_at"], "payment_id": r["payment_id"], "notes": r["notes"], "settlement_id": "setl_1"})
	}
	return out
}
