package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// The columns of the matrix: who asks, and whose things they ask about. An operator owns none of them.
var columns = []string{"visitor", "seeker, own", "seeker, other's", "practitioner, own", "practitioner, other's", "operator"}

// matrix says for every operation who gets past the door, column by column: "+" passes it (what it answers then is the
// story's affair), "1", "3" and "4" are 401, 403 and 404. A dot: there are no two owners of what it is about, or whose
// they are makes no difference.
var matrix = map[string]string{
	"acceptBooking":             "434+4+",
	"acceptInvitation":          "133443", // an invitation of another address looks missing
	"acceptProposal":            "4+4343", // only its client answers
	"acceptWelcome":             "1+.+.+",
	"acknowledgeCase":           "13.3.+",
	"activateService":           "133+3+",
	"addCalendar":               "133+3+",
	"addClient":                 "13.+.3",
	"addClientNote":             "133+43",
	"addCommissionRule":         "13.3.+",
	"addDependant":              "1+.+.+",
	"addDisputeFile":            "144+43",
	"addForm":                   "133+3+",
	"addGoal":                   "1+.+.+",
	"addMemory":                 "1+.+.+",
	"addMood":                   "1+.+.+",
	"addPackageOffer":           "133+3+",
	"addPaymentMethod":          "1+.+.+",
	"addPlan":                   "13.3.+",
	"addPlanTerms":              "13.3.+",
	"addProgress":               "1+4444",
	"addPromotion":              "13.3.+",
	"addRoom":                   "133+43",
	"addService":                "133+3+",
	"addTaxRule":                "13.3.+",
	"addTeamService":            "133+43",
	"answerContest":             "434+43",
	"answerDispute":             "13333+",
	"answerExercise":            "1+4444",
	"answerQuestionnaire":       "1+.+.+",
	"askAudit":                  "13.3.+",
	"backExercise":              "1+4444",
	"beginContest":              "4+4343",
	"beginConversation":         "1+.+.+",
	"beginExercise":             "1+.+.+",
	"blockTimeSlot":             "133+3+",
	"bookingForms":              "4+4+44", // nobody but its two sides reads answers
	"bookingHistory":            "4+4+4+",
	"bookingPackages":           "4+4+4+",
	"businessPage":              "++++++",
	"buyGift":                   "1+.+.+",
	"buyPackage":                "1+.+.+",
	"cancelBooking":             "4+4+4+",
	"cancelBookings":            "13.3.+",
	"cancelSubscription":        "1+4444",
	"changeCommissionPlan":      "13333+",
	"changeDependant":           "1+4444", // only one's own; others' look missing
	"changePassword":            "1+.+.+",
	"changePreferences":         "1+.+.+",
	"checkBrand":                "13.3.+",
	"checkImport":               "13.3.+",
	"checkIn":                   "1+.+.+",
	"checkNumbering":            "13.3.+",
	"chooseCalendars":           "133434", // 404 is: no account is linked
	"confirmPayment":            "4+4343", // whoever pays becomes the seeker, so neither practitioner nor operator does
	"correctMemory":             "1+4444",
	"countOnCall":               "13.3.+",
	"createAttribute":           "13.3.+",
	"createBusiness":            "13.+.3",
	"createCategory":            "13.3.+",
	"createIntent":              "4+4343",
	"createPayout":              "13.+.4",
	"createPractitioner":        "1+.+.3",
	"createSubscription":        "1+.+.+",
	"creditHistory":             "1+.+.+",
	"deactivateService":         "133+3+",
	"decideContest":             "13.3.+",
	"decideInsight":             "1+4444",
	"decideReport":              "13.3.+",
	"decideVerification":        "13333+",
	"declineBooking":            "434+4+",
	"declineProposal":           "4+4+4+",
	"deleteAccount":             "1+.+.+",
	"deleteAttribute":           "13333+",
	"discardJob":                "13.3.+",
	"dropCode":                  "1+4+4.",
	"dropSaved":                 "14.4.4", // only one's own; who is not on the list looks missing
	"editClientNote":            "133+43",
	"endCommissionRule":         "13.3.4",
	"endContact":                "14.4.4",
	"endConversation":           "1+4444",
	"endOtherSessions":          "1+.+.+",
	"endPromotion":              "13.3.4",
	"endSession":                "434+4+",
	"endSharing":                "1+4444",
	"endTaxRule":                "13.3.4",
	"endUserSession":            "1+4444", // only one's own; others' look missing
	"explainDifference":         "13.3.4",
	"exportCatalogue":           "13.3.+",
	"exportClients":             "13.+.3",
	"exportConversations":       "1+.+.+",
	"extendHold":                "4+4+4+",
	"findBookings":              "13.3.+",
	"forgotPassword":            "++.+.+",
	"gatewayWebhook":            "111111", // its signature is its identity
	"getAudit":                  "13.3.4",
	"getAvailability":           "++++++",
	"getBooking":                "4+4+4+",
	"getBrand":                  "13.3.+",
	"getBusiness":               "133+43",
	"getCalendarAccount":        "133434",
	"getClient":                 "133+43",
	"getContact":                "14.4.4",
	"getContest":                "13.3.+",
	"getConversation":           "1+4444",
	"getCredit":                 "1+.+.+",
	"getDebts":                  "13.+.4",
	"getDispute":                "144+4+",
	"getDisputeEvidence":        "13333+",
	"getEarningStatement":       "13.+.4",
	"getEarningStatementFile":   "13.+.4",
	"getEarnings":               "13.+.4",
	"getEmbed":                  "133+3+",
	"getExerciseRun":            "1+4444",
	"getGift":                   "1+4444",
	"getGoal":                   "1+4444",
	"getHours":                  "133+3+",
	"getImport":                 "13.3.4",
	"getInsight":                "1+4444",
	"getInsights":               "1+.+.+",
	"getInvoice":                "4+4+4+",
	"getInvoiceFile":            "4+4+4+",
	"getLetter":                 "13.3.+",
	"getMood":                   "1+4444",
	"getPackage":                "1+4+4+",
	"getPayment":                "1+4+4+",
	"getPayout":                 "144+4+",
	"getPayoutAccount":          "13.+.4",
	"getPayoutHistory":          "13.+.4",
	"getPayoutRun":              "13.3.4",
	"getPosting":                "13.3.4",
	"getPractitioner":           "++++++",
	"getPreferences":            "1+.+.+",
	"getProfile":                "1+.+.+",
	"getProposal":               "4+4+4+",
	"getReconciledDay":          "13.3.4",
	"getReport":                 "13.3.+",
	"getSubscription":           "1+4444",
	"getTaxIdentity":            "1+.+.+",
	"getTrialBalance":           "13.3.+",
	"getWelcome":                "1+.+.+",
	"giveBackAtVenue":           "434+4+",
	"giveUpPayment":             "13.3.+",
	"goalHistory":               "1+4444",
	"grantGoodwill":             "13333+",
	"handOverBusiness":          "133+43",
	"handleRefund":              "13.3.+",
	"hold":                      "1+.+.+",
	"holdSeries":                "1+.+.+",
	"importClients":             "13.+.3",
	"inviteMember":              "133+43",
	"joinClients":               "133+43",
	"joinWaiting":               "1+.+.+",
	"leaveWaiting":              "1+4444",
	"listAccounts":              "13.3.+",
	"listAllInvoices":           "13.3.+",
	"listAllPlans":              "13.3.+",
	"listAttributes":            "++.+.+",
	"listBlocks":                "133+3+",
	"listBookings":              "1+.+.+",
	"listBusinesses":            "1+.+.+",
	"listCalendars":             "133+3+",
	"listCategories":            "++.+.+",
	"listClientBookings":        "133+43",
	"listClientNotes":           "133+43",
	"listClients":               "13.+.3",
	"listCommissionPlans":       "13333+",
	"listCommissionRules":       "13.3.+",
	"listConsents":              "1+.+.+",
	"listContestQueue":          "13.3.+",
	"listContests":              "4+4+4+",
	"listConversations":         "1+.+.+",
	"listDependants":            "1+.+.+",
	"listDifferences":           "13.3.+",
	"listDisputes":              "13.3.+",
	"listDocuments":             "133+3+",
	"listEarningLines":          "13.+.4",
	"listEntries":               "13.3.4",
	"listExerciseRuns":          "1+.+.+",
	"listExercises":             "1+.+.+",
	"listFlags":                 "13.3.+",
	"listForms":                 "133+3+",
	"listGifts":                 "1+.+.+",
	"listGoals":                 "1+.+.+",
	"listHolidays":              "133+3+",
	"listImports":               "13.3.+",
	"listInvitations":           "133+43",
	"listInvoices":              "1+.+.+",
	"listLetters":               "13.3.+",
	"listMemories":              "1+.+.+",
	"listMessages":              "1+4444",
	"listMoods":                 "1+.+.+",
	"listOnCall":                "13.3.+",
	"listOwnAttributes":         "13.3.+",
	"listOwnDisputes":           "13.+.+",
	"listPackageOffers":         "++++++",
	"listPackages":              "1+.+.+",
	"listParticipants":          "434+43",
	"listPaymentMethods":        "1+.+.+",
	"listPayoutRuns":            "13.3.+",
	"listPayouts":               "13.3.+",
	"listPlanCharges":           "13.3.+",
	"listPlans":                 "++++++",
	"listPlatformTaxIdentities": "13.3.+",
	"listPractitioners":         "++.+.+",
	"listProgress":              "1+4444",
	"listPromotions":            "13.3.+",
	"listQuestionnaires":        "1+.+.+",
	"listQueue":                 "13.3.+",
	"listQueues":                "13.3.+",
	"listReads":                 "1+4444",
	"listReconciledDays":        "13.3.+",
	"listReports":               "13.3.+",
	"listSaved":                 "1+.+.+",
	"listSessions":              "1+.+.+",
	"listShared":                "1+.+.+",
	"listSharing":               "1+.+.+",
	"listSoldInvoices":          "13.+.+",
	"listSoldPackages":          "144+4+", // what others sold looks missing
	"listSubscriptions":         "1+.+.+",
	"listTaken":                 "133+3+",
	"listTaxLaw":                "13.3.+",
	"listTaxRules":              "13.3.+",
	"listTriggers":              "1+.+.+",
	"listWaiting":               "1+.+.+",
	"listWaitingClients":        "13.+.3",
	"login":                     "11.1.1", // of wrong words
	"logout":                    "++.+.+",
	"lookForInsights":           "1+.+.+",
	"moodDays":                  "1+.+.+",
	"moveBooking":               "4+4+43", // operators cancel, with a reason
	"moveGoal":                  "1+4444",
	"moveTimes":                 "4+4+4+",
	"myInvitations":             "1+.+.+",
	"nameContact":               "1+.+.+",
	"newCalendarFeed":           "133+3+",
	"noShow":                    "434+4+",
	"offerBooking":              "133+43",
	"openPayoutAccount":         "13.+.4",
	"ownProfile":                "14.+.4", // 404 is: has none
	"payDebt":                   "13.+.4",
	"paySubscriptionWith":       "1+4444",
	"paymentHistory":            "1+.+.+",
	"paymentMovements":          "1+.+.+",
	"planCancellation":          "13.3.+",
	"planSeries":                "++.+.+",
	"preferPaymentMethod":       "1+4444",
	"previewAvailability":       "133+3+",
	"previewCancel":             "4+4+4+",
	"previewCommission":         "13.3.+",
	"previewExplanation":        "13.3.4",
	"previewLetter":             "13.3.+",
	"previewPayoutRun":          "13.3.+",
	"previewPlanRefund":         "13.3.+",
	"previewSubscription":       "1+4444",
	"proposeTimes":              "434+4+",
	"readSharedGoals":           "144+44",
	"readSharedInsights":        "144+44",
	"readSharedMood":            "144+44",
	"rebookTimes":               "4+4+4+",
	"receiveAtVenue":            "434+4+",
	"redeemGift":                "1+.+.+",
	"refresh":                   "11.1.1", // of a wrong token
	"refreshCalendar":           "133+3+",
	"refundGift":                "1+4444",
	"refundPackage":             "1+4444", // only its owner
	"refundPayment":             "13333+",
	"refundPlanCharge":          "13.3.+",
	"register":                  "++.+.+",
	"releaseBooking":            "4+4+4+",
	"removeAvatar":              "1+.+.+",
	"removeCalendar":            "133+3+",
	"removeCalendarAccount":     "133434",
	"removeClient":              "133+43",
	"removeConversation":        "1+4444",
	"removeDependant":           "1+4444",
	"removeDisputeFile":         "144+43",
	"removeDocument":            "133+3+",
	"removeExerciseRun":         "1+4444",
	"removeGoal":                "1+4444",
	"removeMember":              "133+43",
	"removeMemories":            "1+.+.+",
	"removeMemory":              "1+4444",
	"removeMood":                "1+4444",
	"removePaymentMethod":       "1+4444",
	"removePayoutAccount":       "13.4.4",
	"removePhoto":               "133+3+",
	"removeProgress":            "1+4444",
	"removeQuestionnaire":       "1+4444",
	"removeTrigger":             "1+4444",
	"reorderAttributes":         "13.3.+",
	"reorderCategories":         "13.3.+",
	"reorderServices":           "133+3+",
	"reportPage":                "++++++",
	"reportTaxes":               "13.3.+",
	"resendVerification":        "++.+.+",
	"resetPassword":             "++.+.+",
	"resolveCase":               "13.3.+",
	"responseTime":              "13.+.+",
	"restoreBrand":              "13.3.+",
	"restoreLetter":             "13.3.+",
	"resumeSubscription":        "1+4444",
	"retireForm":                "133+3+",
	"retirePackageOffer":        "133+3+",
	"retryJob":                  "13.3.+",
	"retryPaymentStep":          "13.3.+",
	"rewriteEvent":              "133434",
	"safetyCard":                "1+.+.+",
	"safetyResources":           "++.+.+",
	"saveBrand":                 "13.3.+",
	"saveLetter":                "13.3.+",
	"savePlan":                  "13.3.+",
	"savePractitioner":          "1+.+.+",
	"searchConversations":       "1+.+.+",
	"searchPractitioners":       "++.+.+",
	"searchServices":            "++.+.+",
	"sendMessage":               "1+4+++", // who did not read the first page gets no further, wherever they knock
	"serviceForms":              "++++++",
	"setAccountStatus":          "13333+",
	"setAvailability":           "133+3+",
	"setCalendarAccount":        "133+3+",
	"setConfirmation":           "133+3+",
	"setConsent":                "1+++++",
	"setDisputeNote":            "144+43",
	"setEmbed":                  "133+3+",
	"setFlag":                   "13.3.+",
	"setMemberRole":             "133+43",
	"setOnCall":                 "13.3.+",
	"setPayoutSchedule":         "13.+.4",
	"setPlatformTaxIdentity":    "13.3.+",
	"setRoom":                   "133+43",
	"setServiceRooms":           "133+43",
	"setTaxIdentity":            "1+.+.+",
	"share":                     "1+4444",
	"startImport":               "13.3.4",
	"startPayoutRun":            "13.3.+",
	"startSession":              "434+4+",
	"suggest":                   "++.+.+",
	"summariseConversation":     "1+4444",
	"teamAgenda":                "133+43",
	"teamAvailability":          "++++++",
	"unblock":                   "133+3+",
	"upcomingAvailability":      "133+3+",
	"updateAttribute":           "13333+",
	"updateBusiness":            "133+43",
	"updateCategory":            "13333+",
	"updateClient":              "133+43",
	"updateForm":                "133+3+",
	"updateGoal":                "1+4444",
	"updateMood":                "1+4444",
	"updatePackageOffer":        "133+3+",
	"updatePractitioner":        "133+3+",
	"updateProfile":             "1+.+.+",
	"updateService":             "133+3+",
	"updateSubscription":        "1+4444",
	"updateTeamService":         "133+43",
	"uploadAvatar":              "1+.+.+",
	"uploadDocument":            "133+3+",
	"uploadPhoto":               "133+3+",
	"useCode":                   "1+4+4.",
	"verificationQueue":         "13.3.+",
	"verifyEmail":               "++.+.+",
	"verifyInvoice":             "++++++",
	"withdrawContest":           "4+4343",
	"withdrawInvitation":        "133+43",
	"withdrawOffer":             "444444", // a booking that is no offer of theirs looks missing
}

// TestEveryRoleAtEveryDoor tries every operation of the document as everybody. One that is not in the matrix fails.
func TestEveryRoleAtEveryDoor(t *testing.T) {
	w := newWorld(t)
	w.populate()
	others, theirs := w.ids, w.cast
	seen := map[string]bool{}
	for _, o := range w.operations() {
		seen[o.OperationID] = true
		row, ok := matrix[o.OperationID]
		if !ok || len(row) != len(columns) {
			t.Errorf("%s is not in the matrix", o.OperationID)
			continue
		}
		w.populate()
		w.own(theirs, others)
		got := w.doors(o, others, row)
		for i, c := range columns {
			if got[i] != row[i] {
				t.Errorf("%s, %s: %c, want %c", o.OperationID, c, got[i], row[i])
			}
		}
	}
	for id := range matrix {
		if !seen[id] {
			t.Errorf("%s is in the matrix and does not exist", id)
		}
	}
}

// own gives things to those who have none yet: what is another's exists, or 404 would prove nothing.
func (w *world) own(theirs cast, others map[string]string) {
	w.t.Helper()
	session := func(email string) (id string) {
		if err := w.db.QueryRow(w.t.Context(), "select s.id from identity.session s join identity.person p on p.id = s.person_id where p.email = $1 limit 1", email).Scan(&id); err != nil {
			w.t.Fatal(err)
		}
		return id
	}
	var category string
	for _, who := range []struct {
		ids  map[string]string
		cast cast
	}{{others, theirs}, {w.ids, w.cast}} {
		bearer, _ := w.tokens(who.cast.practitioner)
		if who.ids["document"] == "" {
			who.ids["document"] = uuid.NewString()
			w.exec(`insert into catalog.verification_document (id, practitioner_id, kind, blob_key, name_sealed, content_type, size_bytes, uploaded_at)
				values ($1::uuid, $2, 'other', $1::uuid::text, '', 'image/png', 1, now())`, who.ids["document"], who.ids["practitioner"])
		}
		if who.ids["calendar"] == "" {
			who.ids["calendar"] = w.data(w.call("POST", "/practitioners/"+who.ids["practitioner"]+"/calendars", bearer, object{"name": "Mine", "file": aCalendar, "tentativeIsBusy": true}))["id"].(string)
		}
		who.ids["queue"], who.ids["flag"], who.ids["language"], who.ids["letter"] = "jobs", "series", "en", "verify_email"
		who.ids["job"], who.ids["refund"] = w.failedJob(), w.failedRefund(who.ids["payment"])
		who.ids["step"] = w.stuckStep(who.ids["payment"])
		if who.ids["report"] == "" {
			who.ids["report"] = w.report(who.ids["practitioner"])
		}
		if who.ids["contest"] == "" {
			who.ids["contest"] = w.contest(who.ids["booking"])
		}
		if who.ids["client"] == "" {
			who.ids["client"] = w.data(w.call("POST", "/clients", bearer, object{"name": "Kavya Menon", "email": "kavya@example.org"}))["id"].(string)
			who.ids["note"] = w.data(w.call("POST", "/clients/"+who.ids["client"]+"/notes", bearer, object{"words": "Sleeps."}))["id"].(string)
		}
		if who.ids["invoice"] == "" {
			w.invoice(who.ids)
		}
		if who.ids["payout"] == "" {
			who.ids["payout"] = w.payout(who.ids["practitioner"], who.cast.practitioner)
		}
		who.ids["dispute"] = w.dispute(who.ids["payment"])
		who.ids["file"] = w.disputeFile(who.ids["dispute"], bearer)
		if who.ids["form"] == "" {
			who.ids["form"] = w.data(w.call("POST", "/practitioners/"+who.ids["practitioner"]+"/forms", bearer, aWaiver()))["formId"].(string)
		}
		if who.ids["dependant"] == "" {
			seeker, _ := w.tokens(who.cast.seeker)
			who.ids["dependant"] = w.data(w.call("POST", "/users/dependants", seeker, object{"relation": "child", "name": "Asha"}))["id"].(string)
		}
		if who.ids["conversation"] == "" {
			w.talk(who.ids, who.cast)
		}
		if who.ids["waiting"] == "" {
			seeker, _ := w.tokens(who.cast.seeker)
			day := w.clock.Now().AddDate(0, 0, 3).Format("2006-01-02")
			who.ids["waiting"] = w.data(w.call("POST", "/waiting", seeker, object{"serviceId": who.ids["service"], "first": day, "last": day}))["id"].(string)
		}
		if who.ids["offer"] == "" {
			w.sell(who.ids, who.cast)
		}
		if who.ids["subscription"] == "" {
			w.subscribe(who.ids, who.cast)
		}
		if who.ids["method"] == "" {
			seeker, _ := w.tokens(who.cast.seeker)
			who.ids["method"] = w.data(w.call("POST", "/payments/methods", seeker, object{"currency": "INR", "method": goodCard}))["id"].(string)
		}
		if who.ids["case"] == "" {
			who.ids["case"] = w.onCallCase(who.cast.seeker)
		}
		if who.ids["attribute"] == "" {
			who.ids["attribute"] = uuid.NewString()
			w.exec(`with a as (insert into catalog.attribute (id, category_id, key, kind, label, created_at)
					select $1::text::uuid, s.category_id, 'mats_' || left(md5($1::text), 8), 'flag', '{"en": "Mats"}', now() from catalog.service s where s.id = $2::uuid returning id)
				select id from a`, who.ids["attribute"], who.ids["service"])
			w.exec(`insert into catalog.service_attribute (service_id, attribute_id, flag) values ($2::uuid, $1::uuid, true)`, who.ids["attribute"], who.ids["service"])
		}
		who.ids["session"] = session(who.cast.seeker)
		who.ids["verification"] = who.ids["practitioner"]
		if err := w.db.QueryRow(w.t.Context(), "select id from catalog.category limit 1").Scan(&category); err != nil {
			w.t.Fatal(err)
		}
		who.ids["parent"], who.ids["categorie"] = category, category // the path says categories
	}
}

// doors tries the columns, those that should be refused first, so that nothing has happened yet when they are.
func (w *world) doors(o operation, others map[string]string, row string) string {
	w.t.Helper()
	got := []byte(strings.Repeat(".", len(columns)))
	order := []int{0, 1, 2, 3, 4, 5}
	slices.SortStableFunc(order, func(a, b int) int { return int(row[b]) - int(row[a]) }) // digits before "+"
	mine := w.ids
	for _, i := range order {
		if row[i] == '.' {
			continue
		}
		w.ids = mine
		if columns[i] == "operator" || strings.HasSuffix(columns[i], "other's") {
			w.ids = others
		}
		bearer := ""
		if i > 0 {
			bearer, _ = w.tokens([]string{"", w.seeker, w.seeker, w.practitioner, w.practitioner, w.operator}[i])
		}
		q := w.baseOf(o, bearer)
		if bearer == "" {
			q.bearer = ""
		}
		rec := w.serve(q.http())
		switch {
		case rec.Code >= http.StatusInternalServerError:
			w.t.Errorf("%s, %s: answered %d %s", o.OperationID, columns[i], rec.Code, rec.Body)
		case rec.Code >= http.StatusUnauthorized && rec.Code <= http.StatusNotFound && rec.Code != http.StatusPaymentRequired:
			got[i] = byte('0' + rec.Code - http.StatusBadRequest)
		default:
			got[i] = '+'
		}
	}
	w.ids = mine
	return string(got)
}
