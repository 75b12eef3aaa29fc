package catalog_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
)

func TestCategories(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	create := func(name string, parent *uuid.UUID) catalog.Category {
		t.Helper()
		c, err := b.CreateCategory(ctx, b.admin, catalog.CategoryForm{ParentID: parent, Name: map[string]string{"en": name, "hi": "नाम"}})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	body, mind := create("Body & Breath", nil), create("Mind", nil)
	yoga := create("Yoga", &body.ID)
	if body.Slug != "body-breath" || mind.SortOrder != body.SortOrder+1 {
		t.Errorf("created: %+v %+v", body, mind)
	}
	form := func(c catalog.Category) catalog.CategoryForm {
		return catalog.CategoryForm{ParentID: c.ParentID, Slug: c.Slug, Name: c.Name, Icon: c.Icon, Active: c.Active, Version: c.Version}
	}

	renamed := form(yoga)
	renamed.Slug = "yoga-asana"
	changed, err := b.UpdateCategory(ctx, b.admin, yoga.ID, renamed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.UpdateCategory(ctx, b.admin, yoga.ID, renamed); !errors.Is(err, catalog.ErrStale) {
		t.Errorf("what was looked at before the change: %v", err)
	}
	tree, err := b.Categories(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if c, moved, ok := tree.BySlug("yoga"); !ok || moved != "yoga-asana" || c.ID != yoga.ID {
		t.Errorf("old address: %+v %q %v", c, moved, ok)
	}
	stolen := form(mind)
	stolen.Slug = "yoga"
	if _, err := b.UpdateCategory(ctx, b.admin, mind.ID, stolen); !errors.Is(err, catalog.ErrCategorySlug) {
		t.Errorf("another's old address: %v", err)
	}
	loop := form(body)
	loop.ParentID = &yoga.ID
	if _, err := b.UpdateCategory(ctx, b.admin, body.ID, loop); !errors.Is(err, catalog.ErrCategoryTree) {
		t.Errorf("below itself: %v", err)
	}
	back := form(changed)
	back.Slug = "yoga"
	if _, err := b.UpdateCategory(ctx, b.admin, yoga.ID, back); err != nil {
		t.Errorf("its own old address: %v", err)
	}

	if err := b.ReorderCategories(ctx, b.admin, nil, []uuid.UUID{mind.ID, body.ID}); err != nil {
		t.Fatal(err)
	}
	tree, err = b.Categories(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var roots []string
	for _, c := range tree.Roots() {
		roots = append(roots, c.Slug)
	}
	if diff := cmp.Diff([]string{"mind", "body-breath"}, roots); diff != "" {
		t.Error(diff)
	}
	for name, ids := range map[string][]uuid.UUID{"short": {mind.ID}, "twice": {mind.ID, mind.ID}, "foreign": {mind.ID, yoga.ID}} {
		if err := b.ReorderCategories(ctx, b.admin, nil, ids); !errors.Is(err, catalog.ErrReorder) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.CreateCategory(ctx, b.person(t, identity.Practitioner), form(yoga)); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a practitioner: %v", err)
	}
}

func TestTreeHasFourLevels(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	var parent *uuid.UUID
	for level := 1; level <= 5; level++ {
		c, err := b.CreateCategory(ctx, b.admin, catalog.CategoryForm{ParentID: parent, Slug: "level-" + string(rune('0'+level)), Name: map[string]string{"en": "Level"}})
		if (err == nil) != (level <= 4) || err != nil && !errors.Is(err, catalog.ErrCategoryTree) {
			t.Fatalf("level %d: %v", level, err)
		}
		parent = &c.ID
	}
}

func TestSlugify(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Dr. Zoë Łukasz-Naïr": "dr-zoe-lukasz-nair", "  Straße 7 ": "strasse-7", "O’Brien": "obrien", "आशा राव": "", "---": "",
	} {
		if got := catalog.Slugify(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestACategoryIsRetiredForAReason: and of many operators who change one version one wins.
func TestACategoryIsRetiredForAReason(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	body, err := b.CreateCategory(ctx, b.admin, catalog.CategoryForm{Name: map[string]string{"en": "Body"}})
	if err != nil {
		t.Fatal(err)
	}
	yoga, err := b.CreateCategory(ctx, b.admin, catalog.CategoryForm{ParentID: &body.ID, Name: map[string]string{"en": "Yoga"}})
	if err != nil {
		t.Fatal(err)
	}
	p := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{})
	catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: p, Category: yoga.Slug})
	use, err := b.CategoryUse(ctx, b.admin)
	if err != nil || use[body.ID] != 1 || use[yoga.ID] != 1 {
		t.Errorf("%v, %v", use, err)
	}
	off := catalog.CategoryForm{Slug: body.Slug, Name: body.Name, Version: body.Version}
	if _, err := b.UpdateCategory(ctx, b.admin, body.ID, off); faultsOf(err)["reason"] != "required" {
		t.Errorf("without a reason: %v", err)
	}
	off.Reason = "Nobody offers it"
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			switch _, err := b.UpdateCategory(ctx, b.admin, body.ID, off); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, catalog.ErrStale):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var kept int
	if err := b.db.QueryRow(ctx, "select count(*) from catalog.category_decision where category_id = $1 and reason = 'Nobody offers it' and decided_by = $2", body.ID, b.admin.PersonID).Scan(&kept); err != nil || kept != 1 || won.Load() != 1 {
		t.Errorf("%d won, %d reasons on record, %v", won.Load(), kept, err)
	}
	if _, err := b.db.Exec(ctx, "delete from catalog.category_decision"); err == nil {
		t.Error("the record can be deleted")
	}
}
