package api_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/crypto"
)

// aPackage is offered, bought, used for one session and given back.
func (s *story) aPackage() {
	pro, _ := s.tokens(s.practitioner)
	own := map[string]string{"id": s.ids["practitioner"]}
	other := field(s.t, s.do("addPackageOffer", step{who: pro, own: own, body: object{"serviceId": s.ids["service"], "sessions": 2, "price": 200_000, "validDays": 7}}), "id")
	s.do("retirePackageOffer", step{who: pro, own: map[string]string{"id": own["id"], "offer": other}})
	made := s.do("addPackageOffer", step{who: pro, own: own, body: aPackage(s.ids["service"])})
	own["offer"] = field(s.t, made, "id")
	changed := aPackage(s.ids["service"])
	changed["validDays"] = 90
	s.do("updatePackageOffer", step{who: pro, own: own, body: s.withVersion(made, changed)})
	if onSale := s.do("listPackageOffers", step{own: own}); strings.Contains(string(onSale), other) {
		s.t.Errorf("a retired package is on sale: %s", onSale)
	}
	who, _ := s.tokens(s.seeker)
	bought := map[string]string{"id": field(s.t, s.do("buyPackage", step{who: who, body: object{"offerId": own["offer"], "offerVersion": 2, "method": goodCard}}), "id")}
	hold := map[string]string{"id": s.hold(who, 16)}
	if usable := s.do("bookingPackages", step{who: who, own: hold}); !strings.Contains(string(usable), bought["id"]) {
		s.t.Errorf("it cannot pay for the hold: %s", usable)
	}
	paid := s.do("confirmPayment", step{who: who, body: object{"bookingId": hold["id"], "packageId": bought["id"]}})
	if field(s.t, paid, "status") != "confirmed" || field(s.t, paid, "packageId") != bought["id"] {
		s.t.Errorf("paid with a package: %s", paid)
	}
	var one struct {
		Left   int
		Unused object
		Uses   []struct{ BookingID string }
	}
	got := s.do("getPackage", step{who: pro, own: bought})
	if err := json.Unmarshal(got, &one); err != nil || one.Left != 9 || len(one.Uses) != 1 || one.Uses[0].BookingID != hold["id"] {
		s.t.Errorf("after one session: %s", got)
	}
	s.do("paymentMovements", step{who: who})
	s.do("refundPackage", step{who: who, own: bought, body: object{"amount": one.Unused}})
	if left := s.do("listPackages", step{who: who}); !strings.Contains(string(left), `"left":0`) {
		s.t.Errorf("something is left: %s", left)
	}
	if sold := s.do("listSoldPackages", step{who: pro, own: own}); !strings.Contains(string(sold), `"client":"Kavya Menon"`) {
		s.t.Errorf("sold to nobody: %s", sold)
	}
	s.do("cancelBooking", step{who: who, own: hold, body: object{"reason": "A cold"}})
}

// aGift is bought and redeemed by somebody else, another is given back; what an operator gave pays a part of a booking.
func (s *story) aGift() {
	who, _ := s.tokens(s.seeker)
	friend, _ := s.tokens(s.stranger)
	operator, _ := s.tokens(s.operator)
	made := s.do("buyGift", step{who: who, body: aGift()})
	got := s.do("getGift", step{who: who, own: map[string]string{"id": field(s.t, made, "id")}})
	s.do("redeemGift", step{who: friend, body: object{"code": field(s.t, got, "code")}})
	if has := s.do("getCredit", step{who: friend}); !strings.Contains(string(has), `100000`) {
		s.t.Errorf("the gift is nobody's credit: %s", has)
	}
	back := map[string]string{"id": field(s.t, s.do("buyGift", step{who: who, body: aGift()}), "id")}
	s.do("refundGift", step{who: who, own: back})
	if all := s.do("listGifts", step{who: who}); !strings.Contains(string(all), `"redeemed"`) || !strings.Contains(string(all), `"refunded"`) {
		s.t.Errorf("the gifts: %s", all)
	}
	s.do("grantGoodwill", step{who: operator, own: map[string]string{"id": s.ids["booking"]}, body: object{"amount": 40_000, "reason": "practitioner_late"}})
	hold := s.hold(who, 17)
	s.do("confirmPayment", step{who: who, body: object{"bookingId": hold, "credit": true, "method": goodCard}})
	if lines := s.do("creditHistory", step{who: who}); !strings.Contains(string(lines), `"reserve"`) || !strings.Contains(string(lines), hold) {
		s.t.Errorf("the history: %s", lines)
	}
	s.do("cancelBooking", step{who: who, own: map[string]string{"id": hold}, body: object{"reason": "A cold"}})
}

// aPlan is made by operators, chosen, changed for a larger one, paid with another card, cancelled and taken back.
func (s *story) aPlan(operator string) {
	who, _ := s.tokens(s.seeker)
	words := func(name string, rank int) object {
		return object{"rank": rank, "name": object{"en": name}, "summary": object{"en": name}}
	}
	var terms [2]string
	for i, name := range []string{"basic", "plus"} {
		plan := words(name, i+1)
		plan["family"], plan["code"] = "seeker", name
		made := s.do("addPlan", step{who: operator, body: plan})
		own := map[string]string{"plan": field(s.t, made, "id")}
		s.do("savePlan", step{who: operator, own: own, body: s.withVersion(made, words(name, i+1))})
		terms[i] = field(s.t, s.do("addPlanTerms", step{who: operator, own: own, body: object{"grants": object{"companion_extras": 1},
			"prices": []object{{"cycle": "month", "amount": object{"amount": 30_000 * (i + 1), "currency": "INR"}}}}}), "id")
	}
	s.do("listAllPlans", step{who: operator})
	s.do("listPlans", step{})
	own := map[string]string{"id": field(s.t, s.do("createSubscription", step{who: who, body: object{"termsId": terms[0], "cycle": "month",
		"dueNow": object{"amount": 30_000, "currency": "INR"}, "method": goodCard}}), "id")}
	s.do("getSubscription", step{who: who, own: own})
	var quote object
	if err := json.Unmarshal(s.do("previewSubscription", step{who: who, own: own, query: "?termsId=" + terms[1] + "&cycle=month"}), &quote); err != nil {
		s.t.Fatal(err)
	}
	s.do("updateSubscription", step{who: who, own: own, body: object{"termsId": terms[1], "cycle": "month", "at": quote["at"], "dueNow": quote["dueNow"]}})
	s.do("paySubscriptionWith", step{who: who, own: own, body: object{"method": goodCard}})
	s.do("cancelSubscription", step{who: who, own: own})
	s.do("resumeSubscription", step{who: who, own: own})
	s.do("listSubscriptions", step{who: who})
	charge := map[string]string{"period": field(s.t, s.do("listPlanCharges", step{who: operator}), "list.first.id")}
	var back object
	if err := json.Unmarshal(s.do("previewPlanRefund", step{who: operator, own: charge, query: "?ends=true"}), &back); err != nil {
		s.t.Fatal(err)
	}
	minor := func(name string) any { return back[name].(map[string]any)["amount"] }
	s.do("refundPlanCharge", step{who: operator, own: charge, body: object{"amount": minor("amount"), "tax": minor("tax"), "earned": minor("earned"), "left": minor("left"),
		"ends": true, "at": back["at"], "reason": "goodwill"}})
	if got := s.do("getSubscription", step{who: who, own: own}); field(s.t, got, "endReason") != "refunded" {
		s.t.Errorf("after the refund: %s", got)
	}
}

// aFarBooking is charged later, with what is kept; it stays kept while the booking needs it.
func (s *story) aFarBooking() {
	who, _ := s.tokens(s.seeker)
	kept := field(s.t, s.do("addPaymentMethod", step{who: who, body: object{"currency": "INR", "method": goodCard}}), "id")
	other := field(s.t, s.do("addPaymentMethod", step{who: who, body: object{"currency": "INR", "method": goodCard}}), "id")
	start := s.clock.Now().AddDate(0, 0, 30).Truncate(24 * time.Hour).Add(10 * time.Hour).Format(time.RFC3339)
	held := s.do("hold", step{who: who, body: object{"serviceId": s.ids["service"], "start": start}})
	if field(s.t, held, "laterAt") == "" {
		s.t.Error("a far hold cannot be paid later")
	}
	s.do("confirmPayment", step{who: who, body: object{"bookingId": field(s.t, held, "id"), "methodId": kept, "later": true}})
	refused := s.call("DELETE", "/payments/methods/"+kept, who, nil)
	if refused.Code != http.StatusConflict || !strings.Contains(refused.Body.String(), field(s.t, held, "id")) {
		s.t.Errorf("removed while it is needed: %d %s", refused.Code, refused.Body)
	}
	own := map[string]string{"id": kept}
	s.do("removePaymentMethod", step{who: who, own: own, query: "?instead=" + other})
	s.do("preferPaymentMethod", step{who: who, own: map[string]string{"id": other}})
	if list := s.do("listPaymentMethods", step{who: who}); strings.Contains(string(list), kept) || !strings.Contains(string(list), `"needed":true`) {
		s.t.Errorf("kept: %s", list)
	}
}

// theBooks are read and audited, and a difference with a gateway is explained.
func (s *story) theBooks() {
	who, _ := s.tokens(s.operator)
	s.do("getTrialBalance", step{who: who})
	account := field(s.t, s.do("listAccounts", step{who: who, query: "?kind=psp_clearing&currency=INR"}), "list.id")
	posting := field(s.t, s.do("listEntries", step{who: who, own: map[string]string{"account": account}}), "entries.0.posting")
	s.do("getPosting", step{who: who, own: map[string]string{"posting": posting}})
	audit := field(s.t, s.do("askAudit", step{who: who}), "id")
	s.do("getAudit", step{who: who, own: map[string]string{"audit": audit}})
	s.exec("insert into reconcile.day (gateway, day, fetched_at) values ('sandbox', '2026-01-02', now())")
	s.exec("insert into reconcile.row (gateway, ref, day, kind, currency, amount_minor, at) values ('sandbox', 'txn_1', '2026-01-02', 'capture', 'INR', 500, '2026-01-02 09:00Z')")
	s.do("listReconciledDays", step{who: who})
	s.do("listDifferences", step{who: who})
	s.do("getReconciledDay", step{who: who, own: map[string]string{"gateway": "sandbox", "day": "2026-01-02"}})
	why := object{"side": "row", "gateway": "sandbox", "subject": "txn_1", "against": "goodwill", "words": "A test of the gateway"}
	s.do("previewExplanation", step{who: who, body: why})
	s.do("explainDifference", step{who: who, body: why})
}

// earnings are a practitioner's money after a session took place: seen, paid out, and looked at by operators.
func (s *story) earnings() {
	who, _ := s.tokens(s.practitioner)
	operator, _ := s.tokens(s.operator)
	s.do("setPayoutSchedule", step{who: who, body: object{"cadence": "daily", "minimum": 60_000}})
	s.earns(s.ids["practitioner"], 80_000)
	s.do("getPayoutAccount", step{who: who})
	s.do("getEarnings", step{who: who})
	s.do("listEarningLines", step{who: who, query: "?part=available&currency=INR"})
	s.do("previewPayoutRun", step{who: operator})
	paid := s.do("createPayout", step{who: who, body: object{}})
	own := map[string]string{"payout": field(s.t, paid, "id")}
	s.do("getPayout", step{who: who, own: own})
	s.do("getPayoutHistory", step{who: who, query: "?status=moving"})
	s.do("getEarningStatement", step{who: who, query: "?from=2026-01-01T00:00:00Z&to=2099-01-01T00:00:00Z"})
	s.do("getEarningStatementFile", step{who: who, query: "?from=2026-01-01T00:00:00Z&to=2099-01-01T00:00:00Z"})
	own["run"] = field(s.t, s.do("startPayoutRun", step{who: operator}), "id")
	s.do("getPayoutRun", step{who: operator, own: own})
	s.do("listPayoutRuns", step{who: operator})
	s.do("listPayouts", step{who: operator, query: "?status=sending"})
	s.do("removePayoutAccount", step{who: who})
	s.do("openPayoutAccount", step{who: who, body: object{}})
}

// aDispute is what a practitioner says to a bank, and what an operator answers it.
func (s *story) aDispute() {
	who, _ := s.tokens(s.practitioner)
	operator, _ := s.tokens(s.operator)
	own := map[string]string{"dispute": s.dispute(s.ids["payment"])}
	s.do("listOwnDisputes", step{who: who})
	s.do("setDisputeNote", step{who: who, own: own, body: object{"note": "She came.", "version": 0}})
	form := s.form(s.operations["addDisputeFile"].schemaOf("multipart/form-data"), "log.png", pixels)
	own["file"] = field(s.t, s.do("addDisputeFile", step{who: who, own: own, body: form, kind: formType}), "id")
	s.do("getDispute", step{who: who, own: own})
	s.do("removeDisputeFile", step{who: who, own: own})
	s.do("listDisputes", step{who: operator})
	s.do("getDisputeEvidence", step{who: operator, own: own})
	s.do("answerDispute", step{who: operator, own: own, body: object{"decision": "evidence", "reason": "It took place.", "confirm": true}})
}

// theGateway tells news about no payment of ours: signed, so it is taken.
func (s *story) theGateway() {
	master, _, err := crypto.OpenMaster(filepath.Join(s.dataDir, "keys", "master.json"))
	if err != nil {
		s.t.Fatal(err)
	}
	body := []byte(`{"id":"evt_1","type":"payment.updated","reference":"01a1fac3-a68a-730a-9ca9-13040cafccd3"}`)
	header := http.Header{}
	header.Set(sandbox.SignatureHeader, payment.SignWebhook(master.SubKey("sandbox webhook"), body, s.clock.Now()))
	s.do("gatewayWebhook", step{own: map[string]string{"gateway": "sandbox"}, body: body, kind: "application/json", header: header})
}
