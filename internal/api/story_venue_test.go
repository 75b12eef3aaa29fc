package api_test

import (
	"encoding/json"
	"time"
)

// handToHand is a booking that is paid when the two meet, and given back there.
func (s *story) handToHand() {
	s.exec("update catalog.service set pay_at_venue = true, modes = '{at_practitioner}' where id = $1", s.ids["service"])
	seeker, _ := s.tokens(s.seeker)
	id := field(s.t, s.do("hold", step{who: seeker, body: object{"serviceId": s.ids["service"], "start": s.ahead(14)}}), "bookingId")
	s.do("confirmPayment", step{who: seeker, body: object{"bookingId": id, "method": object{"type": "venue"}}})
	at, err := time.Parse(time.RFC3339, s.ahead(14))
	if err != nil {
		s.t.Fatal(err)
	}
	s.clock.Set(at)
	who, _ := s.tokens(s.practitioner) // an older one has run out
	own := map[string]string{"id": id}
	s.do("receiveAtVenue", step{who: who, own: own, body: object{"method": "cash"}})
	s.owes(s.ids["practitioner"], 20_000) // what they earned before would repay the cash's share
	var debts []struct{ Owed object }
	if err := json.Unmarshal(s.do("getDebts", step{who: who}), &debts); err != nil || len(debts) != 1 {
		s.t.Fatalf("the platform's share of the cash is not owed: %v %v", debts, err)
	}
	if left := s.do("payDebt", step{who: who, body: object{"owed": debts[0].Owed, "method": goodCard}}); string(left) != "[]" {
		s.t.Errorf("still owed: %s", left)
	}
	if paid := s.do("giveBackAtVenue", step{who: who, own: own, body: object{}}); field(s.t, paid, "status") != "confirmed" {
		s.t.Errorf("the booking ended with the money: %s", paid)
	}
}
