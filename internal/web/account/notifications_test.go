package account_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/web/page/pagetest"
)

// TestLettersOneMayDoWithout: reminders and news are kept as the form says them, each alone.
func TestLettersOneMayDoWithout(t *testing.T) {
	s := newSite(t)
	b := s.As(t, anna)
	page := b.Get("/account/notifications").Has("Always on")
	if f := page.Fields("/account/notifications", nil); f.Get("remind.day") != "yes" || f.Get("remind.hours") != "yes" || f.Has("consent.marketing") {
		t.Errorf("at first: %v", f)
	}
	page.Submit("/account/notifications", url.Values{"remind.day": nil, "consent.marketing": {"yes"}}).Want(303, "/account/notifications").Follow().Has("Saved.", "text version 1")
	if f := b.Get("/account/notifications").Fields("/account/notifications", nil); f.Has("remind.day") || f.Get("remind.hours") != "yes" || f.Get("consent.marketing") != "yes" {
		t.Errorf("afterwards: %v", f)
	}
	if f := b.Get("/account/privacy").Has("News by mail", "Terms").Fields("/account/consents", nil); f.Get("consent.marketing") != "yes" {
		t.Errorf("the consent at the other place: %v", f)
	}
}

// TestSpokenLanguages: several, kept, at most ten, and only languages.
func TestSpokenLanguages(t *testing.T) {
	s := newSite(t)
	b := s.As(t, anna)
	form := url.Values{"lang": {"en"}, "zone": {"Asia/Kolkata"}, "spoken": {"ta", "en"}}
	page := b.Get("/account/language").Has("₹1,25,000.50")
	page.Submit("/account/language", form).Want(303, "/account/language")
	if got := b.Get("/account/language").Fields("/account/language", nil)["spoken"]; len(got) != 2 {
		t.Errorf("spoken: %v", got)
	}
	form["spoken"] = []string{"not a language"}
	if a := b.Get("/account/language").Submit("/account/language", form).Want(422, ""); !a.Wrong("spoken") {
		t.Error("nonsense is taken for a language")
	}
}

// TestTheTrialRunCountsWhatThereIs: it deletes nothing, and says of each thing whether it goes or stays; the export holds
// the same.
func TestTheTrialRunCountsWhatThereIs(t *testing.T) {
	s := newSite(t)
	who := s.People.SignIn(t, anna, identity.PageSession)
	practice := s.Practice(t, "pro@example.org", catalogtest.PractitionerSpec{Name: "Ananya Rao"}, catalogtest.ServiceSpec{})
	if _, err := s.Saved.Save(t.Context(), who.Principal, practice.ID, nil); err != nil {
		t.Fatal(err)
	}
	s.BookAs(t, booking.Caller{Principal: who.Principal}, practice, s.Tomorrow(10), pagetest.Client{})
	b := s.As(t, anna)
	b.Get("/account/delete").Want(200, "").Has(anna, "One saved person", "One booking without your name", "One payment without your name", "You still have one booking")
	var data struct {
		Saved       []struct{ Name string }
		Preferences struct {
			RemindDay bool `json:"remind_day"`
		}
	}
	raw := b.Get("/account/privacy").Submit("/account/export", nil).Want(200, "").Body
	if err := json.NewDecoder(strings.NewReader(raw)).Decode(&data); err != nil || len(data.Saved) != 1 || data.Saved[0].Name != "Ananya Rao" || !data.Preferences.RemindDay {
		t.Errorf("the export: %+v, %v", data, err)
	}
}
