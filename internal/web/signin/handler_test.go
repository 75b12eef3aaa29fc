package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/httpx"
	"klear/internal/web/page/pagetest"
	"klear/internal/web/signin"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	anna   = "anna@example.org"
	phrase = "an unusual long phrase"
)

func newSite(t *testing.T) *pagetest.Site {
	t.Helper()
	t.Parallel()
	return pagetest.New(t, func(s *pagetest.Site) {
		signin.Handler{Kit: s.Kit, People: s.People.Service}.Mount(s.Mux)
		s.Mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
			httpx.WritePage(w, r, http.StatusOK, signin.RecoverPage(signin.Recover{Page: s.Kit.Page(w, r)}))
		})
	})
}

func signUp(name string) url.Values {
	return url.Values{"name": {name}, "email": {anna}, "password": {phrase}, "consent.terms": {"yes"}, "consent.privacy": {"yes"}}
}

func TestFromSignUpToSignOut(t *testing.T) {
	s := newSite(t)
	b := s.Browser(t)
	form := b.Get("/sign-up?next=/bookings")
	form.Has("I accept the terms.", "I have read the privacy notice.")
	form.Submit("/sign-up", signUp("Anna Berg")).Want(303, "/sign-up?sent&next=%2Fbookings").Follow().Want(200, "").Has(anna)

	mail := s.People.Mail.Next(t, anna)
	if mail.Link != "https://klear.test/verify/"+mail.Token() {
		t.Fatalf("the mail leads to %s", mail.Link)
	}
	link := "/verify/" + mail.Token()
	confirm := b.Get(link).Want(200, "")
	if confirm.Header.Get("Referrer-Policy") != "same-origin" {
		t.Error("the link may leak to other sites")
	}
	b.Get(link).Want(200, "") // opening it does not use it up
	confirm.Submit(link, nil).Want(303, "/verify").Follow().Want(200, "").Has(anna, "You can book now.")
	b.Get(link).Submit(link, nil).Want(410, "")

	in := b.Get("/sign-in?next=/bookings").Submit("/sign-in", url.Values{"email": {" ANNA@example.org"}, "password": {phrase}}).Want(303, "/bookings")
	if b.Cookie("klear_session") == "" || b.Cookie("klear_device") == "" || in.Header.Get("Cache-Control") == "public" {
		t.Error("no session came with the sign-in")
	}
	b.Get("/sign-in?next=/bookings").Want(303, "/bookings")
	b.Get("/sign-up").Want(303, "/")
	b.Get("/verify").Has("You can book now.")

	csrf := b.Get("/").Fields("/recover", nil).Get("csrf")
	b.Post("/sign-out", url.Values{"csrf": {csrf}}).Want(303, "/")
	if b.Cookie("klear_session") != "" || b.Cookie("klear_device") == "" {
		t.Error("the session stayed, or the device was forgotten")
	}
	b.Get("/").Has("You are signed out.")
}

func TestSignUpRecordsConsents(t *testing.T) {
	s := newSite(t)
	form := signUp("Anna")
	form.Set("consent.marketing", "yes")
	s.Browser(t).Get("/sign-up").Submit("/sign-up", form).Want(303, "")
	in, err := s.People.Login(t.Context(), identity.Credentials{Email: anna, Password: phrase, Kind: identity.PageSession})
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.People.Consents(t.Context(), in.Principal)
	if err != nil || len(list) != 3 {
		t.Fatalf("%v, %v", list, err)
	}
}

func TestSignUpSaysWhatIsWrongAndKeepsTheRest(t *testing.T) {
	s := newSite(t)
	b := s.Browser(t)
	wrong := b.Get("/sign-up?next=/bookings").Submit("/sign-up", url.Values{"name": {"Anna"}, "email": {"anna@"}, "password": {"short"}, "consent.marketing": {"yes"}}).Want(422, "")
	for _, field := range []string{"email", "password", "consent.terms", "consent.privacy"} {
		if !wrong.Wrong(field) {
			t.Errorf("%s is not named", field)
		}
	}
	again := wrong.Fields("/sign-up", nil)
	if again.Get("name") != "Anna" || again.Get("email") != "anna@" || again.Get("password") != "" || again.Get("next") != "/bookings" || again.Get("consent.marketing") != "yes" {
		t.Errorf("kept %v", again)
	}
	only := signUp("Anna")
	only.Del("consent.privacy")
	if a := wrong.Submit("/sign-up", only).Want(422, ""); a.Wrong("consent.terms") || !a.Wrong("consent.privacy") {
		t.Error("the missing consent is not the one that is named")
	}
}

func TestWrongPasswordAndUnknownAddressLookTheSame(t *testing.T) {
	s := newSite(t)
	s.People.Account(t, anna, identity.Seeker)
	b := s.Browser(t)
	try := func(email, password string) *pagetest.Answer {
		return b.Get("/sign-in").Submit("/sign-in", url.Values{"email": {email}, "password": {password}})
	}
	known, unknown := try(anna, "not this one").Want(422, ""), try("nobody@example.org", "not this one").Want(422, "")
	if known.Text() != unknown.Text() || !known.Wrong("email") {
		t.Errorf("known: %s\nunknown: %s", known.Text(), unknown.Text())
	}
	if known.Value("email") != anna || known.Value("password") != "" {
		t.Error("the address was not kept, or the password was")
	}
	if a := try("", ""); a.Status != 422 || !a.Wrong("email") || !a.Wrong("password") {
		t.Errorf("an empty form: %d", a.Status)
	}
	status := 0
	for range 25 {
		status = try("nobody@example.org", "guess").Status
	}
	if status != 429 {
		t.Errorf("after many attempts: %d", status)
	}
	if b.Cookie("klear_session") != "" {
		t.Error("a session without a password")
	}
}

func TestSignInLeadsOnlyToThisSite(t *testing.T) {
	s := newSite(t)
	s.People.Account(t, anna, identity.Seeker)
	s.People.Account(t, "pro@example.org", identity.Practitioner)
	s.People.Account(t, "op@example.org", identity.Admin)
	for _, next := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%5Cevil.example", "/sign-in?next=/sign-in", "/verify/x", "/bookings\r\nX: y", "\x00", ""} {
		b := s.Browser(t)
		b.Get("/sign-in?next="+url.QueryEscape(next)).Submit("/sign-in", url.Values{"email": {anna}, "password": {identitytest.Password}, "next": {next}}).Want(303, "/")
	}
	for email, to := range map[string]string{"pro@example.org": "/pro", "op@example.org": "/admin"} {
		s.Browser(t).Get("/sign-in").Submit("/sign-in", url.Values{"email": {email}, "password": {identitytest.Password}}).Want(303, to)
	}
}

func TestRecover(t *testing.T) {
	s := newSite(t)
	s.People.Account(t, anna, identity.Seeker)
	b := s.Browser(t)
	known := b.Get("/recover").Submit("/recover", url.Values{"email": {anna}}).Want(303, "/recover?sent").Follow().Want(200, "").Has(anna)
	other := s.Browser(t).Get("/recover").Submit("/recover", url.Values{"email": {"nobody@example.org"}}).Want(303, "/recover?sent").Follow().Want(200, "")
	if strings.ReplaceAll(known.Text(), anna, "X") != strings.ReplaceAll(other.Text(), "nobody@example.org", "X") {
		t.Error("the answer tells who has an account")
	}
	for _, bad := range []string{"", "  ", "anna", "@example.org", strings.Repeat("a", 300) + "@example.org"} {
		if a := b.Get("/recover").Submit("/recover", url.Values{"email": {bad}}).Want(422, ""); !a.Wrong("email") {
			t.Errorf("%q is not said to be wrong", bad)
		}
	}
	link := "/recover/" + s.People.Mail.Next(t, anna).Token()
	form := b.Get(link).Want(200, "")
	if a := form.Submit(link, url.Values{"password": {"short"}}).Want(422, ""); !a.Wrong("password") {
		t.Error("a short password is not said to be wrong")
	}
	old := s.As(t, anna)
	form.Submit(link, url.Values{"password": {phrase}}).Want(303, "/sign-in").Follow().Has("Your password is changed.")
	old.Get("/sign-in").Want(200, "") // signed out everywhere
	b.Get(link).Submit(link, url.Values{"password": {phrase + "s"}}).Want(410, "")
	b.Get("/sign-in").Submit("/sign-in", url.Values{"email": {anna}, "password": {phrase}}).Want(303, "/")
}

func TestLinksThatAreNone(t *testing.T) {
	s := newSite(t)
	b := s.Browser(t)
	csrf := b.Get("/sign-in").Fields("/sign-in", nil).Get("csrf")
	for _, token := range []string{"x", strings.Repeat("a", 43), strings.Repeat("a", 4000), "..%2f..%2fetc", "%3Cscript%3E", "'%20or%201=1--"} {
		for _, area := range []string{"/recover/", "/verify/"} {
			if a := b.Get(area + token); a.Status != 410 && !(a.Status == 200 && len(token) == 43) {
				t.Errorf("GET %s%.20s: %d", area, token, a.Status)
			}
			if a := b.Post(area+token, url.Values{"csrf": {csrf}, "password": {phrase}}); a.Status != 410 {
				t.Errorf("POST %s%.20s: %d", area, token, a.Status)
			}
		}
	}
	for _, broken := range []string{"/recover/%00", "/verify/%ff%fe"} { // no address at all
		if a := b.Get(broken); a.Status != 404 {
			t.Errorf("GET %s: %d", broken, a.Status)
		}
	}
}

func TestAnExpiredLinkOffersAnother(t *testing.T) {
	s := newSite(t)
	b := s.Browser(t)
	b.Get("/sign-up").Submit("/sign-up", signUp("Anna")).Want(303, "")
	link := "/verify/" + s.People.Mail.Next(t, anna).Token()
	s.Clock.Advance(49 * time.Hour)
	b.Get(link).Submit(link, nil).Want(410, "").Submit("/verify", nil).Want(303, "/verify").Follow().Has(anna)
	link = "/verify/" + s.People.Mail.Next(t, anna).Token()
	stranger := s.Browser(t) // the mail was opened on another device, which knows nothing
	stranger.Get("/verify/nonsense").Want(410, "").Submit("/verify", url.Values{"email": {"no address"}}).Want(422, "")
	stranger.Get(link).Submit(link, nil).Want(303, "/verify").Follow().Has(anna, "You can book now.")
}

func TestFormsNeedTheirToken(t *testing.T) {
	s := newSite(t)
	s.People.Account(t, anna, identity.Seeker)
	other := s.Browser(t).Get("/sign-in").Fields("/sign-in", nil).Get("csrf")
	for _, path := range []string{"/sign-in", "/sign-up", "/sign-out", "/recover", "/verify", "/recover/" + strings.Repeat("a", 43), "/verify/" + strings.Repeat("a", 43)} {
		for _, csrf := range []string{"", "nonsense", other} {
			b := s.Browser(t)
			b.Get("/sign-in")
			b.Post(path, url.Values{"csrf": {csrf}, "email": {anna}, "password": {identitytest.Password}}).Want(403, "")
		}
	}
	in := s.As(t, anna)
	in.Post("/sign-out", url.Values{"csrf": {other}}).Want(403, "")
	if in.Cookie("klear_session") == "" {
		t.Error("another site signed somebody out")
	}
}

func TestASignedInPersonMayBecomeAnother(t *testing.T) {
	s := newSite(t)
	s.People.Account(t, anna, identity.Seeker)
	s.People.Account(t, "bea@example.org", identity.Seeker)
	b := s.As(t, anna)
	before := b.Cookie("klear_session")
	csrf := b.Get("/").Fields("/recover", nil).Get("csrf")
	b.Post("/sign-in", url.Values{"csrf": {csrf}, "email": {"bea@example.org"}, "password": {identitytest.Password}}).Want(303, "/")
	if _, err := s.People.PrincipalByCookie(t.Context(), before); err == nil {
		t.Error("the first person's session lives on")
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	s := newSite(t)
	b := s.Browser(t)
	for _, words := range pagetest.Hostile {
		form := signUp(words)
		form.Set("email", words)
		form.Set("next", words)
		a := b.Get("/sign-up?next="+url.QueryEscape(words)).Submit("/sign-up", form).Want(422, "")
		if got := a.Value("name"); got != words {
			t.Errorf("name came back as %q, not %q", got, words)
		}
	}
}

func TestInHindi(t *testing.T) {
	s := newSite(t)
	b := s.Browser(t)
	b.SetCookie("lang", "hi")
	for _, path := range []string{"/sign-in?next=/bookings", "/sign-up", "/recover", "/recover/x", "/recover/" + strings.Repeat("a", 43), "/verify", "/verify/x", "/verify/" + strings.Repeat("a", 43)} {
		b.Get(path)
	}
	b.Get("/sign-up").Submit("/sign-up", nil).Want(422, "")
}
