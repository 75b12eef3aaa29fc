package catalog_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/platform/db"
	"klear/internal/platform/money"
)

func TestServiceForBooking(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	id := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{Slug: "asha-rao", Name: "Asha Rao", Confirmation: "approval"})
	service := catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: id, PerDay: 4, Modes: []string{"online", "at_practitioner"}})

	var inTx catalog.Bookable
	err := b.db.InTx(ctx, func(tx db.Tx) (err error) {
		inTx, err = b.ServiceForBooking(ctx, tx, service)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.ServiceForBooking(ctx, b.db, service)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(inTx, got); diff != "" {
		t.Errorf("in a transaction and on the pool differ: %s", diff)
	}
	want := catalog.Service{
		ID: service, PractitionerID: id, CategoryID: got.CategoryID, CategorySlug: "yoga", Name: "Session", DurationMin: 60,
		Price: money.Amount{Minor: 150_000, Currency: "INR"}, Modes: []catalog.Mode{catalog.Online, catalog.AtPractitioner},
		Window: catalog.Window{Kind: catalog.WindowRolling, Days: 60}, Capacity: 1, PerDay: 4, PendingBlocks: true,
		FreeCancelHours: 24, LateCancelFeeBps: 10_000, Active: true, Version: 1,
	}
	if diff := cmp.Diff(want, got.Service); diff != "" {
		t.Errorf("service (-want +got): %s", diff)
	}
	if !got.Open(b.clock.Now()) || got.Slug != "asha-rao" || got.Zone != "Asia/Kolkata" || got.Confirmation != catalog.Approval || got.Address == "" {
		t.Errorf("practitioner's part: %+v", got)
	}
	if _, err := b.ServiceForBooking(ctx, b.db, uuid.New()); !errors.Is(err, catalog.ErrNoService) {
		t.Errorf("unknown service: %v", err)
	}
}

func TestWhatIsNotOpenIsNotOpen(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	for name, spec := range map[string]struct {
		p catalogtest.PractitionerSpec
		s catalogtest.ServiceSpec
	}{
		"pending":  {p: catalogtest.PractitionerSpec{Status: "pending"}},
		"rejected": {p: catalogtest.PractitionerSpec{Status: "rejected"}},
		"unlisted": {p: catalogtest.PractitionerSpec{Unlisted: true}},
		"inactive": {s: catalogtest.ServiceSpec{Inactive: true}},
	} {
		spec.s.Practitioner = catalogtest.Practitioner(t, b.db, spec.p)
		got, err := b.ServiceForBooking(ctx, b.db, catalogtest.Service(t, b.db, spec.s))
		if err != nil || got.Open(b.clock.Now()) {
			t.Errorf("%s: open %v, err %v", name, got.Open(b.clock.Now()), err)
		}
	}
}

func TestPractitionersByIDsKeepsOrderAndServices(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	var ids []uuid.UUID
	for range 5 {
		id := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{})
		catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: id})
		catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: id, Inactive: true})
		ids = append([]uuid.UUID{id}, ids...)
	}
	got, err := b.PractitionersByIDs(ctx, append([]uuid.UUID{uuid.New()}, ids...))
	if err != nil {
		t.Fatal(err)
	}
	var order []uuid.UUID
	for _, p := range got {
		order = append(order, p.ID)
		if len(p.Services) != 1 || p.Services[0].PractitionerID != p.ID {
			t.Errorf("%s has services %v", p.ID, p.Services)
		}
	}
	if diff := cmp.Diff(ids, order); diff != "" {
		t.Error(diff)
	}
}

func TestPublicPageFollowsOldSlugsAndHidesTheAddress(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	id := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{Slug: "old-name", Latitude: 18.52043, Longitude: 73.85674})
	for _, slug := range []string{"newer-name", "newest-name"} {
		if _, err := b.db.Exec(ctx, "update catalog.practitioner set slug = $2 where id = $1", id, slug); err != nil {
			t.Fatal(err)
		}
	}
	for slug, movedTo := range map[string]string{"old-name": "newest-name", "newer-name": "newest-name", "newest-name": ""} {
		p, moved, err := b.PractitionerBySlug(ctx, slug)
		if err != nil || p.ID != id || moved != movedTo {
			t.Errorf("%s: %v, moved to %q, %v", slug, p.ID, moved, err)
		}
		if p.Address != "" || p.Latitude != 18.52 || p.Longitude != 73.86 {
			t.Errorf("public view shows %q at %v, %v", p.Address, p.Latitude, p.Longitude)
		}
	}
	if full, err := b.PractitionerByID(ctx, id); err != nil || full.Address == "" || full.Latitude != 18.52043 {
		t.Errorf("own view: %+v, %v", full, err)
	}
	_, err := b.db.Exec(ctx, "update catalog.practitioner set slug = 'old-name' where id = $1", catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{}))
	if db.Code(err) != db.CodeUniqueViolation {
		t.Errorf("a retired slug was given to somebody else: %v", err)
	}
	if _, err := b.db.Exec(ctx, "update catalog.practitioner set slug = 'old-name' where id = $1", id); err != nil {
		t.Errorf("the owner may take an old slug back: %v", err)
	}
	if _, moved, err := b.PractitionerBySlug(ctx, "newest-name"); err != nil || moved != "old-name" {
		t.Errorf("moved to %q, %v", moved, err)
	}
}

func TestUnverifiedPagesAreNotThere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{Slug: "not-yet", Status: "pending"})
	for _, slug := range []string{"not-yet", "nobody"} {
		if _, _, err := b.PractitionerBySlug(context.Background(), slug); !errors.Is(err, catalog.ErrNoPractitioner) {
			t.Errorf("%s: %v", slug, err)
		}
	}
}

func TestTree(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	body := catalogtest.Category(t, b.db, "body", nil)
	yoga := catalogtest.Category(t, b.db, "yoga", &body)
	catalogtest.Category(t, b.db, "mind", nil)
	tree, err := b.Categories(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Roots()) != 2 || len(tree.Children(body)) != 1 || len(tree.All()) != 3 {
		t.Errorf("tree: %+v", tree.All())
	}
	var path []string
	for _, c := range tree.Path(yoga) {
		path = append(path, c.Slug)
	}
	if diff := cmp.Diff([]string{"body", "yoga"}, path); diff != "" {
		t.Error(diff)
	}
	c, _, ok := tree.BySlug("yoga")
	if !ok || c.NameIn("hi-IN") != "Yoga" {
		t.Errorf("yoga: %+v %v", c, ok)
	}
}
