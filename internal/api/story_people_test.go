package api_test

import (
	"encoding/json"

	"github.com/google/uuid"
)

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

func (s *story) theEnd() {
	who, _ := s.tokens("new@example.org")
	s.do("deleteAccount", step{who: who, body: object{"password": worldPassword}})
}
