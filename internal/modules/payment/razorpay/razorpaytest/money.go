package razorpaytest

import "time"

// The ways in which people here pay.
const (
	Card    = "card"
	UPI     = "upi"
	NoFunds = "insufficient" // a card without money
	Refuse  = "refuse"       // the holder does not confirm what their bank asks
	Slow    = "slow"         // a card to which refunds take days
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
		"amount_refunded": int64(0), "status": "failed", "captured": false, "how": how, "card": Object{"network": "Visa", "last4": "1111"}})
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
		return
	}
	s.later(ReservedFor, func() { s.runOut(p) })
}

// Fee is what Razorpay keeps here, tax included: two percent, rounded down.
func Fee(amount int64) int64 { return amount * 2 / 100 }

// runOut gives back what was reserved and not captured in time.
func (s *Server) runOut(p Object) {
	if p["status"] == "authorized" {
		p["status"] = "refunded"
		s.tell("payment.refunded", p)
	}
}

func (s *Server) take(p Object) {
	p["status"], p["captured"], p["fee"] = "captured", true, Fee(number(p["amount"]))
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
	if p["how"] == Slow {
		r["status"] = "pending"
		s.later(refundAfter, func() { r["status"] = "processed"; s.tell("refund.processed", r, p) })
		return r
	}
	s.tell("refund.processed", r, p)
	return r
}

// Dispute is a payer's bank claiming what of an order was not refunded; it gives the dispute. Razorpay takes the money when it
// is lost.
func (s *Server) Dispute(orderID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.all("payment", "order_id", orderID)[0]
	d := s.make("disp_", "dispute", Object{"payment_id": p["id"], "amount": number(p["amount"]) - number(p["amount_refunded"]), "currency": p["currency"], "status": "open", "phase": "chargeback",
		"reason_code": "goods_or_services_not_received", "respond_by": s.now().Unix() + 7*24*3600})
	s.tell("payment.dispute.created", p, d)
	return d["id"].(string)
}

// Decide ends a dispute; again changes nothing.
func (s *Server) Decide(id string, won bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.objects[id]
	if d["status"] == "won" || d["status"] == "lost" {
		return
	}
	if d["status"] = "lost"; won {
		d["status"] = "won"
	} else {
		s.make("adj_", "adjustment", Object{"dispute_id": id, "amount": d["amount"], "currency": d["currency"]})
	}
	s.tell("payment.dispute."+d["status"].(string), s.objects[d["payment_id"].(string)], d)
}

// SettleAfter is how long what is made from now on waits for its settlement. At first nothing waits.
func (s *Server) SettleAfter(wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settles = wait
}

// recon is the report of a day: what was settled on it.
func (s *Server) recon(day string) []Object {
	out := []Object{}
	for _, row := range s.movements() {
		if at := time.Unix(row["settled_at"].(int64), 0).UTC(); at.Format(time.DateOnly) == day && !at.After(s.now()) {
			row["settlement_id"] = "setl_" + at.Format("20060102")
			out = append(out, row)
		}
	}
	return out
}

// movements are what moved on our balance.
func (s *Server) movements() []Object {
	var out []Object
	for _, id := range s.order {
		o := s.objects[id]
		row := Object{"entity_id": id, "type": o["entity"], "amount": o["amount"], "fee": int64(0), "currency": o["currency"], "created_at": o["created_at"],
			"settled_at": o["settled_at"], "payment_id": o["payment_id"], "dispute_id": o["dispute_id"], "notes": o["notes"]}
		switch o["entity"] {
		case "payment":
			if o["captured"] != true {
				continue
			}
			row["credit"], row["fee"] = number(o["amount"])-number(o["fee"]), o["fee"]
		case "reversal":
			row["credit"] = o["amount"]
		case "refund", "transfer", "adjustment":
			row["debit"] = o["amount"]
		default:
			continue
		}
		out = append(out, row)
	}
	return out
}

// PaidBy is the order that was made for one of our references; "" without one.
func (s *Server) PaidBy(reference string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if list := s.all("order", "receipt", reference); len(list) > 0 {
		return list[0]["id"].(string)
	}
	return ""
}
