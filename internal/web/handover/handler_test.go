package handover_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/gatewaytest"
	"klear/internal/modules/payment/razorpay"
	"klear/internal/modules/payment/razorpay/razorpaytest"
	"klear/internal/platform/clock"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/platform/money"
	"klear/internal/web/handover"
	"klear/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// The way to Razorpay and back: a form leads there, and nothing that is posted back is believed.
func TestTheWayToRazorpayAndBack(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	server := razorpaytest.New(t, s.Clock.Now)
	g := razorpay.New(razorpay.Options{KeyID: razorpaytest.KeyID, KeySecret: razorpaytest.KeySecret, Memory: gatewaytest.NewMemory(), Label: "Klear Karma", Clock: clock.NewFake(webtest.Now), URL: server.URL})
	(&handover.Handler{Kit: s.Kit, Gateway: g}).Mount(s.Mux)
	method, err := payment.NewMethod(payment.Online, "")
	if err != nil {
		t.Fatal(err)
	}
	reference := ids.NewSource(nil).ID()
	i, err := g.Authorise(t.Context(), payment.AuthoriseRequest{IdempotencyKey: "auth", Reference: reference, Amount: money.Amount{Minor: 150_000, Currency: "INR"},
		Method: method, Capture: true, ReturnURL: s.URL + "/help"})
	if err != nil {
		t.Fatal(err)
	}
	b := s.Browser()
	b.Get(razorpay.PayeePath).Want(200, razorpay.PayeePath)
	page := b.Get(i.ActionURL).Want(200, razorpay.HandoverPath)
	sent := page.Form("/v1/checkout/embedded")
	if !strings.HasPrefix(sent.Action, server.URL) || sent.Values.Get("order_id") != i.Ref || sent.Values.Get("callback_url") != s.URL+"/razorpay/back/"+i.Ref ||
		sent.Values.Get("key_id") != razorpaytest.KeyID || strings.Contains(page.Body, razorpaytest.KeySecret) || !page.Has("₹1,500") {
		t.Fatalf("sent %+v\n%s", sent, page.Text())
	}
	if back := b.Post("/razorpay/back/"+i.Ref, url.Values{"razorpay_payment_id": {"pay_forged"}}); back.Path != "/help" {
		t.Fatalf("led to %s", back.Path)
	}
	if i, err = g.Find(t.Context(), reference); err != nil || i.Status != payment.RequiresAction {
		t.Fatalf("got %+v, %v: a post of anybody's is no payment", i, err)
	}
	server.Pay(i.Ref, razorpaytest.UPI)
	b.Get(razorpay.HandoverPath+i.Ref).Want(404, "/help") // paid: there is no way there any more; the stage has no help page
	for _, r := range []*http.Request{httptest.NewRequest(http.MethodGet, "/razorpay/pay/order_none", nil), httptest.NewRequest(http.MethodPost, "/razorpay/back/order_none", nil)} {
		w := httptest.NewRecorder()
		s.Mux.ServeHTTP(w, r)
		if w.Code != http.StatusNotFound {
			t.Errorf("%s %s: %d, want 404", r.Method, r.URL.Path, w.Code)
		}
	}
}
