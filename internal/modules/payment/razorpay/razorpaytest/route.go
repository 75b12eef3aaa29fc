package razorpaytest

// The bank accounts of practitioners here.
const (
	BankPays    = "000123456789"
	BankReturns = "000111111113" // the settlement fails
)

// Open is what operators do on the dashboard for a practitioner: a linked account, and its product that receives transfers.
func (s *Server) Open() (account, product string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.make("acc_", "account", Object{"type": "route", "status": "created"})
	p := s.make("acc_prd_", "product", Object{"product_name": "route", "activation_status": "needs_clarification", "account": a["id"]})
	return a["id"].(string), p["id"].(string)
}

// Bank names the bank account of a linked account; without a number it takes it away.
func (s *Server) Bank(account, number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.all("product", "account", account)[0]
	if p["activation_status"] = "needs_clarification"; number != "" {
		p["activation_status"] = "activated"
	}
	p["active_configuration"] = Object{"settlements": Object{"account_number": number, "ifsc_code": "HDFC0000317"}}
	s.sign("product.route."+p["activation_status"].(string), account, Object{"merchant_product": Object{"entity": p}})
}

// Fund puts an amount into our balance from our own bank.
func (s *Server) Fund(amount int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.funds += amount
}

// balance is what there is to transfer: captures less fees, refunds and transfers.
func (s *Server) balance() int64 {
	sum := s.funds
	for _, row := range s.movements() {
		sum += number(row["credit"]) - number(row["debit"])
	}
	return sum
}

func (s *Server) transfer(body Object) Object {
	account, amount := text(body["account"]), number(body["amount"])
	products := s.all("product", "account", account)
	if len(products) == 0 || products[0]["activation_status"] != "activated" || amount < 100 || amount > s.balance() || body["currency"] != "INR" {
		return nil
	}
	t := s.make("trf_", "transfer", Object{"source": "acc_platform", "recipient": account, "amount": amount, "currency": "INR", "amount_reversed": int64(0),
		"notes": body["notes"], "status": "processed", "settlement_status": "pending"})
	bank := text(products[0]["active_configuration"].(Object)["settlements"].(Object)["account_number"])
	s.later(settleAfter, func() { s.settle(t, bank) })
	s.tell("transfer.processed", t)
	return t
}

// settle is Razorpay sending a linked account's money to its bank.
func (s *Server) settle(t Object, bank string) {
	if t["settlement_status"] = "settled"; bank == BankReturns {
		t["settlement_status"], t["recipient_settlement"] = "pending", Object{"entity": "settlement", "status": "failed"}
	}
	s.tell("transfer.processed", t)
}

func (s *Server) reverse(id string, body Object) Object {
	t, amount := s.objects[id], number(body["amount"])
	if t == nil || amount <= 0 || amount > number(t["amount"])-number(t["amount_reversed"]) {
		return nil
	}
	if t["amount_reversed"] = number(t["amount_reversed"]) + amount; number(t["amount_reversed"]) == number(t["amount"]) {
		t["status"] = "reversed"
	}
	return s.make("rvrsl_", "reversal", Object{"transfer_id": id, "amount": amount, "currency": "INR"})
}

// contest takes evidence: with a document, and once.
func (s *Server) contest(id string, body Object) Object {
	d := s.objects[id]
	letters, _ := body["explanation_letter"].([]any)
	proof, _ := body["proof_of_service"].([]any)
	for _, id := range proof {
		if s.objects[text(id)] == nil {
			return nil
		}
	}
	if d == nil || d["status"] != "open" || body["action"] != "submit" || len(letters) != 1 || s.objects[text(letters[0])] == nil || len(text(body["summary"])) > 1000 {
		return nil
	}
	d["status"] = "under_review"
	for _, id := range proof {
		s.evidence[text(d["id"])] = append(s.evidence[text(d["id"])], text(s.objects[text(id)]["content"]))
	}
	s.tell("payment.dispute.under_review", s.objects[text(d["payment_id"])], d)
	return d
}

// Evidence is the content of the documents that came as proof of the service in a dispute.
func (s *Server) Evidence(dispute string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.evidence[dispute]...)
}

// accept loses a dispute that its owner does not contest.
func (s *Server) accept(id string) Object {
	d := s.objects[id]
	if d == nil || d["status"] != "open" {
		return nil
	}
	d["status"] = "lost"
	s.make("adj_", "adjustment", Object{"dispute_id": id, "amount": d["amount"], "currency": d["currency"]})
	s.tell("payment.dispute.lost", s.objects[text(d["payment_id"])], d)
	return d
}
