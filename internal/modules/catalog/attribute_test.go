package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
)

func en(words string) map[string]string { return map[string]string{"en": words} }

// attribute adds an attribute to a category by its slug.
func (b *bundle) attribute(t testing.TB, category string, in catalog.AttributeForm) catalog.Attribute {
	t.Helper()
	a, err := b.AddAttribute(context.Background(), b.admin, catalogtest.Category(t, b.db, category, nil), in)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func mats(n string) catalog.AttributeForm {
	return catalog.AttributeForm{Label: en(n), Kind: catalog.AttributeFlag, Filterable: true}
}

func level() catalog.AttributeForm {
	return catalog.AttributeForm{Label: map[string]string{"en": "Level", "hi": "स्तर"}, Kind: catalog.AttributeChoice, Required: true, Filterable: true,
		Options: []catalog.AttributeOption{{Label: en("Beginner"), Active: true}, {Label: en("Advanced"), Active: true}}}
}

func people(low, high int) catalog.AttributeForm {
	return catalog.AttributeForm{Key: "people", Label: en("People"), Kind: catalog.AttributeNumber, Min: low, Max: high, Unit: en("people"), Filterable: true}
}

func TestAServiceAnswersWhatItsCategoryAsks(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	body := catalogtest.Category(t, b.db, "body", nil)
	yoga := catalogtest.Category(t, b.db, "yoga", &body)
	who, p, s := b.offering(t)
	b.attribute(t, "body", mats("Mats provided"))
	b.attribute(t, "yoga", level())
	b.attribute(t, "yoga", people(1, 10))
	b.attribute(t, "yoga", catalog.AttributeForm{Label: en("Bring"), Kind: catalog.AttributeText})
	b.attribute(t, "mind", mats("Couch"))
	for name, c := range map[string]struct {
		say  catalog.Details
		want map[string]string
	}{
		"missing":        {catalog.Details{}, map[string]string{"attributes.level": "required"}},
		"nothing said":   {nil, map[string]string{"attributes.level": "required"}},
		"not an option":  {catalog.Details{"level": {"expert"}}, map[string]string{"attributes.level": "unknown_value"}},
		"two of one":     {catalog.Details{"level": {"beginner", "advanced"}}, map[string]string{"attributes.level": "too_many"}},
		"too many":       {catalog.Details{"level": {"beginner"}, "people": {"11"}}, map[string]string{"attributes.people": "out_of_range"}},
		"no number":      {catalog.Details{"level": {"beginner"}, "people": {"six"}}, map[string]string{"attributes.people": "out_of_range"}},
		"neither":        {catalog.Details{"level": {"beginner"}, "mats_provided": {"maybe"}}, map[string]string{"attributes.mats_provided": "unknown_value"}},
		"long":           {catalog.Details{"level": {"beginner"}, "bring": {strings.Repeat("x", 201)}}, map[string]string{"attributes.bring": "too_long"}},
		"other category": {catalog.Details{"level": {"beginner"}, "couch": {"yes"}}, map[string]string{"attributes.couch": "unknown_attribute"}},
	} {
		s.Details = c.say
		if _, err := b.UpsertService(ctx, who, p.ID, s); cmp.Diff(c.want, faultsOf(err)) != "" {
			t.Errorf("%s: %v %v", name, faultsOf(err), err)
		}
	}
	s.Details = catalog.Details{"level": {"beginner"}, "people": {"6"}, "bring": {"  A towel "}, "mats_provided": {"yes"}}
	s, err := b.UpsertService(ctx, who, p.ID, s)
	if err != nil {
		t.Fatal(err)
	}
	want := catalog.Details{"level": {"beginner"}, "people": {"6"}, "bring": {"A towel"}, "mats_provided": {"yes"}}
	variant, err := b.UpsertService(ctx, who, p.ID, longer(s))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []uuid.UUID{s.ID, variant.ID} {
		read, err := b.ServiceByID(ctx, id)
		if diff := cmp.Diff(want, read.Details); diff != "" || err != nil {
			t.Error(err, diff)
		}
	}
	// Nothing said leaves the answers; another category keeps only what holds there.
	s.Details, s.CategoryID, s.CategorySlug = nil, body, ""
	if s, err = b.UpsertService(ctx, who, p.ID, s); err != nil {
		t.Fatal(err)
	}
	read, err := b.PractitionerByPerson(ctx, who.PersonID)
	if err != nil || len(read.Services) != 2 {
		t.Fatal(err)
	}
	for _, have := range read.Services {
		if diff := cmp.Diff(catalog.Details{"mats_provided": {"yes"}}, have.Details); diff != "" {
			t.Error(diff)
		}
	}
	// Yoga cannot leave the body while its services answer for it.
	s.CategoryID = yoga
	s.Details = want
	if _, err = b.UpsertService(ctx, who, p.ID, s); err != nil {
		t.Fatal(err)
	}
	tree, err := b.AllCategories(ctx, b.admin)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := tree.ByID(yoga)
	if _, err := b.UpdateCategory(ctx, b.admin, yoga, catalog.CategoryForm{Slug: c.Slug, Name: c.Name, Active: true, Version: c.Version}); !errors.Is(err, catalog.ErrCategoryAnswers) {
		t.Errorf("moved away from its answers: %v", err)
	}
}

func TestAttributesAreTheOperators(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p, s := b.offering(t)
	yoga := s.CategoryID
	if _, err := b.AddAttribute(ctx, who, yoga, mats("Mats")); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a practitioner: %v", err)
	}
	for name, c := range map[string]struct {
		in   catalog.AttributeForm
		path string
	}{
		"no name":      {catalog.AttributeForm{Key: "x", Kind: catalog.AttributeFlag}, "label.en"},
		"no kind":      {catalog.AttributeForm{Label: en("x")}, "kind"},
		"no letters":   {catalog.AttributeForm{Key: "No Key", Label: en("x"), Kind: catalog.AttributeFlag}, "key"},
		"one option":   {catalog.AttributeForm{Label: en("x"), Kind: catalog.AttributeChoice, Options: level().Options[:1]}, "options"},
		"upside down":  {people(3, 2), "max"},
		"out of sight": {people(0, 2_000_000), "max"},
	} {
		if _, err := b.AddAttribute(ctx, b.admin, yoga, c.in); faultsOf(err)[c.path] == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	a := b.attribute(t, "yoga", level())
	if _, err := b.AddAttribute(ctx, b.admin, yoga, level()); !errors.Is(err, catalog.ErrAttributeKey) {
		t.Errorf("one key twice: %v", err)
	}
	s.Details = catalog.Details{"level": {"beginner"}}
	s, err := b.UpsertService(ctx, who, p.ID, s)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.DeleteAttribute(ctx, b.admin, a.ID, a.Version); !errors.Is(err, catalog.ErrAttributeUsed) {
		t.Errorf("deleted while answered: %v", err)
	}
	// An option left out is retired: who has it keeps it, nobody new takes it.
	change := level()
	change.Options, change.Active, change.Version = []catalog.AttributeOption{{Key: "advanced", Label: en("Advanced"), Active: true}, {Label: en("Any"), Active: true}}, true, a.Version
	if a, err = b.UpdateAttribute(ctx, b.admin, a.ID, change); err != nil || len(a.Options) != 3 || a.Options[2].Active {
		t.Fatalf("%+v, %v", a, err)
	}
	if s, err = b.UpsertService(ctx, who, p.ID, s); err != nil || s.Details["level"][0] != "beginner" {
		t.Errorf("kept: %v, %v", s.Details, err)
	}
	fresh := service()
	fresh.Name, fresh.Details = "Second", catalog.Details{"level": {"beginner"}}
	if _, err := b.UpsertService(ctx, who, p.ID, fresh); faultsOf(err)["attributes.level"] != "unknown_value" {
		t.Errorf("took a retired option: %v", err)
	}
	// Retired it is asked and shown no more, and comes back with what was answered.
	change.Active, change.Version = false, a.Version
	if a, err = b.UpdateAttribute(ctx, b.admin, a.ID, change); err != nil {
		t.Fatal(err)
	}
	if read, err := b.ServiceByID(ctx, s.ID); err != nil || len(read.Details) != 0 {
		t.Errorf("shown: %v, %v", read.Details, err)
	}
	s.Details = catalog.Details{}
	if _, err := b.UpsertService(ctx, who, p.ID, s); err != nil {
		t.Errorf("asked: %v", err)
	}
	change.Active, change.Version = true, a.Version
	if _, err = b.UpdateAttribute(ctx, b.admin, a.ID, change); err != nil {
		t.Fatal(err)
	}
	if read, err := b.ServiceByID(ctx, s.ID); err != nil || len(read.Details["level"]) != 1 {
		t.Errorf("back: %v, %v", read.Details, err)
	}
	unused := b.attribute(t, "yoga", mats("Mats"))
	if err := b.ReorderAttributes(ctx, b.admin, yoga, []uuid.UUID{unused.ID, a.ID}); err != nil {
		t.Error(err)
	}
	if err := b.ReorderAttributes(ctx, b.admin, yoga, []uuid.UUID{unused.ID}); !errors.Is(err, catalog.ErrReorder) {
		t.Errorf("half an order: %v", err)
	}
	if err := b.DeleteAttribute(ctx, b.admin, unused.ID, unused.Version); err != nil {
		t.Error(err)
	}
	for i := range catalog.MaxAttributes - 1 {
		b.attribute(t, "yoga", mats(fmt.Sprint("More ", i)))
	}
	if _, err := b.AddAttribute(ctx, b.admin, yoga, mats("One too many")); !errors.Is(err, catalog.ErrTooManyAttributes) {
		t.Errorf("one too many: %v", err)
	}
}

// TestOneOfManyChangesOfAnAttributeWins: they all saw the same version.
func TestOneOfManyChangesOfAnAttributeWins(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	a := b.attribute(t, "yoga", people(1, 10))
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			in := people(1, 20+i)
			in.Active, in.Version = true, a.Version
			switch _, err := b.UpdateAttribute(ctx, b.admin, a.ID, in); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, catalog.ErrStale):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d won", won.Load())
	}
}

// TestNumbersStayWithinBounds: answers and narrower bounds are written at the same time, past the application.
func TestNumbersStayWithinBounds(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	p := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{})
	for round := range 5 {
		a := b.attribute(t, "yoga", catalog.AttributeForm{Key: fmt.Sprint("n", round), Label: en("N"), Kind: catalog.AttributeNumber, Min: 1, Max: 100})
		var wg sync.WaitGroup
		var refused atomic.Int32
		race := func(sql string, args ...any) {
			wg.Go(func() {
				_, err := b.db.Exec(ctx, sql, args...)
				if err != nil && !db.Violates(err, "service_attribute_fits") && !db.Violates(err, "attribute_bounds") {
					t.Error(err)
				} else if err != nil {
					refused.Add(1)
				}
			})
		}
		for range 4 {
			s := catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: p})
			race("insert into catalog.service_attribute (service_id, attribute_id, number) values ($1, $2, 50)", s, a.ID)
			race("update catalog.attribute set maximum = 10 where id = $1", a.ID)
		}
		wg.Wait()
		var outside int
		if err := b.db.QueryRow(ctx, `select count(*) from catalog.service_attribute v join catalog.attribute a on a.id = v.attribute_id
			where v.number not between a.minimum and a.maximum`).Scan(&outside); err != nil || outside > 0 || refused.Load() == 0 {
			t.Errorf("%d numbers outside, %d refused, %v", outside, refused.Load(), err)
		}
	}
}

// TestAnswersHoldWhereTheServiceIs: services answer, move, and their categories move, at the same time and past the
// application.
func TestAnswersHoldWhereTheServiceIs(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	p := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{})
	for round := range 5 {
		slug := func(name string) string { return fmt.Sprint(name, "-", round) }
		root := catalogtest.Category(t, b.db, slug("root"), nil)
		below := catalogtest.Category(t, b.db, slug("below"), &root)
		other := catalogtest.Category(t, b.db, slug("other"), nil)
		a := b.attribute(t, slug("root"), catalog.AttributeForm{Key: fmt.Sprint("flag", round), Label: en("F"), Kind: catalog.AttributeFlag})
		var wg sync.WaitGroup
		race := func(sql string, args ...any) {
			wg.Go(func() {
				if _, err := b.db.Exec(ctx, sql, args...); err != nil && !db.Violates(err, "service_attribute_category") && !db.Violates(err, "category_attributes") {
					t.Error(err)
				}
			})
		}
		for range 3 {
			s := catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: p, Category: slug("below")})
			race("insert into catalog.service_attribute (service_id, attribute_id, flag) values ($1, $2, true)", s, a.ID)
			race("update catalog.service set category_id = $2 where id = $1", s, other)
		}
		race("update catalog.category set parent_id = $2 where id = $1", below, other)
		wg.Wait()
		var stray int
		if err := b.db.QueryRow(ctx, `select count(*) from catalog.service_attribute v join catalog.attribute a on a.id = v.attribute_id
			join catalog.service s on s.id = v.service_id where not catalog.holds_for(a.category_id, s.category_id)`).Scan(&stray); err != nil || stray > 0 {
			t.Errorf("%d answers do not hold, %v", stray, err)
		}
	}
}

func TestTheDatabaseRefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	p := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{})
	s := catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: p})
	choice, number := b.attribute(t, "yoga", level()), b.attribute(t, "yoga", people(1, 10))
	for name, c := range map[string]struct {
		column, value string
		of            uuid.UUID
	}{
		"flag of a choice": {"flag", "true", choice.ID}, "unknown option": {"options", "'{expert}'", choice.ID},
		"two options": {"options", "'{beginner,advanced}'", choice.ID}, "one option twice": {"options", "'{beginner,beginner}'", choice.ID},
		"out of bounds": {"number", "11", number.ID}, "words of a number": {"words", "'six'", number.ID},
	} {
		_, err := b.db.Exec(ctx, "insert into catalog.service_attribute (service_id, attribute_id, "+c.column+") values ($1, $2, "+c.value+")", s, c.of)
		if !db.Violates(err, "service_attribute_fits") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.db.Exec(ctx, "update catalog.attribute set kind = 'text' where id = $1", choice.ID); err == nil {
		t.Error("the kind can be changed")
	}
	if _, err := b.db.Exec(ctx, "delete from catalog.attribute_option"); err == nil {
		t.Error("an option can be taken away")
	}
}

// TestBandsAreTheDatabases: search stores what catalog.attribute_band says and filters by what Values says.
func TestBandsAreTheDatabases(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	for _, r := range [][2]int{{0, 0}, {1, 3}, {1, 4}, {1, 5}, {1, 10}, {-7, 8}, {0, 100}, {3, 19}} {
		a := catalog.Attribute{Kind: catalog.AttributeNumber, Min: r[0], Max: r[1]}
		if n := len(a.Values()); n > 4 {
			t.Errorf("%v: %d parts", r, n)
		}
		for n := r[0]; n <= r[1]; n++ {
			var band string
			if err := b.db.QueryRow(ctx, "select catalog.attribute_band($1, $2, $3)", r[0], r[1], n).Scan(&band); err != nil {
				t.Fatal(err)
			}
			met := 0
			for _, v := range a.Values() {
				if a.Meets([]string{fmt.Sprint(n)}, []string{v}) {
					met++
					if v != band {
						t.Errorf("%d of %v: %s, the database says %s", n, r, v, band)
					}
				}
			}
			if met != 1 {
				t.Errorf("%d of %v is in %d parts", n, r, met)
			}
		}
	}
}
