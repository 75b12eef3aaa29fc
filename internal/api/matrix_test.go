package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// The columns of the matrix: who asks, and whose things they ask about. An operator owns none of them.
var columns = []string{"visitor", "seeker, own", "seeker, other's", "practitioner, own", "practitioner, other's", "operator"}

// matrix says for every operation who gets past the door, column by column: "+" passes it (what it answers then is the
// story's affair), "1", "3" and "4" are 401, 403 and 404. A dot: there are no two owners of what it is about, or whose
// they are makes no difference.
var matrix = map[string]string{
	"acceptBooking":       "434+4+",
	"acceptInvitation":    "133443", // an invitation of another address looks missing
	"addCalendar":         "133+3+",
	"addRoom":             "133+43",
	"addService":          "133+3+",
	"addTeamService":      "133+43",
	"blockTimeSlot":       "133+3+",
	"bookingHistory":      "4+4+4+",
	"businessPage":        "++++++",
	"cancelBooking":       "4+4+4+",
	"changePassword":      "1+.+.+",
	"confirmPayment":      "4+4343", // whoever pays becomes the seeker, so neither practitioner nor operator does
	"createBusiness":      "13.+.3",
	"createCategory":      "13.3.+",
	"createIntent":        "4+4343",
	"createPractitioner":  "1+.+.3",
	"deactivateService":   "133+3+",
	"decideVerification":  "13333+",
	"declineBooking":      "434+4+",
	"deleteAccount":       "1+.+.+",
	"endOtherSessions":    "1+.+.+",
	"endSession":          "434+4+",
	"endUserSession":      "1+4444", // only one's own; others' look missing
	"extendHold":          "4+4+4+",
	"forgotPassword":      "++.+.+",
	"gatewayWebhook":      "111111", // its signature is its identity
	"getAvailability":     "++++++",
	"getBooking":          "4+4+4+",
	"getBusiness":         "133+43",
	"getHours":            "133+3+",
	"getPayment":          "1+4+4+",
	"getPractitioner":     "++++++",
	"getProfile":          "1+.+.+",
	"hold":                "1+.+.+",
	"inviteMember":        "133+43",
	"listBlocks":          "133+3+",
	"listBookings":        "1+.+.+",
	"listBusinesses":      "1+.+.+",
	"listCalendars":       "133+3+",
	"listCategories":      "++.+.+",
	"listConsents":        "1+.+.+",
	"listInvitations":     "133+43",
	"listPractitioners":   "++.+.+",
	"listSessions":        "1+.+.+",
	"login":               "11.1.1", // of wrong words
	"logout":              "++.+.+",
	"moveBooking":         "4+4+4+",
	"moveTimes":           "4+4+4+",
	"myInvitations":       "1+.+.+",
	"newCalendarFeed":     "133+3+",
	"noShow":              "434+4+",
	"ownProfile":          "14.+.4", // 404 is: has none
	"paymentHistory":      "1+.+.+",
	"previewCancel":       "4+4+4+",
	"refresh":             "11.1.1", // of a wrong token
	"refundPayment":       "13333+",
	"register":            "++.+.+",
	"releaseBooking":      "4+4+4+",
	"removeAvatar":        "1+.+.+",
	"removeCalendar":      "133+3+",
	"removeMember":        "133+43",
	"reorderCategories":   "13.3.+",
	"resendVerification":  "++.+.+",
	"resetPassword":       "++.+.+",
	"searchPractitioners": "++.+.+",
	"searchServices":      "++.+.+",
	"setAccountStatus":    "13333+",
	"setAvailability":     "133+3+",
	"setConsent":          "1+++++",
	"setMemberRole":       "133+43",
	"setRoom":             "133+43",
	"setServiceRooms":     "133+43",
	"startSession":        "434+4+",
	"suggest":             "++.+.+",
	"teamAgenda":          "133+43",
	"teamAvailability":    "++++++",
	"unblock":             "133+3+",
	"updateBusiness":      "133+43",
	"updateCategory":      "13333+",
	"updatePractitioner":  "133+3+",
	"updateProfile":       "1+.+.+",
	"updateService":       "133+3+",
	"updateTeamService":   "133+43",
	"uploadAvatar":        "1+.+.+",
	"uploadDocument":      "133+3+",
	"uploadPhoto":         "133+3+",
	"verificationQueue":   "13.3.+",
	"verifyEmail":         "++.+.+",
	"withdrawInvitation":  "133+43",
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
		if who.ids["calendar"] == "" {
			who.ids["calendar"] = w.data(w.call("POST", "/practitioners/"+who.ids["practitioner"]+"/calendars", bearer, object{"name": "Mine", "file": aCalendar, "tentativeIsBusy": true}))["id"].(string)
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
