package catalog_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
)

// licensed is a practitioner in Kolkata whose licence's last valid day is days away from the clock's date there.
func licensed(t *testing.T, b *bundle, days int) (identity.Principal, catalog.Practitioner) {
	t.Helper()
	catalogtest.Category(t, b.db, "yoga", nil)
	who, p := owner(t, b, catalogtest.PractitionerSpec{Status: "pending"})
	catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: p.ID})
	return who, b.approve(t, p, b.lastDay(days))
}

func (b *bundle) lastDay(days int) string {
	zone, _ := time.LoadLocation("Asia/Kolkata")
	return b.clock.Now().In(zone).AddDate(0, 0, days).Format(time.DateOnly)
}

func (b *bundle) approve(t *testing.T, p catalog.Practitioner, lastDay string) catalog.Practitioner {
	t.Helper()
	now, err := b.PractitionerByID(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	out, err := b.DecideVerification(t.Context(), b.admin, p.ID, catalog.Verdict{Status: catalog.Verified, Method: "document", Reason: "Seen.", Version: now.Version, LicenceExpiresOn: lastDay})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// letters counts the letters that are queued.
func (b *bundle) letters(t *testing.T) (n int) {
	t.Helper()
	if err := b.db.QueryRow(t.Context(), "select count(*) from catalog.licence_notice").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestALicenceEndsOnThePractitionersClock: valid through its last day there, closed from the next midnight on.
func TestALicenceEndsOnThePractitionersClock(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, p := licensed(t, b, 3)
	zone, _ := time.LoadLocation("Asia/Kolkata")
	if at := p.LicenceUntil.In(zone); at.Hour() != 0 || at.Format(time.DateOnly) != b.lastDay(4) {
		t.Errorf("it ends at %s", at)
	}
}

// TestEachWarningOnce sweeps many times a day, from many places, for more than the licence's whole life.
func TestEachWarningOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, p := licensed(t, b, 70)
	for day := range 75 {
		want := 0
		for _, before := range []int{60, 30, 7, 0} {
			if !b.clock.Now().Before(p.LicenceUntil.Add(-time.Duration(before) * 24 * time.Hour)) {
				want++
			}
		}
		for range 2 {
			if err := b.SweepLicences(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := b.letters(t); got != want {
			t.Fatalf("on day %d: %d letters, want %d", day, got, want)
		}
		b.clock.Advance(24 * time.Hour)
	}
	if n := b.letters(t); n != 4 {
		t.Errorf("%d letters in all", n)
	}
	now, err := b.PractitionerByID(t.Context(), p.ID)
	if err != nil || now.Visible() || !now.LicenceEnded {
		t.Errorf("after its end: %+v, %v", now, err)
	}
}

// TestManySweepsAtOnce: one of them writes the warning and its letter. Red without the primary key of licence_notice.
func TestManySweepsAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	licensed(t, b, 20)
	var wg sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		wg.Go(func() { errs[i] = b.SweepLicences(context.Background()) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	var jobs int
	if err := b.db.QueryRow(t.Context(), "select count(*) from jobs.river_job where kind = 'catalog_licence_letter'").Scan(&jobs); err != nil || jobs != 1 || b.letters(t) != 1 {
		t.Errorf("%d letters, %d warnings, %v", jobs, b.letters(t), err)
	}
}

// TestANewerLicenceOpensAgain: one before the end keeps the page public; one after it waits like a new application.
func TestANewerLicenceOpensAgain(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p := licensed(t, b, 5)
	paper := func(days int) {
		t.Helper()
		if _, err := b.AddDocument(ctx, who, p.ID, catalog.Paper{Kind: "registration", Name: "licence.pdf", Number: "42", Issuer: "Board", Country: "IN", ExpiresOn: b.lastDay(days), Content: pdf}); err != nil {
			t.Fatal(err)
		}
	}
	waiting := func() int {
		t.Helper()
		_, n, err := b.VerificationQueue(ctx, b.admin, catalog.Pending, 1, 10)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	paper(300)
	if now, err := b.PractitionerByID(ctx, p.ID); err != nil || !now.Visible() || waiting() != 1 {
		t.Errorf("a newer paper hides the page: %+v %v, %d wait", now, err, waiting())
	}
	if now := b.approve(t, p, b.lastDay(30)); !now.Visible() || waiting() != 0 {
		t.Errorf("approved: %+v", now)
	}
	b.clock.Advance(32 * 24 * time.Hour)
	if err := b.SweepLicences(ctx); err != nil {
		t.Fatal(err)
	}
	var listed int
	if err := b.db.QueryRow(ctx, "select count(*) from catalog.v_searchable").Scan(&listed); err != nil || listed != 0 {
		t.Errorf("%d can be found, %v", listed, err)
	}
	if types := b.eventTypes(t); types[len(types)-1] != catalog.EventUnlisted {
		t.Errorf("search was not told: %v", types)
	}
	paper(300)
	if now, err := b.PractitionerByID(ctx, p.ID); err != nil || now.VerificationStatus != catalog.Pending || waiting() != 1 {
		t.Errorf("the newer paper is not in the queue: %+v %v", now, err)
	}
	if now := b.approve(t, p, b.lastDay(300)); !now.Visible() {
		t.Errorf("approved again: %+v", now)
	}
}

func TestWrongDates(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p := licensed(t, b, 5)
	for on, want := range map[string]string{"tomorrow": "bad_date", b.lastDay(-3): "expired", "2027-02-30": "bad_date"} {
		_, err := b.AddDocument(ctx, who, p.ID, catalog.Paper{Kind: "registration", Name: "x", ExpiresOn: on, Content: pdf})
		if got := faultsOf(err)["expires_on"]; got != want {
			t.Errorf("%s: %q, want %q", on, got, want)
		}
		_, err = b.DecideVerification(ctx, b.admin, p.ID, catalog.Verdict{Status: catalog.Verified, Method: "m", Reason: "r", Version: p.Version, LicenceExpiresOn: on})
		if got := faultsOf(err)["licence_expires_on"]; got != want {
			t.Errorf("decided on %s: %q, want %q", on, got, want)
		}
	}
}
