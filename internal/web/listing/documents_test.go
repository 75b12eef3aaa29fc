package listing_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
)

func TestPapersAreSentReadAndTakenBack(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	s.Practice(t, other, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.As(t, meera)
	b.Get("/pro/documents").Has("No papers yet").Upload("/pro/documents", "document", "degree.pdf", []byte("%PDF-1.7 mine")).Want(303, "/pro/documents").Follow().Has("Your papers")
	list, _, err := s.Catalog.Documents(t.Context(), s.practice.Caller().Principal, s.practice.ID)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	path := "/pro/documents/" + list[0].ID.String()
	if a := b.Raw(path).Want(200, ""); a.Body != "%PDF-1.7 mine" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") || !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("read %q %v", a.Body, a.Header)
	}
	stranger := s.As(t, other)
	stranger.Get(path).Want(404, "")
	stranger.Post(path+"/remove", stranger.Get("/test/form").Fields("/preferences", nil)).Want(404, "")
	b.Get("/pro/documents").Submit(path+"/remove", nil).Want(303, "/pro/documents").Follow().Has("No papers yet")
	if len(s.Files.Files) != 0 {
		t.Errorf("%d files stay", len(s.Files.Files))
	}
	if a := b.Get("/pro/documents").Upload("/pro/documents", "document", "x.html", []byte("<html>")).Want(422, ""); !a.Wrong("document") {
		t.Error("a page was taken for a paper")
	}
}

// TestThePageSaysWhenALicenceEnds, before and after, and that the newer one is being looked at.
func TestThePageSaysWhenALicenceEnds(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Zone: "Asia/Kolkata"})
	s.People.Account(t, "op@example.org", identity.Admin)
	op, err := s.People.AccountByEmail(t.Context(), s.DB, "op@example.org")
	if err != nil {
		t.Fatal(err)
	}
	last := s.Clock.Now().AddDate(0, 0, 20)
	_, err = s.Catalog.DecideVerification(t.Context(), identity.Principal{PersonID: op.ID, Role: identity.Admin, Verified: true}, s.practice.ID,
		catalog.Verdict{Status: catalog.Verified, Method: "document", Reason: "Seen.", Version: 1, LicenceExpiresOn: last.Format(time.DateOnly)})
	if err != nil {
		t.Fatal(err)
	}
	b := s.As(t, meera)
	b.Get("/pro/documents").Has("is valid until", "stays public")
	s.Clock.Advance(22 * 24 * time.Hour)
	b = s.As(t, meera)
	b.Get("/pro/documents").Has("was valid until", "Nobody can make a new booking")
	form := b.Get("/pro/documents").Fields("/pro/documents", url.Values{"expires_on": {s.Clock.Now().AddDate(1, 0, 0).Format(time.DateOnly)}})
	if form.Get("country") == "" {
		t.Error("the country is not proposed")
	}
}
