package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

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
	s.somebodyInDanger(who)
	s.theCatalogueAsAFile(who)
	s.theSettings(who)
	s.aPlan(who)
}

// somebodyInDanger is looked after by the team; the lines are there for anybody.
func (s *story) somebodyInDanger(who string) {
	lines := s.do("safetyResources", step{query: "?country=IN"})
	if got := field(s.t, lines, "countries.list.country"); got != "IN" {
		s.t.Errorf("the lines of %s", got)
	}
	s.exec(`insert into safety.card (person_id, level, pinned_until, latest_at, check_in) select id, 'high', $2::timestamptz + interval '1 day', $2::timestamptz, true from identity.person where email = $1`,
		s.seeker, s.clock.Now())
	seeker, _ := s.tokens(s.seeker)
	if card := s.do("safetyCard", step{who: seeker}); !strings.Contains(string(card), `"pinned":true`) || !strings.Contains(string(card), `"emergency"`) {
		s.t.Errorf("the card is %s", card)
	}
	s.do("checkIn", step{who: seeker})
	s.do("nameContact", step{who: seeker, body: object{"name": "Asha", "email": "asha@example.org", "agree": true}})
	s.do("getContact", step{who: seeker})
	s.do("endContact", step{who: seeker})
	if card := s.do("safetyCard", step{who: who}); !strings.Contains(string(card), `"pinned":false`) {
		s.t.Errorf("another's card is %s", card)
	}
	s.do("setOnCall", step{who: who, body: object{"onCall": true}})
	one := map[string]string{"case": s.onCallCase(s.seeker)}
	if got := field(s.t, s.do("listOnCall", step{who: who}), "list.id"); got != one["case"] {
		s.t.Errorf("%s is listed", got)
	}
	s.do("acknowledgeCase", step{who: who, own: one})
	s.do("resolveCase", step{who: who, own: one, body: object{"outcome": "reached"}})
	s.do("setOnCall", step{who: who, body: object{"onCall": false}})
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

// thePromotions are a code for the bookings of this story, and one that is taken back before anybody uses it.
func (s *story) thePromotions(who string) {
	today := s.clock.Now().Add(5*time.Hour + 30*time.Minute).Format("2006-01-02") // in India, where the brand's day begins
	code := object{"code": "Spring-26", "bps": 1000, "borneBy": "platform", "perPerson": 100, "from": today}
	s.do("addPromotion", step{who: who, body: code})
	code["code"] = "Autumn"
	ended := map[string]string{"promotion": field(s.t, s.do("addPromotion", step{who: who, body: code}), "id")}
	s.do("listPromotions", step{who: who})
	s.do("endPromotion", step{who: who, own: ended})
}

// theDocuments of a session that was held: read by its two sides, checked by anybody, counted by operators.
func (s *story) theDocuments(who string) {
	s.invoice(s.ids)
	s.do("listInvoices", step{who: who})
	s.do("getInvoice", step{who: who})
	s.do("getInvoiceFile", step{who: who})
	s.do("verifyInvoice", step{})
	pro, _ := s.tokens(s.practitioner)
	s.do("listSoldInvoices", step{who: pro})
	operator, _ := s.tokens(s.operator)
	s.do("listAllInvoices", step{who: operator})
	s.do("checkNumbering", step{who: operator})
	s.do("reportTaxes", step{who: operator, query: "?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z"})
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
