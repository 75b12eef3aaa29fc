package catalog_test

import (
	"context"
	"testing"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
)

// TestTheBadgeVouchesForWhatWasChecked: a new claim takes it until an operator has looked, and the page stays public.
func TestTheBadgeVouchesForWhatWasChecked(t *testing.T) {
	t.Parallel()
	diploma := catalog.Certification{Name: "Diploma", Issuer: "Board", Number: "7", Year: 2010}
	for name, c := range map[string]struct {
		change func(*catalog.Profile)
		keeps  bool
	}{
		"case and spacing":          {func(p *catalog.Profile) { p.DisplayName = "ASHA  RaoMehta" }, true},
		"no certification any more": {func(p *catalog.Profile) { p.Certifications = nil }, true},
		"a certification in capitals": {func(p *catalog.Profile) {
			p.Certifications = []catalog.Certification{{Name: "DIPLOMA", Issuer: "board", Number: "7", Year: 2010}}
		}, true},
		"a title": {func(p *catalog.Profile) { p.DisplayName = "Dr. Asha Rao Mehta MD" }, false},
		"another certification": {func(p *catalog.Profile) {
			p.Certifications = append(p.Certifications, catalog.Certification{Name: "Surgeon"})
		}, false},
		"another issuer": {func(p *catalog.Profile) {
			p.Certifications = []catalog.Certification{{Name: "Diploma", Issuer: "University", Number: "7", Year: 2010}}
		}, false},
		"another year": {func(p *catalog.Profile) {
			p.Certifications = []catalog.Certification{{Name: "Diploma", Issuer: "Board", Number: "7", Year: 1990}}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, ctx := setup(t), context.Background()
			who, in := b.person(t, identity.Seeker), profile("Asha Rao Mehta")
			in.Certifications = []catalog.Certification{diploma}
			p, err := b.CreatePractitioner(ctx, who, in)
			if err != nil {
				t.Fatal(err)
			}
			who.Role = identity.Practitioner
			p = b.approve(t, p, "")
			c.change(&in)
			after, err := b.UpdatePractitioner(ctx, who, p.ID, p.Version, in)
			if err != nil || !after.Visible() {
				t.Fatalf("changed: %+v, %v", after, err)
			}
			_, waiting, err := b.VerificationQueue(ctx, b.admin, catalog.Pending, 1, 10)
			if err != nil || (waiting == 0) != c.keeps || (after.Registration.CheckedOn != "") != c.keeps || after.ClaimsWait() == c.keeps {
				t.Errorf("%d wait, badge of %q, %v", waiting, after.Registration.CheckedOn, err)
			}
			if again := b.approve(t, after, ""); again.Registration.CheckedOn == "" || again.ClaimsWait() {
				t.Errorf("checked again: %+v", again)
			}
		})
	}
}

// TestALicenceMovesWithItsPractitioner: its last day is one of their clock, wherever that is now; warnings are not repeated.
func TestALicenceMovesWithItsPractitioner(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p := licensed(t, b, 20)
	if err := b.SweepLicences(ctx); err != nil {
		t.Fatal(err)
	}
	in := profile(p.DisplayName)
	in.RegistrationBody, in.RegistrationNumber, in.Currency, in.Zone = p.Registration.Body, p.Registration.Number, p.Currency, "Pacific/Auckland"
	moved, err := b.UpdatePractitioner(ctx, who, p.ID, p.Version, in)
	if err != nil {
		t.Fatal(err)
	}
	zone, _ := time.LoadLocation("Pacific/Auckland")
	if at := moved.LicenceUntil.In(zone); at.Format("2006-01-02 15:04") != b.lastDay(21)+" 00:00" {
		t.Errorf("it ends at %s, want the end of %s there", at, b.lastDay(20))
	}
	if err := b.SweepLicences(ctx); err != nil {
		t.Fatal(err)
	}
	var letters int
	if err := b.db.QueryRow(ctx, "select count(*) from jobs.river_job where kind = 'catalog_licence_letter'").Scan(&letters); err != nil || letters != 1 {
		t.Errorf("%d letters, %v", letters, err)
	}
}
