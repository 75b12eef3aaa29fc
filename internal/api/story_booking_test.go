package api_test

import (
	"net/http"
	"strings"
	"time"
)

func (s *story) aBooking() {
	who, _ := s.tokens(s.seeker)
	own := map[string]string{"id": field(s.t, s.do("hold", step{who: who, body: object{"serviceId": s.ids["service"], "start": s.ahead(11)}}), "bookingId")}
	s.do("extendHold", step{who: who, own: own})
	operator, _ := s.tokens(s.operator)
	s.thePromotions(operator)
	s.do("useCode", step{who: who, own: own, body: object{"code": "spring-26"}})
	s.do("dropCode", step{who: who, own: own})
	s.do("getBooking", step{who: who, own: own})
	s.do("createIntent", step{who: who, body: object{"bookingId": own["id"]}})
	s.do("confirmPayment", step{who: who, body: object{"bookingId": own["id"], "method": goodCard, "note": "Is early fine?"}})
	s.do("listBookings", step{who: who})
	s.do("listBookings", step{who: who, query: "?when=past&page=2&limit=1"})
	s.do("moveTimes", step{who: who, own: own, query: "?from=" + s.ahead(0) + "&to=" + s.ahead(23)})
	s.do("moveBooking", step{who: who, own: own, body: object{"start": s.ahead(14)}})
	s.do("bookingHistory", step{who: who, own: own})
	s.do("previewCancel", step{who: who, own: own})
	s.do("cancelBooking", step{who: who, own: own, body: object{"reason": "A cold"}})
	s.do("paymentMovements", step{who: who, query: "?from=2020-01-01T00:00:00Z"})
	s.do("rebookTimes", step{who: who, own: own})
	s.do("paymentHistory", step{who: who})
	s.do("getPayment", step{who: who, own: map[string]string{"id": s.paymentOf(who)}})
	s.theDocuments(who)
}

// aSeries is held whole, and what is left of it is cancelled at once.
func (s *story) aSeries() {
	who, _ := s.tokens(s.seeker)
	s.do("planSeries", step{query: "?serviceId=" + s.ids["service"] + "&start=" + s.ahead(9) + "&weeks=1&count=3"})
	first, err := time.Parse(time.RFC3339, s.ahead(9))
	if err != nil {
		s.t.Fatal(err)
	}
	starts := []string{first.AddDate(0, 0, 7).Format(time.RFC3339), first.AddDate(0, 0, 14).Format(time.RFC3339)}
	id := field(s.t, s.do("holdSeries", step{who: who, body: object{"serviceId": s.ids["service"], "starts": starts}}), "list.id")
	own := map[string]string{"id": id}
	if series := field(s.t, s.do("getBooking", step{who: who, own: own}), "series.id"); series == "" {
		s.t.Error("it is of no series")
	}
	if preview := s.do("previewCancel", step{who: who, own: own, query: "?later=true"}); preview == nil {
		s.t.Error("leaving it has no price")
	}
	s.do("cancelBooking", step{who: who, own: own, body: object{"later": true}})
	s.aLine()
}

// aLine is joined, seen from both sides and left.
func (s *story) aLine() {
	who, _ := s.tokens(s.seeker)
	pro, _ := s.tokens(s.practitioner)
	day := s.ahead(9)[:len("2006-01-02")]
	id := field(s.t, s.do("joinWaiting", step{who: who, body: object{"serviceId": s.ids["service"], "first": day, "last": day, "part": "morning"}}), "id")
	s.do("joinWaiting", step{who: who, body: object{"serviceId": s.ids["service"], "first": day, "last": s.ahead(11)[:len(day)], "part": "any"}}) // other days
	s.do("listWaiting", step{who: who})
	s.do("listWaitingClients", step{who: pro})
	s.do("leaveWaiting", step{who: who, own: map[string]string{"id": id}})
}

// otherBookings are a guest's, and the practitioner's view of all.
func (s *story) otherBookings() {
	guest := http.Header{"Booking-Access": {strings.Repeat("g", 40)}}
	id := field(s.t, s.do("hold", step{header: guest, body: object{"serviceId": s.ids["service"], "start": s.ahead(12), "zone": "Europe/London"}}), "bookingId")
	s.do("releaseBooking", step{header: guest, own: map[string]string{"id": id}})
	who, _ := s.tokens(s.practitioner)
	s.do("listBookings", step{who: who, query: "?as=practitioner&from=" + s.ahead(0) + "&to=" + s.ahead(23)})
	s.do("listParticipants", step{who: who, own: map[string]string{"id": s.ids["booking"]}})
	operator, _ := s.tokens(s.operator)
	s.do("findBookings", step{who: operator, query: "?status=confirmed&limit=1"})
	seeker, _ := s.tokens(s.seeker)
	s.book(seeker, 13)
	plan := s.do("planCancellation", step{who: operator, query: "?practitioner=" + s.slug() + "&from=" + s.ahead(13) + "&to=" + s.ahead(14)})
	s.do("cancelBookings", step{who: operator, body: object{"bookings": []object{s.withVersion(first(s.t, plan, "bookings"), object{"id": field(s.t, plan, "bookings.0.id")})}, "reason": "Closed"}})
	s.do("refundPayment", step{who: operator, body: object{"paymentId": s.ids["payment"], "amount": 100, "reason": "goodwill"}})
}

func (s *story) requests() {
	s.exec("update catalog.practitioner set confirmation = 'approval' where id = $1", s.ids["practitioner"])
	seeker, _ := s.tokens(s.seeker)
	who, _ := s.tokens(s.practitioner)
	s.do("acceptBooking", step{who: who, own: map[string]string{"id": s.book(seeker, 15)}, body: object{}})
	s.do("declineBooking", step{who: who, own: map[string]string{"id": s.book(seeker, 16)}, body: object{"reason": "A cold"}})
	own := map[string]string{"id": s.book(seeker, 16)}
	s.do("proposeTimes", step{who: who, own: own, body: object{"starts": []string{s.ahead(12), s.ahead(13)}}})
	s.do("getProposal", step{who: seeker, own: own})
	s.do("declineProposal", step{who: seeker, own: own})
	s.do("proposeTimes", step{who: who, own: own, body: object{"starts": []string{s.ahead(13)}}})
	s.do("acceptProposal", step{who: seeker, own: own, body: object{"start": s.ahead(13)}})
	s.exec("update catalog.practitioner set confirmation = 'instant' where id = $1", s.ids["practitioner"])
}

func (s *story) sessions() {
	seeker, _ := s.tokens(s.seeker)
	missed := s.book(seeker, 9)
	at, err := time.Parse(time.RFC3339, s.ahead(10))
	if err != nil {
		s.t.Fatal(err)
	}
	s.clock.Set(at)
	who, _ := s.tokens(s.practitioner)
	own := map[string]string{"id": s.ids["booking"]}
	s.do("startSession", step{who: who, own: own, body: object{}})
	s.do("endSession", step{who: who, own: own, body: object{"note": "Sleeps at two."}})
	s.do("noShow", step{who: who, own: map[string]string{"id": missed}, body: object{}})
	s.contested(map[string]string{"id": missed}, who)
}

// contested is a session of which its client says that it did not take place: once to take it back, once to have it decided.
func (s *story) contested(own map[string]string, who string) {
	seeker, _ := s.tokens(s.seeker)
	s.do("beginContest", step{who: seeker, own: own, body: object{"reason": "absent", "words": "I waited at the door."}})
	s.do("withdrawContest", step{who: seeker, own: own, body: object{}})
	s.do("beginContest", step{who: seeker, own: own, body: object{"reason": "not_as_booked"}})
	s.do("answerContest", step{who: who, own: own, body: object{"says": "took_place", "words": "Nobody came to me."}})
	if told := s.do("listContests", step{who: seeker, own: own}); field(s.t, told, "0.reply") != "Nobody came to me." {
		s.t.Errorf("the client is told %s", told)
	}
	operator, _ := s.tokens(s.operator)
	one := map[string]string{"contest": field(s.t, s.do("listContestQueue", step{who: operator}), "list.id")}
	s.do("getContest", step{who: operator, own: one})
	s.do("decideContest", step{who: operator, own: one, body: object{"decision": "took_place", "reason": "The door was watched"}})
}
