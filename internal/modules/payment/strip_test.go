package payment

import (
	"errors"
	"strings"
	"testing"
)

// What Stripe and Razorpay tell of a payer, and what is kept of it: the shape, what happened and the gateway's ids.
func TestNothingAboutAPayerIsKeptOfAMessage(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ came, kept string }{
		"stripe": {
			`{"id": "evt_1", "type": "checkout.session.completed", "created": 1773478800, "livemode": true, "data": {"object": {"id": "cs_1", "amount_total": 5120, "currency": "kwd",
 "customer_details": {"email": "asha@klear.example", "phone": "+91 98200 12345", "name": "Asha \"R\" Rao", "address": {"postal_code": "411001", "line1": null}},
 "payment_method_details": {"card": {"brand": "visa", "last4": "4242", "exp_month": 12, "fingerprint": "Xt5"}, "type": "card"},
 "metadata": {"reference": "0199e2a4-0000-7000-8000-000000000001"}, "custom": ["0199e2a4-0000-7000-8000-000000000002", "Asha", 7, {"id": "cf_1"}]}}}`,
			`{"id": "evt_1", "type": "checkout.session.completed", "created": 1773478800, "livemode": true, "data": {"object": {"id": "cs_1", "amount_total": 5120, "currency": "kwd",
 "customer_details": {"email": "-", "phone": "-", "name": "-", "address": {"postal_code": "-", "line1": null}},
 "payment_method_details": {"card": {"brand": "-", "last4": "-", "exp_month": "-", "fingerprint": "-"}, "type": "card"},
 "metadata": {"reference": "0199e2a4-0000-7000-8000-000000000001"}, "custom": ["0199e2a4-0000-7000-8000-000000000002", "-", "-", {"id": "cf_1"}]}}}`},
		"razorpay": {
			`{"entity":"event","event":"payment.captured","payload":{"payment":{"entity":{"id":"pay_1","amount":100,"vpa":"asha@okaxis","email":"asha@klear.example","contact":"+919820012345","notes":[],"method":"upi","acquirer_data":{"rrn":"033814379298"},"order_id":"order_1"}}}}`,
			`{"entity":"event","event":"payment.captured","payload":{"payment":{"entity":{"id":"pay_1","amount":100,"vpa":"-","email":"-","contact":"-","notes":[],"method":"upi","acquirer_data":{"rrn":"-"},"order_id":"order_1"}}}}`},
		"nothing to remove": {"{\"id\":\"sbx_ev_1\",\"type\" : \"payout.paid\",\n\"created\":1.5e3}", "{\"id\":\"sbx_ev_1\",\"type\" : \"payout.paid\",\n\"created\":1.5e3}"},
		"at the end":        {`{"id":"a","name":"Asha"}`, `{"id":"a","name":"-"}`},
		"next to each other": {`{"a":"x","b":"y" ,"c":3,"d":[4 , 5]}`,
			`{"a":"-","b":"-" ,"c":"-","d":["-" , "-"]}`},
	} {
		if got, err := withoutPeople([]byte(tt.came)); err != nil || string(got) != tt.kept {
			t.Errorf("%s: %v\ngot  %s\nwant %s", name, err, got, tt.kept)
		}
	}
	for _, bad := range []string{``, `[]`, `"x"`, `{`, `{"a":1} {"b":2}`, `{"a":`, `{"a":` + strings.Repeat("[", 1000)} {
		if got, err := withoutPeople([]byte(bad)); !errors.Is(err, ErrWebhook) {
			t.Errorf("%.20s: got %s, %v; want ErrWebhook", bad, got, err)
		}
	}
}
