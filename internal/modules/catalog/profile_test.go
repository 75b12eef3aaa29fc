package catalog_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/events"
	"klear/internal/platform/money"
)

func profile(name string) catalog.Profile {
	return catalog.Profile{
		DisplayName: name, Headline: "Yoga for backs", Languages: []string{"hi", "EN-in"}, Specializations: []string{"Back pain", " ", "Back pain"},
		RegistrationBody: "Yoga Alliance", RegistrationNumber: "42", Currency: "INR", Country: "IN", City: "Pune", Address: "1 Private Lane",
		Latitude: 18.52, Longitude: 73.85, Zone: "Asia/Kolkata", Confirmation: catalog.Instant, Listed: true,
	}
}

func service() catalog.Service {
	return catalog.Service{
		CategorySlug: "yoga", Name: "  First   session ", DurationMin: 60, Price: money.Amount{Minor: 150_000}, Modes: []catalog.Mode{catalog.Online},
		Window: catalog.Window{Kind: catalog.WindowRolling, Days: 30}, Capacity: 1, FreeCancelHours: 24, LateCancelFeeBps: 5000, PendingBlocks: true, Active: true,
	}
}

func TestFromSeekerToVerifiedPractitioner(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	catalogtest.Category(t, b.db, "yoga", nil)
	asha := b.person(t, identity.Seeker)
	p, err := b.CreatePractitioner(ctx, asha, profile("Asha  Ráo"))
	if err != nil {
		t.Fatal(err)
	}
	if p.Slug != "asha-rao" || p.DisplayName != "Asha Ráo" || p.VerificationStatus != catalog.Pending || p.Visible() {
		t.Errorf("created: %+v", p)
	}
	if diff := cmp.Diff([]string{"hi", "en-IN"}, p.Languages); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Back pain"}, p.Specializations); diff != "" {
		t.Error(diff)
	}
	asha.Role = identity.Practitioner
	s, err := b.UpsertService(ctx, asha, p.ID, service())
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "First session" || s.Price.Currency != "INR" || s.Version != 1 {
		t.Errorf("service: %+v", s)
	}
	queue, total, err := b.VerificationQueue(ctx, b.admin, catalog.Pending, 1, 10)
	if err != nil || total != 1 || len(queue) != 1 || queue[0].Practitioner.ID != p.ID || len(queue[0].Practitioner.Services) != 1 {
		t.Fatalf("queue: %+v %d %v", queue, total, err)
	}
	verdict := catalog.Verdict{Status: catalog.Verified, Method: "public_register", Reason: "Entry 42 is current.", Version: p.Version}
	if _, err := b.DecideVerification(ctx, asha, p.ID, verdict); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a practitioner verified herself: %v", err)
	}
	verified, err := b.DecideVerification(ctx, b.admin, p.ID, verdict)
	if err != nil || !verified.Visible() || verified.VerifiedAt == nil || verified.Registration.Method != "public_register" {
		t.Fatalf("verified: %+v %v", verified, err)
	}
	if _, err := b.DecideVerification(ctx, b.admin, p.ID, verdict); !errors.Is(err, catalog.ErrStale) {
		t.Errorf("a verdict on what nobody looked at: %v", err)
	}
	if got, err := b.ServiceForBooking(ctx, b.db, s.ID); err != nil || !got.Open(b.clock.Now()) {
		t.Errorf("bookable: %+v %v", got, err)
	}
	_, err = b.db.Exec(ctx, "update catalog.verification_decision set reason = 'other'")
	if err == nil {
		t.Error("the record of verifications was changed")
	}
	want := []string{catalog.EventCreated, catalog.EventServiceChanged, catalog.EventVerified}
	if diff := cmp.Diff(want, b.eventTypes(t)); diff != "" {
		t.Error(diff)
	}
}

func TestFormFaults(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := profile(" ")
	in.Currency, in.Country, in.Zone, in.Languages, in.Slug, in.Latitude, in.Confirmation = "XXQ", "ZZ", "IST", []string{"not a tag"}, "No Slug", 91, "maybe"
	_, err := b.CreatePractitioner(context.Background(), b.person(t, identity.Seeker), in)
	want := map[string]string{
		"display_name": "required", "hourly_rate": "unknown_currency", "country": "unknown_country", "zone": "unknown_zone",
		"languages": "unknown_language", "slug": "bad_slug", "latitude": "out_of_range", "confirmation": "unknown_value",
	}
	if diff := cmp.Diff(want, faultsOf(err)); diff != "" || !errors.Is(err, apperr.ErrValidation) {
		t.Errorf("%v: %s", err, diff)
	}
}

func TestPricesThatCardsCannotChargeAreRefused(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	catalogtest.Category(t, b.db, "yoga", nil)
	who := b.person(t, identity.Seeker)
	in := profile("Noura")
	in.Currency, in.Country, in.Zone = "KWD", "KW", "Asia/Kuwait"
	p, err := b.CreatePractitioner(ctx, who, in)
	if err != nil {
		t.Fatal(err)
	}
	for minor, fault := range map[int64]string{12_340: "", 12_345: "price_step", -10: "out_of_range"} {
		s := service()
		s.Price.Minor = minor
		_, err := b.UpsertService(ctx, as(who), p.ID, s)
		if got := faultsOf(err)["price"]; got != fault {
			t.Errorf("%d fils: %q, want %q (%v)", minor, got, fault, err)
		}
	}
	s := service()
	s.Price.Currency, s.Modes = "USD", nil
	_, err = b.UpsertService(ctx, as(who), p.ID, s)
	if diff := cmp.Diff(map[string]string{"price.currency": "currency", "modes": "required"}, faultsOf(err)); diff != "" {
		t.Error(diff)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who := b.person(t, identity.Seeker)
	first, err := b.CreatePractitioner(ctx, who, profile("Asha Rao"))
	if err != nil {
		t.Fatal(err)
	}
	who.Role = identity.Practitioner
	verdict := catalog.Verdict{Status: catalog.Verified, Method: "document", Reason: "Seen.", Version: first.Version}
	verified, err := b.DecideVerification(ctx, b.admin, first.ID, verdict)
	if err != nil {
		t.Fatal(err)
	}
	in := profile("Asha Rao-Mehta")
	in.Slug = "asha-mehta"
	if _, err := b.UpdatePractitioner(ctx, who, first.ID, first.Version, in); !errors.Is(err, catalog.ErrStale) {
		t.Errorf("old version: %v", err)
	}
	if _, err := b.UpdatePractitioner(ctx, b.person(t, identity.Practitioner), first.ID, verified.Version, in); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a stranger: %v", err)
	}
	renamed, err := b.UpdatePractitioner(ctx, who, first.ID, verified.Version, in)
	if err != nil || renamed.Slug != "asha-mehta" || !renamed.Visible() || renamed.Version != verified.Version+1 {
		t.Fatalf("renamed: %+v %v", renamed, err)
	}
	if renamed.Registration.CheckedOn != "" || !renamed.ClaimsWait() {
		t.Errorf("the badge vouches for a name that nobody checked: %+v", renamed.Registration)
	}
	if _, moved, err := b.PractitionerBySlug(ctx, "asha-rao"); err != nil || moved != "asha-mehta" {
		t.Errorf("redirect to %q, %v", moved, err)
	}
	in.RegistrationNumber = "43"
	changed, err := b.UpdatePractitioner(ctx, who, first.ID, renamed.Version, in)
	if err != nil || changed.VerificationStatus != catalog.Pending || changed.Registration.CheckedOn != "" {
		t.Errorf("another register entry keeps the badge of the checked one: %+v %v", changed, err)
	}
	if _, _, err := b.PractitionerBySlug(ctx, "asha-mehta"); !errors.Is(err, catalog.ErrNoPractitioner) {
		t.Errorf("unverified page: %v", err)
	}
	if _, err := b.UpdatePractitioner(ctx, b.person(t, identity.Practitioner), first.ID, changed.Version, in); !errors.Is(err, catalog.ErrNoPractitioner) {
		t.Errorf("a stranger can tell that a hidden profile is there: %v", err)
	}
	if types := b.eventTypes(t); types[len(types)-1] != catalog.EventUnlisted {
		t.Errorf("events: %v", types)
	}
}

func TestOneProfileOfAnAccount(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who := b.person(t, identity.Seeker)
	if _, err := b.CreatePractitioner(ctx, who, profile("One")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.CreatePractitioner(ctx, who, profile("Two")); !errors.Is(err, catalog.ErrHasProfile) {
		t.Errorf("second profile: %v", err)
	}
	who.Verified = false
	if _, err := b.CreatePractitioner(ctx, who, profile("Three")); !errors.Is(err, identity.ErrUnverified) {
		t.Errorf("address not proved: %v", err)
	}
	if _, err := b.CreatePractitioner(ctx, identity.Principal{}, profile("Three")); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("visitor: %v", err)
	}
}

func TestFiftyPeopleOfOneNameAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const n = 50
	people := make([]identity.Principal, n)
	for i := range people {
		people[i] = b.person(t, identity.Seeker)
	}
	slugs, errs := make([]string, n), make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			p, err := b.CreatePractitioner(context.Background(), people[i], profile("Asha Rao"))
			slugs[i], errs[i] = p.Slug, err
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	slices.Sort(slugs)
	if len(slices.Compact(slugs)) != n || !slices.Contains(slugs, "asha-rao") {
		t.Errorf("slugs: %v", slugs)
	}
}

func TestFiftyClaimsOfOneSlug(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const n = 50
	won, refused := 0, 0
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range n {
		who := b.person(t, identity.Seeker)
		wg.Go(func() {
			in := profile("Anybody")
			in.Slug = "the-best"
			_, err := b.CreatePractitioner(context.Background(), who, in)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case errors.Is(err, catalog.ErrSlugTaken):
				refused++
			default:
				t.Errorf("neither won nor refused: %v", err)
			}
		})
	}
	wg.Wait()
	if won != 1 || refused != n-1 {
		t.Errorf("%d won, %d refused", won, refused)
	}
}

func TestServicesBelongToTheirProfile(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	mine := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{})
	other := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{})
	id := catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: other})
	p, err := b.PractitionerByID(ctx, mine)
	if err != nil {
		t.Fatal(err)
	}
	who := identity.Principal{PersonID: p.PersonID, Role: identity.Practitioner}
	s := service()
	s.ID, s.Version = id, 1
	if _, err := b.UpsertService(ctx, who, mine, s); !errors.Is(err, catalog.ErrNoService) {
		t.Errorf("took over another's service: %v", err)
	}
	if _, err := b.DeactivateService(ctx, who, mine, id); !errors.Is(err, catalog.ErrNoService) {
		t.Errorf("took down another's service: %v", err)
	}
	if _, err := b.UpsertService(ctx, who, other, s); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("wrote into another's profile: %v", err)
	}
	s.ID, s.Version = uuid.Nil, 0
	made, err := b.UpsertService(ctx, who, mine, s)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if off, err := b.DeactivateService(ctx, who, mine, made.ID); err != nil || off.Active || off.Version != 2 {
			t.Errorf("deactivated: %+v %v", off, err)
		}
	}
	if _, err := b.UpsertService(ctx, who, mine, made); !errors.Is(err, catalog.ErrStale) {
		t.Errorf("old version of a service: %v", err)
	}
	in := profile("New currency")
	in.Currency = "USD"
	if _, err := b.UpdatePractitioner(ctx, who, mine, p.Version, in); err != nil {
		t.Errorf("no active services, so the currency is free: %v", err)
	}
	catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: mine})
	in.Currency = "EUR"
	if _, err := b.UpdatePractitioner(ctx, who, mine, p.Version+1, in); !errors.Is(err, catalog.ErrCurrencyFixed) {
		t.Errorf("currency under active prices: %v", err)
	}
}

func TestSuspendedPeopleAreOutOfSight(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	id := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{Slug: "asha"})
	p, err := b.PractitionerByID(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		status  string
		visible bool
		event   string
	}{{"suspended", false, catalog.EventUnlisted}, {"active", true, catalog.EventUpdated}, {"inactive", false, catalog.EventUnlisted}} {
		if _, err := b.db.Exec(ctx, "update identity.person set status = $2 where id = $1", p.PersonID, step.status); err != nil {
			t.Fatal(err)
		}
		for range 2 { // deliveries repeat
			if err := b.OnIdentityEvent(ctx, events.Delivery{AggregateID: p.PersonID}); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err := b.PractitionerBySlug(ctx, "asha")
		if (err == nil) != step.visible {
			t.Errorf("%s: %v", step.status, err)
		}
		if types := b.eventTypes(t); types[len(types)-1] != step.event {
			t.Errorf("%s: %v", step.status, types)
		}
	}
	if n := len(b.eventTypes(t)); n != 3 {
		t.Errorf("%d events of 3 changes", n)
	}
	if err := b.FollowAccount(ctx, b.admin.PersonID); err != nil {
		t.Errorf("an account without a profile: %v", err)
	}
}

// as is the principal after the account became a practitioner's.
func as(p identity.Principal) identity.Principal {
	p.Role = identity.Practitioner
	return p
}
