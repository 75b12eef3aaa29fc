package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/caldav/davtest"
	"klear/internal/platform/crypto"

	"github.com/google/uuid"
)

// story tells what clients do with the API, one operation after another, and holds every answer against the document.
type story struct {
	*world
	operations map[string]operation
	told       map[string]bool
	keys       int
}

// step is one request of the story.
type step struct {
	who    string // bearer
	own    map[string]string
	query  string
	body   any // JSON, or raw bytes of contentType
	kind   string
	header http.Header
}

// do runs an operation and returns the data of its answer, which must be a success as documented.
func (s *story) do(id string, st step) json.RawMessage {
	s.t.Helper()
	o, ok := s.operations[id]
	if !ok {
		s.t.Fatalf("there is no operation %s", id)
	}
	q := request{method: o.method, path: s.place(o.template, st.own) + st.query, contentType: st.kind, header: st.header}
	if q.header == nil {
		q.header = http.Header{}
	}
	if st.who != "" {
		q.bearer = "Bearer " + st.who
	}
	switch b := st.body.(type) {
	case nil:
	case []byte:
		q.body = b
	default:
		q.contentType, q.body = "application/json", encode(b)
	}
	keyed := o.takesKey() && q.header.Get(keyHeader) == ""
	if keyed {
		s.keys++
		q.header = q.header.Clone()
		q.header.Set(keyHeader, fmt.Sprint("story-", s.keys))
	}
	rec := s.serve(q.http())
	if rec.Code >= 300 {
		s.t.Fatalf("%s: answered %d %s", id, rec.Code, rec.Body)
	}
	if keyed {
		s.again(id, q, rec)
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: q.http(), Route: &routers.Route{Spec: s.doc, Path: "/api/v1" + o.template, Method: o.method, Operation: o.Operation}},
		Status:                 rec.Code, Header: rec.Header(), Body: io.NopCloser(bytes.NewReader(rec.Body.Bytes())), Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if err := openapi3filter.ValidateResponse(context.Background(), in); err != nil {
		s.t.Errorf("%s answers what it does not document: %v", id, err)
	}
	s.told[id] = true
	var e struct{ Data json.RawMessage }
	if err := json.Unmarshal(rec.Body.Bytes(), &e); err != nil {
		s.t.Fatal(err)
	}
	return e.Data
}

// first is the first entry of a list in an answer's data.
func first(t *testing.T, data json.RawMessage, name string) json.RawMessage {
	t.Helper()
	var v map[string][]json.RawMessage
	if _ = json.Unmarshal(data, &v); len(v[name]) == 0 { // other fields are no lists
		t.Fatalf("no %s in %s", name, data)
	}
	return v[name][0]
}

// slug is that of the practitioner's page.
func (s *story) slug() (slug string) {
	s.t.Helper()
	if err := s.db.QueryRow(s.t.Context(), "select slug from catalog.practitioner where id = $1", s.ids["practitioner"]).Scan(&slug); err != nil {
		s.t.Fatal(err)
	}
	return slug
}

// field is a text of an answer's data; "list.0.id" goes into lists and objects.
func field(t *testing.T, data json.RawMessage, path string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	for key := range strings.SplitSeq(path, ".") {
		switch c := v.(type) {
		case map[string]any:
			v = c[key]
		case []any:
			if len(c) == 0 {
				t.Fatalf("%s: an empty list", path)
			}
			v = c[0]
		}
	}
	s, ok := v.(string)
	if !ok {
		t.Fatalf("%s is %v in %s", path, v, data)
	}
	return s
}

// TestEveryAnswerIsAsDocumented tells the whole story. An operation that is not in it fails the test: add its step.
func TestEveryAnswerIsAsDocumented(t *testing.T) {
	w := newWorld(t)
	w.populate()
	s := &story{world: w, operations: map[string]operation{}, told: map[string]bool{}}
	for _, o := range w.operations() {
		s.operations[o.OperationID] = o
	}
	for _, chapter := range []func(){s.anAccount, s.ownThings, s.aProfile, s.theOperator, s.theDesk, s.lookingAround, s.aPractice, s.aTeam, s.clients, s.aBooking, s.aSeries, s.aPackage, s.earnings, s.aDispute, s.aWaiverIsSigned, s.otherBookings, s.requests, s.sessions, s.theGateway, s.aFarBooking, s.theBooks, s.theEnd} {
		chapter()
	}
	for id := range s.operations {
		if !s.told[id] {
			t.Errorf("%s is not part of the story: add a step to it", id)
		}
	}
}

func (s *story) aTeam() {
	pro, _ := s.tokens(s.practitioner)
	other, _ := s.tokens(s.stranger)
	made := s.do("createBusiness", step{who: pro, body: object{"slug": "calm-corner", "name": "Calm corner", "zone": "UTC", "address": "12 Example Road"}})
	house := map[string]string{"business": field(s.t, made, "id"), "slug": "calm-corner"}
	s.do("updateBusiness", step{who: pro, own: house, body: object{"slug": "calm-corner", "name": "Calm house", "zone": "UTC", "showRooms": true, "version": 1}})
	house["room"] = field(s.t, s.do("addRoom", step{who: pro, own: house, body: object{"name": "Blue room"}}), "id")
	s.do("setRoom", step{who: pro, own: house, body: object{"name": "Green room", "active": true}})
	s.do("inviteMember", step{who: pro, own: house, body: object{"email": "late@example.org", "role": "member"}})
	house["invitation"] = field(s.t, s.do("listInvitations", step{who: pro, own: house}), "list.id")
	s.do("withdrawInvitation", step{who: pro, own: house})
	s.do("inviteMember", step{who: pro, own: house, body: object{"email": s.stranger, "role": "member"}})
	house["invitation"] = field(s.t, s.do("myInvitations", step{who: other}), "list.id")
	s.do("acceptInvitation", step{who: other, own: house})
	house["member"] = s.personOf(s.stranger)
	s.do("setMemberRole", step{who: pro, own: house, body: object{"role": "manager"}})
	s.do("setServiceRooms", step{who: pro, own: house, body: object{"rooms": []string{}}})
	house["teamService"] = field(s.t, s.do("addTeamService", step{who: pro, own: house, body: s.teamService()}), "id")
	changed := s.teamService()
	changed["name"], changed["version"] = "Whoever is free", 1
	s.do("updateTeamService", step{who: pro, own: house, body: changed})
	s.do("getBusiness", step{who: other, own: house})
	s.do("listBusinesses", step{who: pro})
	s.do("businessPage", step{own: house})
	s.do("teamAvailability", step{own: house, query: "?from=" + s.ahead(0) + "&to=" + s.ahead(20)})
	s.do("teamAgenda", step{who: other, own: house, query: "?from=" + s.ahead(0) + "&to=" + s.ahead(20)})
	s.do("handOverBusiness", step{who: pro, own: house, body: object{"member": house["member"]}})
	house["member"] = s.personOf(s.practitioner)
	s.do("removeMember", step{who: other, own: house})
}

// personOf is the account with this address.
func (s *story) personOf(email string) (id string) {
	s.t.Helper()
	if err := s.db.QueryRow(s.t.Context(), "select id::text from identity.person where email = $1", email).Scan(&id); err != nil {
		s.t.Fatal(err)
	}
	return id
}

func (s *story) anAccount() {
	const email, second = "new@example.org", "another unusual phrase"
	s.do("register", step{body: object{"email": email, "password": worldPassword, "name": "Anna", "acceptTerms": true, "zone": "Europe/Oslo", "locale": "en"}})
	s.do("resendVerification", step{body: object{"email": email}})
	s.do("verifyEmail", step{body: object{"token": s.link(email, "verify_email")}})
	first := s.do("login", step{body: object{"email": email, "password": worldPassword}})
	next := s.do("refresh", step{body: object{"refreshToken": field(s.t, first, "refreshToken")}})
	s.do("changePassword", step{who: field(s.t, next, "accessToken"), body: object{"currentPassword": worldPassword, "newPassword": second}})
	s.do("forgotPassword", step{body: object{"email": email}})
	s.do("resetPassword", step{body: object{"token": s.link(email, "reset_password"), "password": worldPassword}})
	access, _ := s.tokens(email)
	s.do("logout", step{who: access, body: object{}})
}

func (s *story) ownThings() {
	who, _ := s.tokens(s.seeker)
	s.do("getProfile", step{who: who})
	s.do("updateProfile", step{who: who, body: object{"name": "Kavya Menon", "phone": "+91 98450 12345", "zone": "Asia/Kolkata", "locale": "hi"}})
	s.upload("uploadAvatar", who, nil)
	s.do("getProfile", step{who: who})
	s.do("removeAvatar", step{who: who})
	s.do("getPreferences", step{who: who})
	s.do("changePreferences", step{who: who, body: object{"spoken": []string{"hi", "en"}, "remindDay": false}})
	s.do("listConsents", step{who: who})
	s.do("setConsent", step{who: who, own: map[string]string{"purpose": "marketing"}, body: object{"given": true}})
	s.do("listConsents", step{who: who})
	own := map[string]string{"id": field(s.t, s.do("addDependant", step{who: who, body: object{"relation": "parent", "name": "Amma", "born": "1951-03-02", "note": "Tea first"}}), "id")}
	s.do("changeDependant", step{who: who, own: own, body: object{"relation": "parent", "name": "Amma"}})
	s.do("listDependants", step{who: who})
	s.do("removeDependant", step{who: who, own: own})
	other, _ := s.tokens(s.seeker)
	list := s.do("listSessions", step{who: other})
	var sessions []struct {
		ID      string
		Current bool
	}
	if err := json.Unmarshal(list, &sessions); err != nil {
		s.t.Fatal(err)
	}
	for _, x := range sessions {
		if x.Current {
			s.do("endUserSession", step{who: who, own: map[string]string{"id": x.ID}})
		}
	}
	s.do("endOtherSessions", step{who: who})
}

// upload sends a form with a picture.
func (s *story) upload(id, who string, own map[string]string) {
	s.t.Helper()
	s.do(id, step{who: who, own: own, body: s.form(s.operations[id].schemaOf("multipart/form-data"), "me.png", pixels), kind: formType})
}

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

func (s *story) theOperator() {
	who, _ := s.tokens(s.operator)
	var waiting []json.RawMessage
	if err := json.Unmarshal(s.do("verificationQueue", step{who: who}), &waiting); err != nil || len(waiting) != 1 {
		s.t.Fatalf("%d wait, %v", len(waiting), err)
	}
	s.do("decideVerification", step{who: who, own: map[string]string{"id": field(s.t, waiting[0], "practitioner.id")},
		body: s.withVersion(waiting[0], object{"status": "verified", "method": "Public register", "reason": "Number found"})})
	s.do("verificationQueue", step{who: who, query: "?status=verified"})
	account := map[string]string{"id": s.personID(s.practitioner)}
	s.do("setAccountStatus", step{who: who, own: account, body: object{"status": "suspended", "reason": "Licence withdrawn"}})
	s.do("setAccountStatus", step{who: who, own: account, body: object{"status": "active"}})
	made := s.do("createCategory", step{who: who, body: object{"slug": "sleep", "name": object{"en": "Sleep", "hi": "नींद"}}})
	category := map[string]string{"id": field(s.t, made, "id")}
	s.theDetailsOf(who, category)
	made = s.do("updateCategory", step{who: who, own: category, body: s.withVersion(made, object{"slug": "sleep", "name": object{"en": "Sleep and rest"}, "active": true})})
	s.do("updateCategory", step{who: who, own: category, body: s.withVersion(made, object{"slug": "sleep", "name": object{"en": "Sleep and rest"}, "active": false, "reason": "Nobody offers it"})})
}

// theDetailsOf a category are asked, changed, put in order and taken away.
func (s *story) theDetailsOf(who string, category map[string]string) {
	yes := object{"key": "dim_room", "kind": "flag", "label": object{"en": "Dim room"}, "filterable": true}
	made := s.do("createAttribute", step{who: who, own: category, body: yes})
	attribute := map[string]string{"attribute": field(s.t, made, "id")}
	made = s.do("updateAttribute", step{who: who, own: attribute, body: s.withVersion(made, object{"label": object{"en": "Dark room"}, "active": true})})
	s.do("reorderAttributes", step{who: who, own: category, body: object{"ids": []string{attribute["attribute"]}}})
	s.do("listAttributes", step{own: category})
	s.do("responseTime", step{who: who})
	s.do("listOwnAttributes", step{who: who, own: category})
	s.do("deleteAttribute", step{who: who, own: attribute, query: "?version=" + fmt.Sprint(s.withVersion(made, object{})["version"])})
}

// theDesk is what waits for operators.
func (s *story) theDesk() {
	who, _ := s.tokens(s.operator)
	why := object{"reason": "Looked into it"}
	s.do("reportPage", step{body: object{"kind": "wrong", "words": "The register does not know this number."}})
	s.do("retryJob", step{who: who, own: map[string]string{"job": s.failedJob()}, body: why})
	s.do("discardJob", step{who: who, own: map[string]string{"job": s.failedJob()}, body: why})
	refund := s.failedRefund(s.ids["payment"])
	s.do("listQueues", step{who: who})
	s.do("listQueue", step{who: who, own: map[string]string{"queue": "refunds"}})
	s.do("listQueue", step{who: who, own: map[string]string{"queue": "payments"}})
	s.do("retryPaymentStep", step{who: who, own: map[string]string{"step": s.stuckStep(s.ids["payment"])}, body: why})
	s.do("giveUpPayment", step{who: who, own: map[string]string{"step": s.stuckStep(s.ids["payment"])}, body: why})
	s.do("handleRefund", step{who: who, own: map[string]string{"refund": refund}, body: why})
	report := map[string]string{"report": field(s.t, s.do("listReports", step{who: who}), "list.id")}
	s.do("getReport", step{who: who, own: report})
	s.do("decideReport", step{who: who, own: report, body: object{"decision": "dismissed", "reason": "Number found"}})
	s.theCatalogueAsAFile(who)
	s.theSettings(who)
	s.aPlan(who)
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
}

// aFarBooking is charged later, with what is kept; it stays kept while the booking needs it.
func (s *story) aFarBooking() {
	who, _ := s.tokens(s.seeker)
	kept := field(s.t, s.do("addPaymentMethod", step{who: who, body: object{"method": goodCard}}), "id")
	other := field(s.t, s.do("addPaymentMethod", step{who: who, body: object{"method": goodCard}}), "id")
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

// theSettings are what operators change without a developer.
func (s *story) theSettings(who string) {
	s.do("listFlags", step{who: who})
	for i, on := range []bool{false, true} {
		s.do("setFlag", step{who: who, own: map[string]string{"flag": "series"}, body: object{"on": on, "version": i + 1}})
	}
	one := map[string]string{"language": "hi", "letter": "verify_email"}
	words := object{"subject": "{{.Brand}}", "body": "{{.Name}}\n\n-> OK: {{.Link}}"}
	s.do("listLetters", step{who: who})
	s.do("getLetter", step{who: who, own: one})
	s.do("previewLetter", step{who: who, own: one, body: words})
	s.do("saveLetter", step{who: who, own: one, body: object{"subject": words["subject"], "body": words["body"], "version": 1}})
	s.do("restoreLetter", step{who: who, own: one, body: object{"version": 2}})
	s.theBrand(who)
	s.theCommission(who)
}

// theCommission is a rule that is taken back before it begins, and a plan that nobody has a rule for.
func (s *story) theCommission(who string) {
	next := s.clock.Now().AddDate(0, 1, 0).Format("2006-01-02")
	rule := object{"practitioner": object{"bps": 1200}, "client": object{"bps": 0}, "from": next}
	ruled := map[string]string{"rule": field(s.t, s.do("addCommissionRule", step{who: who, body: rule}), "id")}
	s.do("listCommissionRules", step{who: who})
	s.do("previewCommission", step{who: who, query: "?price=120000&currency=INR&day=" + next})
	s.do("endCommissionRule", step{who: who, own: ruled})
	plan := map[string]string{"practitioner": s.ids["practitioner"]}
	s.do("changeCommissionPlan", step{who: who, own: plan, body: object{"plan": "gold", "from": next}})
	s.do("listCommissionPlans", step{who: who, own: plan})
	s.theTaxes(who, next)
}

// theTaxes of the platform begin in a month, and a rule of its own is taken back before.
func (s *story) theTaxes(who, next string) {
	s.do("listTaxLaw", step{who: who, query: "?country=IN"})
	rule := object{"country": "IN", "kind": "commission", "name": "GST", "bps": 1200, "from": next}
	ruled := map[string]string{"rule": field(s.t, s.do("addTaxRule", step{who: who, body: rule}), "id")}
	s.do("listTaxRules", step{who: who})
	s.do("endTaxRule", step{who: who, own: ruled})
	known := object{"country": "IN", "number": "27AAPFU0939F1ZV", "legalName": "Klear", "address": "Pune", "from": next}
	s.do("setPlatformTaxIdentity", step{who: who, body: known})
	s.do("listPlatformTaxIdentities", step{who: who})
	s.do("setTaxIdentity", step{who: who, body: known})
	s.do("getTaxIdentity", step{who: who})
}

// theBrand gets another name and other colours, and is itself again for the rest of the story.
func (s *story) theBrand(who string) {
	s.do("getBrand", step{who: who})
	plum, marigold, grey := object{"hue": 320, "chroma": 0.09}, object{"hue": 74, "chroma": 0.158}, object{"hue": 218, "chroma": 0.0085}
	colours := object{"primary": plum, "accent": marigold, "neutral": grey}
	s.do("checkBrand", step{who: who, body: colours})
	s.do("saveBrand", step{who: who, body: object{"name": "Clear Karma", "legalName": "Clear Karma Ltd", "supportMail": "help@clear.example", "colours": colours, "version": 1}})
	s.do("restoreBrand", step{who: who, body: object{"version": 2}})
}

// theCatalogueAsAFile comes out and goes in again; no job runs here, so that the check is played.
func (s *story) theCatalogueAsAFile(who string) {
	file := field(s.t, s.do("exportCatalogue", step{who: who, query: "?format=csv"}), "file")
	run := map[string]string{"run": field(s.t, s.do("checkImport", step{who: who, body: object{"name": "catalogue.csv", "file": file}}), "id")}
	if _, err := s.db.Exec(s.t.Context(), "update catalog.import_run set state = 'checked' where id = $1", run["run"]); err != nil {
		s.t.Fatal(err)
	}
	s.do("listImports", step{who: who})
	s.do("getImport", step{who: who, own: run})
	s.do("startImport", step{who: who, own: run})
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

// clients are a practitioner's own: entered, noted, booked for, imported and taken off the list.
func (s *story) clients() {
	who, _ := s.tokens(s.practitioner)
	made := s.do("addClient", step{who: who, body: object{"name": "Anna Berg", "email": "anna@example.org", "birthday": "1984-05-31"}})
	own := map[string]string{"id": field(s.t, made, "id")}
	s.do("listClients", step{who: who, query: "?q=berg"})
	twin := field(s.t, s.do("addClient", step{who: who, body: object{"name": "Anna Twin"}}), "id")
	booked := uuid.NewString() // somebody who booked, as the list learns it
	s.exec("insert into client.client (id, owner_id, person_id, created_at) select $1, owner_id, (select id from identity.person where email = $3 and kind = 'account'), now() from client.client where id = $2", booked, twin, s.seeker)
	s.do("joinClients", step{who: who, own: map[string]string{"id": twin}, body: object{"clientId": booked}})
	s.do("getClient", step{who: who, own: own})
	s.do("updateClient", step{who: who, own: own, body: s.withVersion(made, object{"name": "Anna Lie", "email": "anna@example.org", "about": "Sleeps badly."})})
	own["note"] = field(s.t, s.do("addClientNote", step{who: who, own: own, body: object{"words": "Slept."}}), "id")
	s.do("editClientNote", step{who: who, own: own, body: object{"words": "Slept well."}})
	s.do("listClientNotes", step{who: who, own: own})
	offer := s.do("offerBooking", step{who: who, own: own, body: object{"serviceId": s.ids["service"], "start": s.ahead(20), "hours": 24, "anyTime": true}})
	s.do("withdrawOffer", step{who: who, own: map[string]string{"id": field(s.t, offer, "id")}, body: object{}})
	s.do("listClientBookings", step{who: who, own: own})
	s.do("importClients", step{who: who, body: object{"file": "name,email\nBob,bob@example.org\n,nonsense\n", "dryRun": true}})
	s.do("importClients", step{who: who, body: object{"file": "name,email\nBob,bob@example.org\n"}})
	s.do("exportClients", step{who: who})
	s.do("removeClient", step{who: who, own: own})
}

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

func (s *story) aBooking() {
	who, _ := s.tokens(s.seeker)
	own := map[string]string{"id": field(s.t, s.do("hold", step{who: who, body: object{"serviceId": s.ids["service"], "start": s.ahead(11)}}), "bookingId")}
	s.do("extendHold", step{who: who, own: own})
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

func (s *story) theEnd() {
	who, _ := s.tokens("new@example.org")
	s.do("deleteAccount", step{who: who, body: object{"password": worldPassword}})
}
