package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"klear/internal/platform/caldav/davtest"
)

// aProfile is how somebody becomes a practitioner.
func (s *story) aProfile() {
	who, _ := s.tokens(s.stranger)
	profile := object{"name": "Ananya Rao", "headline": "Ayurveda physician", "bio": "Twelve years.", "languages": []string{"en", "hi"}, "currency": "INR", "country": "IN", "city": "Pune",
		"zone": "Asia/Kolkata", "registrationBody": "Register", "registrationNumber": "KA-1", "certifications": []object{{"name": "BAMS", "year": 2014}}, "hourlyRate": 150_000}
	made := s.do("createPractitioner", step{who: who, body: profile})
	own := map[string]string{"id": field(s.t, made, "id")}
	s.do("ownProfile", step{who: who})
	made = s.do("getPractitioner", step{who: who, own: own})
	profile["headline"], profile["latitude"], profile["longitude"] = "Physician", 18.52, 73.85
	s.do("updatePractitioner", step{who: who, own: own, body: s.withVersion(made, profile)})
	service := object{"category": "yoga", "name": "First consultation", "durationMin": 60, "price": 120_000, "currency": "INR", "modes": []string{"online"}}
	made = s.do("addService", step{who: who, own: own, body: service})
	own["service"], service["price"] = field(s.t, made, "id"), 130_000
	s.do("updateService", step{who: who, own: own, body: s.withVersion(made, service)})
	s.do("deactivateService", step{who: who, own: own})
	s.do("activateService", step{who: who, own: own})
	longer := object{"category": "yoga", "name": "First consultation", "durationMin": 90, "price": 170_000, "currency": "INR", "modes": []string{"online"},
		"variantOf": own["service"], "label": "90 min", "window": object{"kind": "available_days", "days": 20}}
	variant := field(s.t, s.do("addService", step{who: who, own: own, body: longer}), "id")
	s.do("reorderServices", step{who: who, own: own, body: object{"ids": []string{own["service"], variant}}})
	s.do("setConfirmation", step{who: who, own: own, body: object{"confirmation": "approval"}})
	s.upload("uploadPhoto", who, own)
	s.do("removePhoto", step{who: who, own: own})
	s.upload("uploadDocument", who, own)
	s.do("setEmbed", step{who: who, own: own, body: object{"origins": []string{"https://example.org"}}})
	s.do("getEmbed", step{who: who, own: own})
	own["document"] = field(s.t, s.do("listDocuments", step{who: who, own: own}), "0.id")
	s.do("removeDocument", step{who: who, own: own})
	s.upload("uploadDocument", who, own)
}

// withVersion adds to a change the version of what it was decided on.
func (s *story) withVersion(of json.RawMessage, body object) object {
	s.t.Helper()
	var seen struct{ Version int64 }
	if err := json.Unmarshal(of, &seen); err != nil || seen.Version == 0 {
		s.t.Fatalf("no version in %s", of)
	}
	out := maps.Clone(body)
	out["version"] = seen.Version
	return out
}

func (s *story) aPractice() {
	who, _ := s.tokens(s.practitioner)
	s.do("getAvailability", step{query: "?serviceId=" + s.ids["service"] + "&from=" + s.ahead(0) + "&to=" + s.ahead(23)})
	s.do("getHours", step{who: who})
	s.do("setAvailability", step{who: who, body: object{"weekly": everyDay(), "overrides": []object{{"date": s.ahead(0)[:4] + "-12-31", "windows": []object{}}}, "timeOff": []object{}}})
	s.do("upcomingAvailability", step{who: who})
	s.do("previewAvailability", step{who: who, body: object{"weekly": everyDay()[:2], "overrides": []object{}, "timeOff": []object{}}})
	s.do("listHolidays", step{who: who})
	s.do("listBlocks", step{who: who})
	s.do("listTaken", step{who: who, query: "?from=" + s.ahead(0) + "&to=" + s.ahead(23)})
	block := field(s.t, s.do("blockTimeSlot", step{who: who, body: object{"start": s.ahead(19), "end": s.ahead(20)}}), "id")
	s.do("unblock", step{who: who, own: map[string]string{"block": block}})
	calendar := field(s.t, s.do("addCalendar", step{who: who, body: object{"name": "Mine", "file": aCalendar, "tentativeIsBusy": true}}), "id")
	s.do("listCalendars", step{who: who})
	s.do("refreshCalendar", step{who: who, own: map[string]string{"calendar": calendar}})
	s.do("removeCalendar", step{who: who, own: map[string]string{"calendar": calendar}})
	s.do("newCalendarFeed", step{who: who})
	s.aCalendarServer(who)
}

func (s *story) aCalendarServer(who string) {
	server := davtest.StartAt(s.t, s.dav)
	linked := s.do("setCalendarAccount", step{who: who, body: object{"url": server.URL, "user": davtest.User, "password": davtest.Password}})
	id := field(s.t, linked, "calendars.0.id")
	s.do("chooseCalendars", step{who: who, body: object{"read": []string{id}, "write": id}})
	s.do("getCalendarAccount", step{who: who})
	s.exec("update schedule.caldav_event set edited = true where booking_id = $1", s.ids["booking"]) // what is booked ahead was noted
	s.do("rewriteEvent", step{who: who, own: map[string]string{"booking": s.ids["booking"]}, body: object{}})
	s.do("removeCalendarAccount", step{who: who})
}

func (s *story) lookingAround() {
	var roots []struct{ ID string }
	if err := json.Unmarshal(s.do("listCategories", step{}), &roots); err != nil {
		s.t.Fatal(err)
	}
	order := []string{}
	for _, c := range slices.Backward(roots) {
		order = append(order, c.ID)
	}
	operator, _ := s.tokens(s.operator)
	s.do("reorderCategories", step{who: operator, body: object{"ids": order}})
	s.do("listPractitioners", step{})
	s.do("getPractitioner", step{})
	s.do("searchPractitioners", step{query: "?q=session&sort=soonest&lat=18.5&lon=73.8&radiusKm=20"})
	s.do("searchServices", step{query: "?q=session"})
	s.do("suggest", step{query: "?q=yo"})
	who, _ := s.tokens(s.seeker)
	own := map[string]string{"practitioner": s.ids["practitioner"]}
	s.do("savePractitioner", step{who: who, own: own, body: object{"alert": true}})
	s.do("listSaved", step{who: who})
	s.do("dropSaved", step{who: who, own: own})
}

const aCalendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20990101T100000Z\r\nDTEND:20990101T110000Z\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func aWaiver(services ...string) object {
	return object{"kind": "waiver", "title": "Before we begin", "intro": "Yoga is exercise.", "services": services, "fields": []object{
		{"kind": "statement", "label": "I move within my limits."}, {"kind": "yesno", "label": "Pregnant?", "required": true}, {"kind": "choices", "label": "What hurts?", "options": []string{"Back", "Knee"}}}}
}

// aWaiverIsSigned: a hold of a service that asks for it cannot be paid before.
func (s *story) aWaiverIsSigned() {
	who, _ := s.tokens(s.practitioner)
	own := map[string]string{"id": s.ids["practitioner"]}
	form := s.do("addForm", step{who: who, own: own, body: aWaiver(s.ids["service"])})
	own["form"] = field(s.t, form, "formId")
	changed := aWaiver(s.ids["service"])
	delete(changed, "kind")
	changed["title"], changed["version"] = "Before we start", 1
	s.do("updateForm", step{who: who, own: own, body: changed})
	s.do("listForms", step{who: who, own: own})
	s.do("serviceForms", step{own: map[string]string{"id": s.ids["service"]}})
	seeker, _ := s.tokens(s.seeker)
	id := s.hold(seeker, 17)
	refused := s.call("POST", "/payments/confirm", seeker, object{"bookingId": id, "method": goodCard})
	if refused.Code != http.StatusUnprocessableEntity || !strings.Contains(refused.Body.String(), `"form_not_answered"`) || !strings.Contains(refused.Body.String(), own["form"]) {
		s.t.Errorf("paid without its form: %d %s", refused.Code, refused.Body)
	}
	answer := object{"formId": own["form"], "signature": "Kavya Menon", "agreed": true, "answers": []object{{"key": "q2", "values": []string{"no"}}, {"key": "q3", "values": []string{"Back", "Knee"}}}}
	s.do("confirmPayment", step{who: seeker, body: object{"bookingId": id, "method": goodCard, "forms": []object{answer}}})
	for _, reader := range []string{seeker, who} {
		if got := s.do("bookingForms", step{who: reader, own: map[string]string{"id": id}}); !strings.Contains(string(got), "Kavya Menon") || !strings.Contains(string(got), "Knee") {
			s.t.Errorf("read as %s", got)
		}
	}
	s.do("retireForm", step{who: who, own: own})
}

func everyDay() []object {
	week := []object{}
	for day := 1; day <= 7; day++ {
		week = append(week, object{"day": day, "windows": []object{{"start": "09:00", "end": "18:00"}}})
	}
	return week
}
