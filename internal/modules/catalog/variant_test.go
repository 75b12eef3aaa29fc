package catalog_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/money"
)

// offering is a practitioner with one service.
func (b *bundle) offering(t *testing.T) (identity.Principal, catalog.Practitioner, catalog.Service) {
	t.Helper()
	catalogtest.Category(t, b.db, "yoga", nil)
	who := b.person(t, identity.Seeker)
	p, err := b.CreatePractitioner(context.Background(), who, profile("Asha"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := b.UpsertService(context.Background(), as(who), p.ID, service())
	if err != nil {
		t.Fatal(err)
	}
	return as(who), p, s
}

func longer(of catalog.Service) catalog.Service {
	v := service()
	v.VariantOf, v.VariantLabel, v.DurationMin, v.Price.Minor, v.Name = of.ID, "90 min", 90, 170_000, "another name"
	return v
}

func TestAVariantSharesWhatItsHeadingIsCalled(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p, heading := b.offering(t)
	v, err := b.UpsertService(ctx, who, p.ID, longer(heading))
	if err != nil {
		t.Fatal(err)
	}
	if v.Title() != "First session, 90 min" || v.VariantOf != heading.ID || v.SortOrder != heading.SortOrder+1 {
		t.Errorf("the variant: %+v", v)
	}
	heading.Name, heading.VariantLabel = "Consultation", "60 min"
	if heading, err = b.UpsertService(ctx, who, p.ID, heading); err != nil {
		t.Fatal(err)
	}
	seen, err := b.PractitionerByPerson(ctx, who.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	groups := catalog.Grouped(seen.Services)
	if len(groups) != 1 || len(groups[0]) != 2 || groups[0][0].Title() != "Consultation, 60 min" || groups[0][1].Title() != "Consultation, 90 min" {
		t.Errorf("groups: %+v", groups)
	}
	if groups[0][1].Version != v.Version+1 {
		t.Error("the variant followed without a new version")
	}
}

func TestVariantsOfTheWrongKind(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p, heading := b.offering(t)
	v, err := b.UpsertService(ctx, who, p.ID, longer(heading))
	if err != nil {
		t.Fatal(err)
	}
	foreign := catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{})})
	for name, c := range map[string]struct {
		change func(*catalog.Service)
		want   error
	}{
		"of a variant":    {func(s *catalog.Service) { s.VariantOf = v.ID }, catalog.ErrVariant},
		"of somebody's":   {func(s *catalog.Service) { s.VariantOf = foreign }, catalog.ErrNoService},
		"of nothing":      {func(s *catalog.Service) { s.VariantOf = uuid.New() }, catalog.ErrNoService},
		"of another one":  {func(s *catalog.Service) { s.ID, s.Version, s.VariantOf = v.ID, v.Version, uuid.New() }, catalog.ErrVariant},
		"a heading moved": {func(s *catalog.Service) { s.ID, s.Version, s.VariantOf = heading.ID, heading.Version, v.ID }, catalog.ErrVariant},
	} {
		s := longer(heading)
		c.change(&s)
		if _, err := b.UpsertService(ctx, who, p.ID, s); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := longer(heading)
	s.VariantLabel = " "
	if _, err := b.UpsertService(ctx, who, p.ID, s); faultsOf(err)["variant_label"] != "required" {
		t.Errorf("a variant without a label: %v", err)
	}
}

// TestTheDatabaseKeepsVariantsInOrder: whatever code forgets, a variant is of the same practitioner and one level deep.
func TestTheDatabaseKeepsVariantsInOrder(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	p, q := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{}), catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{})
	of := func(p uuid.UUID) uuid.UUID {
		return catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: p})
	}
	heading, variant, third, foreign := of(p), of(p), of(p), of(q)
	const put = "update catalog.service set variant_of = $2, variant_label = 'x' where id = $1"
	if _, err := b.db.Exec(ctx, put, variant, heading); err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]uuid.UUID{"another practitioner's": {third, foreign}, "two levels down": {third, variant}, "two levels up": {heading, third}, "itself": {third, third}} {
		if _, err := b.db.Exec(ctx, put, pair[0], pair[1]); !db.Violates(err, "service_variant_heading") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSearchShowsVariantsOnce(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	p := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{})
	heading := catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: p, Name: "Massage", PriceMinor: 120_000})
	variant := catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: p, Name: "Massage", PriceMinor: 90_000})
	if _, err := b.db.Exec(ctx, "update catalog.service set variant_of = $2, variant_label = '45 min' where id = $1", variant, heading); err != nil {
		t.Fatal(err)
	}
	var names []string
	var from int64
	read := func() {
		t.Helper()
		if err := b.db.QueryRow(ctx, "select services, price_from from catalog.v_searchable where practitioner_id = $1", p).Scan(&names, &from); err != nil {
			t.Fatal(err)
		}
	}
	if read(); len(names) != 1 || from != 90_000 {
		t.Errorf("found as %v from %d", names, from)
	}
	if _, err := b.db.Exec(ctx, "update catalog.service set active = false where id = $1", heading); err != nil {
		t.Fatal(err)
	}
	if read(); len(names) != 1 || names[0] != "Massage" {
		t.Errorf("without its heading found as %v", names)
	}
}

func TestReorderAndPause(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p, one := b.offering(t)
	second := service()
	second.Name, second.Price = "Second", money.Amount{Minor: 100}
	two, err := b.UpsertService(ctx, who, p.ID, second)
	if err != nil {
		t.Fatal(err)
	}
	if two, err = b.DeactivateService(ctx, who, p.ID, two.ID); err != nil || two.Active {
		t.Fatalf("paused: %+v %v", two, err)
	}
	got, err := b.ReorderServices(ctx, who, p.ID, []uuid.UUID{two.ID, one.ID})
	if err != nil || got[0].ID != two.ID || got[0].Version != two.Version {
		t.Fatalf("ordered: %+v %v", got, err)
	}
	for _, wrong := range [][]uuid.UUID{nil, {one.ID}, {one.ID, one.ID}, {one.ID, uuid.New()}, {one.ID, two.ID, uuid.New()}} {
		if _, err := b.ReorderServices(ctx, who, p.ID, wrong); !errors.Is(err, catalog.ErrServiceOrder) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
	if two, err = b.ActivateService(ctx, who, p.ID, two.ID); err != nil || !two.Active || two.SortOrder != 0 {
		t.Errorf("offered again: %+v %v", two, err)
	}
	two.Name = "Renamed"
	if two, err = b.UpsertService(ctx, who, p.ID, two); err != nil || two.SortOrder != 0 {
		t.Errorf("an edit moved it: %+v %v", two, err)
	}
	stranger := as(b.person(t, identity.Seeker))
	if _, err := b.ReorderServices(ctx, stranger, p.ID, []uuid.UUID{one.ID, two.ID}); err == nil {
		t.Error("somebody else ordered them")
	}
	if _, err := b.ActivateService(ctx, stranger, p.ID, two.ID); err == nil {
		t.Error("somebody else offered it")
	}
}

func TestSetConfirmation(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p, _ := b.offering(t)
	changed, err := b.SetConfirmation(ctx, who, p.ID, catalog.Approval)
	if err != nil || changed.Confirmation != catalog.Approval || changed.Version != p.Version+1 {
		t.Fatalf("%+v %v", changed, err)
	}
	if again, err := b.SetConfirmation(ctx, who, p.ID, catalog.Approval); err != nil || again.Version != changed.Version {
		t.Errorf("twice: %+v %v", again, err)
	}
	if _, err := b.SetConfirmation(ctx, who, p.ID, "maybe"); faultsOf(err)["confirmation"] == "" {
		t.Errorf("nonsense: %v", err)
	}
}
