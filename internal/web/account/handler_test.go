package account_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/client"
	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/httpx"
	"klear/internal/platform/ids"
	"klear/internal/platform/money"
	"klear/internal/web/account"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	anna   = "anna@example.org"
	phrase = "an unusual long phrase"
)

func newSite(t *testing.T) *pagetest.Site {
	t.Helper()
	t.Parallel()
	s := pagetest.New(t, func(s *pagetest.Site) {
		mine := &client.Service{Deps: client.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: s.People.Bus, Jobs: s.People.Jobs, People: s.People.Service}}
		reports := &desk.Service{Deps: desk.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: s.People.Bus, Jobs: s.People.Jobs, People: s.People.Service, Catalog: s.Catalog}}
		account.Handler{Kit: s.Kit, Catalog: s.Catalog, Schedule: s.Schedule, Businesses: s.Businesses, Clients: mine, Desk: reports, People: s.People.Service, Bookings: s.Bookings, Payments: s.Payments, Packs: s.Packs, Credit: s.Credits, Saved: s.Saved, Invoices: s.Invoices, Tariff: s.Tariff, Plans: s.Plans, Moods: moods(s), Goals: goals(s), Insights: insights(s), Shares: shares(s), Safety: watch(t, s), PictureURL: func(key string) string { return "/" + key }}.Mount(s.Mux)
		s.Mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
			httpx.WritePage(w, r, http.StatusOK, account.LanguagePage(account.Language{Page: s.Kit.Page(w, r), Sample: money.Amount{Currency: "INR"}}))
		})
	})
	s.People.Account(t, anna, identity.Seeker)
	return s
}

var forms = []string{"/account/profile", "/account/family", "/account/family/0191d2a0-0000-7000-8000-000000000000", "/account/family/0191d2a0-0000-7000-8000-000000000000/remove", "/account/avatar", "/account/avatar/remove", "/account/language", "/account/password",
	"/account/sessions/0191d2a0-0000-7000-8000-000000000000/end", "/account/sessions/end-others", "/account/consents", "/account/notifications", "/account/export", "/account/delete"}

func TestVisitorsAreSentToSignInAndBack(t *testing.T) {
	s := newSite(t)
	b := s.Browser(t)
	for _, path := range []string{"/account", "/account/profile", "/account/family", "/account/language", "/account/security", "/account/privacy", "/account/notifications", "/account/invoices", "/account/delete"} {
		b.Get(path).Want(303, "/sign-in?next="+url.QueryEscape(path))
	}
	for _, path := range forms {
		b.Post(path, nil).Want(303, "/sign-in")
	}
}

func TestFormsNeedTheirToken(t *testing.T) {
	s := newSite(t)
	s.People.Account(t, "bea@example.org", identity.Seeker)
	others := s.As(t, "bea@example.org").Get("/account/profile").Fields("/account/profile", nil).Get("csrf")
	b := s.As(t, anna)
	for _, path := range append(forms, "/preferences") {
		for _, csrf := range []string{"", "nonsense", others} {
			b.Post(path, url.Values{"csrf": {csrf}, "confirm": {"yes"}, "password": {identitytest.Password}}).Want(403, "")
		}
	}
	b.Get("/account/profile").Want(200, "")
}

func TestProfile(t *testing.T) {
	s := newSite(t)
	b := s.As(t, anna)
	b.Get("/account").Want(303, "/account/profile").Follow().
		Submit("/account/profile", url.Values{"name": {"  Anna   Bergström "}, "phone": {"+46 8 123 45 67"}}).
		Want(303, "/account/profile").Follow().Has("Saved.")
	page := b.Get("/account/profile")
	if page.Value("name") != "Anna Bergström" || page.Value("phone") != "+46 8 123 45 67" || strings.Contains(page.Text(), "Saved.") {
		t.Errorf("name %q, phone %q", page.Value("name"), page.Value("phone"))
	}
	wrong := page.Submit("/account/profile", url.Values{"name": {" "}, "phone": {"call me"}, "email": {"other@example.org"}}).Want(422, "")
	if !wrong.Wrong("name") || !wrong.Wrong("phone") || wrong.Value("phone") != "call me" || wrong.Value("email") != anna {
		t.Errorf("wrong fields %s", wrong.Text())
	}
	for _, words := range pagetest.Hostile {
		b.Get("/account/profile").Submit("/account/profile", url.Values{"name": {words}}).Want(303, "")
		if got := b.Get("/account/profile").Value("name"); got != words {
			t.Errorf("the name %q came back as %q", words, got)
		}
	}
}

func TestPicture(t *testing.T) {
	s := newSite(t)
	b := s.As(t, anna)
	b.Get("/account/profile").Upload("/account/avatar", "avatar", "me.jpg", []byte("image of me")).Want(303, "/account/profile")
	page := b.Get("/account/profile").Has("Your picture is saved.")
	if !strings.Contains(page.Body, `src="/avatars/`) || len(s.People.Blobs.Keys()) != 1 {
		t.Error("the picture is not shown")
	}
	for name, content := range map[string][]byte{"a text": []byte("no picture"), "nothing": nil} {
		if a := b.Get("/account/profile").Upload("/account/avatar", "avatar", "x", content).Want(422, ""); !a.Wrong("avatar") {
			t.Errorf("%s: not said to be wrong", name)
		}
	}
	if a := b.Get("/account/profile").Submit("/account/avatar", nil).Want(422, ""); !a.Wrong("avatar") {
		t.Error("a form without a file: not said to be wrong")
	}
	b.Get("/account/profile").Upload("/account/avatar", "avatar", "x", make([]byte, 17<<20)).Want(413, "")
	b.Get("/account/profile").Submit("/account/avatar/remove", nil).Want(303, "/account/profile").Follow().Has("Your picture is removed.")
}

func TestLanguageZoneAndTheme(t *testing.T) {
	s := newSite(t)
	b := s.As(t, anna)
	b.Get("/account/language").Submit("/account/language", url.Values{"lang": {"hi"}, "zone": {"Asia/Tokyo"}, "theme": {"dark"}}).Want(303, "/account/language")
	page := b.Get("/account/language")
	if !strings.Contains(page.Body, `lang="hi-IN"`) && !strings.Contains(page.Body, `lang="hi`) || !strings.Contains(page.Body, `data-theme="dark"`) || page.Fields("/account/language", nil).Get("zone") != "Asia/Tokyo" {
		t.Error("the choice did not stay")
	}
	if a := page.Submit("/account/language", url.Values{"lang": {"xx"}, "zone": {"Local"}}).Want(422, ""); !a.Wrong("lang") || !a.Wrong("zone") {
		t.Error("unknown choices are not said to be wrong")
	}
	for _, path := range []string{"/account/profile", "/account/security", "/account/privacy", "/account/notifications", "/account/invoices", "/account/delete"} {
		b.Get(path).Want(200, "") // no message is missing in Hindi
	}
	in, err := s.People.Login(t.Context(), identity.Credentials{Email: anna, Password: identitytest.Password, Kind: identity.APISession})
	if err != nil || in.Principal.Zone != "Asia/Tokyo" || in.Principal.Locale != "hi" {
		t.Errorf("the person has zone %q and language %q, %v", in.Principal.Zone, in.Principal.Locale, err)
	}
}

func TestPreferencesOfVisitors(t *testing.T) {
	s := newSite(t)
	b := s.Browser(t)
	csrf := b.Get("/preferences").Fields("/preferences", nil).Get("csrf")
	b.Post("/preferences", url.Values{"csrf": {csrf}, "theme": {"dark"}, "lang": {"hi"}, "zone": {"Europe/Oslo"}, "back": {"/search?q=sleep"}}).Want(303, "/search?q=sleep")
	b.Post("/preferences", url.Values{"csrf": {csrf}, "zone": {"Asia/Tokyo"}, "back": {"/"}}).Want(303, "/")
	if b.Cookie("zone") != "Asia/Tokyo" || b.Cookie("lang") != "hi" || b.Cookie("theme") != "dark" {
		t.Errorf("zone %q, language %q, theme %q", b.Cookie("zone"), b.Cookie("lang"), b.Cookie("theme"))
	}
	for back, to := range map[string]string{
		"https://evil.example": "/", "//evil.example": "/", "/\\evil.example": "/", "": "/", "/hi/p/anna": "/p/anna", "/hi": "/", "/hi?q=x": "/?q=x", "/history": "/history", "/hi//evil.example": "/",
	} {
		b.Post("/preferences", url.Values{"csrf": {csrf}, "lang": {"en"}, "zone": {"Nowhere/Else"}, "back": {back}}).Want(303, to)
	}
	if b.Cookie("zone") != "Asia/Tokyo" {
		t.Error("an unknown zone was taken")
	}
}

func TestPasswordAndSessions(t *testing.T) {
	s := newSite(t)
	b, other := s.As(t, anna), s.As(t, anna)
	page := b.Get("/account/security").Want(200, "")
	wrong := page.Submit("/account/password", url.Values{"current": {"not it"}, "password": {phrase}}).Want(422, "")
	if !wrong.Wrong("current") || strings.Contains(wrong.Body, phrase) {
		t.Error("the present password is not said to be wrong, or the new one was shown")
	}
	if a := page.Submit("/account/password", url.Values{"current": {identitytest.Password}, "password": {"short"}}).Want(422, ""); !a.Wrong("password") {
		t.Error("a short password is not said to be wrong")
	}
	page.Submit("/account/password", url.Values{"current": {identitytest.Password}, "password": {phrase}}).Want(303, "/account/security").Follow().Has("Your password is changed.")
	other.Get("/account").Want(303, "/sign-in?next=%2Faccount")
	status := 0
	for range 20 {
		status = b.Get("/account/security").Submit("/account/password", url.Values{"current": {"guess"}, "password": {phrase + "s"}}).Status
	}
	if status != 429 {
		t.Errorf("after many guesses: %d", status)
	}
}

func TestEndingSessions(t *testing.T) {
	s := newSite(t)
	b, second, third := s.As(t, anna), s.As(t, anna), s.As(t, anna)
	in, err := s.People.Sessions(t.Context(), principal(t, s, second.Cookie("klear_session")))
	if err != nil || len(in) != 3 {
		t.Fatalf("%d sessions, %v", len(in), err)
	}
	path := ""
	for _, x := range in {
		if x.Current {
			path = "/account/sessions/" + x.ID.String() + "/end"
		}
	}
	page := b.Get("/account/security")
	page.Submit(path, nil).Want(303, "/account/security")
	second.Get("/account").Want(303, "/sign-in?next=%2Faccount")
	csrf := page.Fields("/account/password", nil)
	for _, id := range []string{"0191d2a0-0000-7000-8000-000000000000", "x", "%00", "%ff"} {
		b.Post("/account/sessions/"+id+"/end", csrf).Want(404, "")
	}
	b.Post(path, csrf).Want(404, "") // ended already

	s.People.Account(t, "eve@example.org", identity.Seeker)
	eve := s.As(t, "eve@example.org")
	own := principal(t, s, third.Cookie("klear_session")).SessionID
	eve.Post("/account/sessions/"+own.String()+"/end", eve.Get("/account/security").Fields("/account/password", nil)).Want(404, "")
	third.Get("/account/profile").Want(200, "")

	b.Get("/account/security").Submit("/account/sessions/end-others", nil).Want(303, "/account/security").Follow().Has("You are signed out everywhere else.")
	third.Get("/account").Want(303, "/sign-in?next=%2Faccount")
	b.Get("/account").Want(303, "/account/profile")
}

func principal(t *testing.T, s *pagetest.Site, cookie string) identity.Principal {
	t.Helper()
	p, err := s.People.PrincipalByCookie(t.Context(), cookie)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestConsentIsGivenAndWithdrawn(t *testing.T) {
	s := newSite(t)
	b := s.As(t, anna)
	for _, given := range []bool{true, true, false, false, true} {
		values := url.Values{}
		if given {
			values.Set("consent.marketing", "yes")
		} else {
			values["consent.marketing"] = nil
		}
		b.Get("/account/privacy").Submit("/account/consents", values).Want(303, "/account/privacy")
		if got := b.Get("/account/privacy").Fields("/account/consents", nil).Has("consent.marketing"); got != given {
			t.Errorf("ticked %v, shown %v", given, got)
		}
	}
}

func TestExport(t *testing.T) {
	s := newSite(t)
	a := s.As(t, anna).Get("/account/privacy").Submit("/account/export", nil).Want(200, "")
	var got struct {
		Profile  struct{ Email string }
		Sessions []struct{ Started string }
	}
	if err := json.Unmarshal([]byte(a.Body), &got); err != nil || got.Profile.Email != anna || len(got.Sessions) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", a.Header)
	}
}

// TestAPractitionersExportHoldsTheirPractice, and nothing of another's.
func TestAPractitionersExportHoldsTheirPractice(t *testing.T) {
	s := newSite(t)
	const meera, other = "meera@example.org", "other@example.org"
	p := s.Practice(t, meera, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Name: "Yoga"})
	s.Practice(t, other, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Name: "Reiki"})
	list := &client.Service{Deps: client.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: s.People.Bus, Jobs: s.People.Jobs, People: s.People.Service}}
	c, err := list.Add(t.Context(), p.Caller().Principal, client.Details{Name: "Ravi Rao", About: "Sleeps badly."})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := list.AddNote(t.Context(), p.Caller().Principal, c.ID, "Slept well."); err != nil {
		t.Fatal(err)
	}
	reports := desk.New(desk.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: s.People.Bus, Jobs: s.People.Jobs, People: s.People.Service, Catalog: s.Catalog})
	shown, err := s.Catalog.PractitionerByPerson(t.Context(), p.Caller().PersonID)
	if err != nil {
		t.Fatal(err)
	}
	reporter := identity.Principal{PersonID: s.People.Account(t, "bea@example.org", identity.Seeker).ID, Role: identity.Seeker}
	if _, err := reports.ReportPage(t.Context(), reporter, shown.ID, desk.Complaint{Kind: "wrong", Words: "The register number is wrong."}); err != nil {
		t.Fatal(err)
	}
	file := func(email string) string {
		return s.As(t, email).Get("/account/privacy").Submit("/account/export", nil).Want(200, "").Body
	}
	mine := file(meera)
	for _, want := range []string{`"Yoga"`, `"Ravi Rao"`, "Sleeps badly.", "Slept well.", `"weekly"`, `"practice"`} {
		if !strings.Contains(mine, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if strings.Contains(mine, "register number") {
		t.Error("who is reported reads the report")
	}
	if theirs := file(other); strings.Contains(theirs, "Ravi Rao") || !strings.Contains(theirs, "Reiki") {
		t.Error("another's practice")
	}
	if sent := file("bea@example.org"); !strings.Contains(sent, "The register number is wrong.") || strings.Contains(sent, `"practice":`) {
		t.Error("the report that was sent")
	}
}

func TestDeletingAnAccount(t *testing.T) {
	s := newSite(t)
	b := s.As(t, anna)
	page := b.Get("/account/delete")
	if a := page.Submit("/account/delete", url.Values{"password": {identitytest.Password}}).Want(422, ""); !a.Wrong("confirm") {
		t.Error("it goes without saying yes")
	}
	if a := page.Submit("/account/delete", url.Values{"password": {"wrong"}, "confirm": {"yes"}}).Want(422, ""); !a.Wrong("password") {
		t.Error("it goes without the password")
	}
	page.Submit("/account/delete", url.Values{"password": {identitytest.Password}, "confirm": {"yes"}}).Want(303, "/").Follow().Has("Your account is deleted.")
	if b.Cookie("klear_session") != "" {
		t.Error("the cookie stayed")
	}
	b.Get("/account").Want(303, "/sign-in?next=%2Faccount")
}

func TestBookingsAheadComeFirst(t *testing.T) {
	s := newSite(t)
	practice := s.Practice(t, "pro@example.org", catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.Book(t, practice, s.Tomorrow(10), pagetest.Client{Name: "Kavya", Email: "kavya@example.org"})
	pro := s.As(t, "pro@example.org")
	page := pro.Get("/account/delete").Want(200, "")
	if !page.Link("/bookings") {
		t.Error("the booking ahead is not named")
	}
	page.Submit("/account/delete", url.Values{"password": {identitytest.Password}, "confirm": {"yes"}}).Want(409, "").Has("Cancel them")
	if _, _, err := s.Bookings.Cancel(t.Context(), practice.Caller(), b.ID, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	pro.Get("/account/delete").Submit("/account/delete", url.Values{"password": {identitytest.Password}, "confirm": {"yes"}}).Want(303, "/")
}
