package catalog_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/importfile"
)

func TestImportCarriesWhatServicesAnswer(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	f := file(1)
	if _, err := b.Import(ctx, f, nil); err != nil {
		t.Fatal(err)
	}
	b.attribute(t, "body", level())
	b.attribute(t, "yoga", people(1, 10))
	services := f.Practitioners[0].Services
	// A file that is older than the question is taken.
	if r, err := b.Import(ctx, f, nil); err != nil || r.Changed() {
		t.Errorf("silent: %+v, %v", r, err)
	}
	services[0].Attributes = []string{"level=advanced", "people=4"}
	if r, err := b.Import(ctx, f, nil); err != nil || r.Services.Updated != 1 || r.Services.Unchanged != 1 {
		t.Errorf("answered: %+v, %v", r, err)
	}
	out, err := b.Export(ctx, b.admin)
	if err != nil || !slices.Equal(out.Practitioners[0].Services[0].Attributes, services[0].Attributes) {
		t.Fatalf("%+v, %v", out, err)
	}
	if r, err := b.Import(ctx, out.File, nil); err != nil || r.Changed() {
		t.Errorf("the export: %+v, %v", r, err)
	}
	services[0].Attributes = nil
	if r, err := b.Import(ctx, f, nil); err != nil || r.Changed() {
		t.Errorf("silent again: %+v, %v", r, err)
	}
	services[0].Attributes, services[1].Attributes = []string{"people=11", "couch=yes"}, []string{"level=expert"}
	_, err = b.Import(ctx, f, nil)
	want := map[string]string{"practitioners[0].services[0].attributes": "unknown_attribute", "practitioners[0].services[1].attributes": "unknown_value"}
	if diff := cmp.Diff(want, faultsOf(err)); !errors.Is(err, catalog.ErrImport) || diff != "" {
		t.Error(err, diff)
	}
	// In another category only what holds there is left.
	services[0].Attributes, services[1].Attributes = nil, nil
	services[0].CategorySlug = "body"
	if _, err := b.Import(ctx, f, nil); err != nil {
		t.Fatal(err)
	}
	if out, err = b.Export(ctx, b.admin); err != nil || !slices.Equal(out.Practitioners[0].Services[0].Attributes, []string{"level=advanced"}) {
		t.Errorf("moved: %+v, %v", out.Practitioners[0].Services[0].Attributes, err)
	}
	// Body leaves nobody's answers behind: yoga, whose service answers for it, stays below it.
	services[0].CategorySlug, services[0].Attributes = "yoga", []string{"level=advanced"}
	if _, err := b.Import(ctx, f, nil); err != nil {
		t.Fatal(err)
	}
	f.Categories = []importfile.Category{{Slug: "yoga", Name: map[string]string{"en": "Yoga", "hi": "योग"}}}
	if _, err := b.Import(ctx, f, nil); !errors.Is(err, catalog.ErrImport) || faultsOf(err)["categories.yoga"] != "category_answers" {
		t.Errorf("moved away: %v", err)
	}
}
