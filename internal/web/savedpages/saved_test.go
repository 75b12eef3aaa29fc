package savedpages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/saved"
	"klear/internal/platform/crypto"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/httpx"
	"klear/internal/web/page/pagetest"
	"klear/internal/web/savedpages"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const anna = "anna@example.org"

type bench struct {
	*pagetest.Site
	links crypto.LinkSigner
	anna  identity.Person
	pro   uuid.UUID
}

func setup(t *testing.T) *bench {
	t.Helper()
	t.Parallel()
	b := &bench{links: crypto.NewLinkSigner(make([]byte, 32))}
	b.Site = pagetest.New(t, func(s *pagetest.Site) {
		savedpages.Handler{Kit: s.Kit, Saved: s.Saved, Catalog: s.Catalog, Links: b.links}.Mount(s.Mux)
		// A page with a heart on it: any page that has the form will do.
		s.Mux.HandleFunc("GET /p/{slug}", func(w http.ResponseWriter, r *http.Request) {
			httpx.WritePage(w, r, http.StatusOK, savedpages.ListPage(savedpages.List{Page: s.Kit.Page(w, r), Items: []savedpages.Item{{ID: uuid.NewString()}}}))
		})
	})
	b.anna = b.People.Account(t, anna, identity.Seeker)
	b.pro = catalogtest.Practitioner(t, b.DB, catalogtest.PractitionerSpec{Slug: "ananya-rao", Name: "Ananya Rao"})
	catalogtest.Service(t, b.DB, catalogtest.ServiceSpec{Practitioner: b.pro})
	return b
}

// TestAHeartWithoutScript: saved, listed, mails on and off, and off the list again.
func TestAHeartWithoutScript(t *testing.T) {
	b := setup(t)
	who := b.As(t, anna)
	who.Get("/saved").Want(200, "").Has("Nobody saved yet")
	who.Get("/p/ananya-rao").Submit("/saved", url.Values{"save": {"ananya-rao"}}).Want(303, "/p/ananya-rao#n-ananya-rao").Follow().Has("Saved.")
	list := who.Get("/saved").Has("Ananya Rao", "Nothing free")
	list.Submit("/saved/ananya-rao/alert", nil).Want(303, "/saved#n-ananya-rao")
	if !b.alert(t) {
		t.Error("the alert is off")
	}
	who.Get("/saved").Submit("/saved/ananya-rao/alert", nil).Want(303, "")
	if b.alert(t) {
		t.Error("the alert is still on")
	}
	who.Get("/saved").Submit("/saved", url.Values{"drop": {"ananya-rao"}}).Want(303, "").Follow().Has("Nobody saved yet")
	who.Get("/p/x").Submit("/saved", url.Values{"save": {"nobody"}}).Want(404, "")
	who.Get("/p/x").Submit("/saved", url.Values{"save": {"ananya-rao"}, "back": {"https://evil.example/"}}).Want(303, "/saved#n-ananya-rao")
}

// TestWhoIsHiddenCanBeDropped: by the id, since a hidden page has no address.
func TestWhoIsHiddenCanBeDropped(t *testing.T) {
	b := setup(t)
	who := b.As(t, anna)
	who.Get("/p/x").Submit("/saved", url.Values{"save": {"ananya-rao"}}).Want(303, "")
	if _, err := b.DB.Exec(t.Context(), "update catalog.practitioner set listed = false where id = $1", b.pro); err != nil {
		t.Fatal(err)
	}
	who.Get("/saved").Has("Not shown at present").Submit("/saved", url.Values{"drop": {b.pro.String()}}).Want(303, "").Follow().Has("Nobody saved yet")
}

// TestAVisitorComesBackWithItSaved: signing in is the only thing between the heart and the list. A link alone saves nobody.
func TestAVisitorComesBackWithItSaved(t *testing.T) {
	b := setup(t)
	v := b.Browser(t)
	v.Get("/saved").Want(303, "/sign-in?next=%2Fsaved")
	v.Get("/p/ananya-rao").Submit("/saved", url.Values{"save": {"ananya-rao"}}).Want(303, "/sign-in?next=/saved/keep")
	v.SetCookie("klear_session", b.People.SignIn(t, anna, identity.PageSession).CookieSecret)
	v.Get("/saved/keep").Want(303, "/p/ananya-rao").Follow().Has("Saved.")
	v.Get("/saved").Has("Ananya Rao")
	other := b.As(t, anna)
	other.SetCookie("klear_save", "ananya-rao|forged")
	other.Get("/saved").Want(303, "/saved/keep").Follow().Want(303, "/saved")
	if n := b.count(t); n != 1 {
		t.Errorf("%d saved", n)
	}
}

// TestLettersStopWithOneClick: from the page of the link and from the mail program, without signing in; never by only
// looking at it, and never by an address that somebody made up.
func TestLettersStopWithOneClick(t *testing.T) {
	b := setup(t)
	for _, post := range []func(string) *pagetest.Answer{
		func(link string) *pagetest.Answer { return b.Browser(t).Get(link).Submit(link, nil) },
		func(link string) *pagetest.Answer {
			return b.Browser(t).Post(link, url.Values{"List-Unsubscribe": {"One-Click"}})
		},
	} {
		who, on := identity.Principal{PersonID: b.anna.ID, Role: identity.Seeker}, true
		if _, err := b.Saved.Save(t.Context(), who, b.pro, &on); err != nil {
			t.Fatal(err)
		}
		link, err := savedpages.StopLink(b.links, saved.Stop{PersonID: b.anna.ID, PractitionerID: b.pro}, b.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		v := b.Browser(t)
		v.Get(link).Want(200, "").Has("Ananya Rao")
		v.Get(strings.Replace(link, "sig=", "sig=x", 1)).Want(404, "")
		v.Post(strings.Replace(link, b.anna.ID.String(), uuid.NewString(), 1), nil).Want(404, "")
		if !b.alert(t) {
			t.Fatal("looking, or a forged address, stopped the letters")
		}
		post(link).Want(200, "").Has("The letters have stopped")
		if b.alert(t) || b.count(t) != 1 {
			t.Errorf("alert %v, %d saved", b.alert(t), b.count(t))
		}
	}
	link, _ := savedpages.StopLink(b.links, saved.Stop{PersonID: b.anna.ID, PractitionerID: b.pro}, b.Clock.Now())
	b.Clock.Advance(401 * 24 * time.Hour)
	b.Browser(t).Get(link).Want(410, "")
}

func (b *bench) alert(t *testing.T) (on bool) {
	t.Helper()
	if err := b.DB.QueryRow(t.Context(), "select alert from saved.practitioner where person_id = $1", b.anna.ID).Scan(&on); err != nil {
		t.Fatal(err)
	}
	return on
}

func (b *bench) count(t *testing.T) (n int) {
	t.Helper()
	if err := b.DB.QueryRow(t.Context(), "select count(*) from saved.practitioner where person_id = $1", b.anna.ID).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
