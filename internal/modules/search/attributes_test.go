package search_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/search"
	"klear/internal/platform/apperr"
)

func en(words string) map[string]string { return map[string]string{"en": words} }

// asking gives a category three attributes: mats (yes or no), level and people.
func asking(t testing.TB, b *bundle, category string) (mats, level, people catalog.Attribute) {
	t.Helper()
	operator := identity.Principal{PersonID: catalogtest.Person(t, b.db, "admin"), Role: identity.Admin, Verified: true}
	add := func(in catalog.AttributeForm) catalog.Attribute {
		in.Filterable, in.Label = true, en(in.Key)
		a, err := b.catalog.AddAttribute(context.Background(), operator, catalogtest.Category(t, b.db, category, nil), in)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	mats = add(catalog.AttributeForm{Key: "mats", Kind: catalog.AttributeFlag})
	level = add(catalog.AttributeForm{Key: "level", Kind: catalog.AttributeChoices, Options: []catalog.AttributeOption{
		{Label: en("Beginner"), Active: true}, {Label: en("Advanced"), Active: true}, {Label: en("Expert"), Active: true}}})
	people = add(catalog.AttributeForm{Key: "people", Kind: catalog.AttributeNumber, Min: 1, Max: 20})
	return mats, level, people
}

func answer(t testing.TB, b *bundle, service uuid.UUID, a catalog.Attribute, column string, value any) {
	t.Helper()
	_, err := b.db.Exec(context.Background(), "insert into catalog.service_attribute (service_id, attribute_id, "+column+") values ($1, $2, $3)", service, a.ID, value)
	if err != nil {
		t.Fatal(err)
	}
}

func serviceOf(t testing.TB, b *bundle, p uuid.UUID) (id uuid.UUID) {
	t.Helper()
	if err := b.db.QueryRow(context.Background(), "select id from catalog.service where practitioner_id = $1", p).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAttributesNarrow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	body := catalogtest.Category(t, b.db, "body", nil)
	yoga := catalogtest.Category(t, b.db, "yoga", &body)
	catalogtest.Category(t, b.db, "hatha", &yoga)
	catalogtest.Category(t, b.db, "massage", &body)
	mats, level, people := asking(t, b, "body")
	asha := someone(t, b, catalogtest.PractitionerSpec{Slug: "asha"}, catalogtest.ServiceSpec{Category: "hatha"})
	ben := someone(t, b, catalogtest.PractitionerSpec{Slug: "ben"}, catalogtest.ServiceSpec{Category: "yoga"})
	someone(t, b, catalogtest.PractitionerSpec{Slug: "chitra"}, catalogtest.ServiceSpec{Category: "yoga"})
	first := serviceOf(t, b, asha)
	answer(t, b, first, mats, "flag", true)
	answer(t, b, first, level, "options", []string{"beginner", "advanced"})
	answer(t, b, first, people, "number", 7)
	second := serviceOf(t, b, ben)
	answer(t, b, second, mats, "flag", false)
	answer(t, b, second, level, "options", []string{"advanced"})
	// What Asha answers for a massage is nothing to who looks for yoga.
	answer(t, b, catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: asha, Category: "massage", Name: "Massage"}), level, "options", []string{"expert"})
	b.index(t)
	for name, c := range map[string]struct {
		category string
		want     map[string][]string
		found    []string
	}{
		"nothing asked":     {"yoga", nil, []string{"asha", "ben", "chitra"}},
		"yes":               {"yoga", map[string][]string{"mats": {"yes"}}, []string{"asha"}},
		"no":                {"yoga", map[string][]string{"mats": {"no"}}, []string{"ben"}},
		"either":            {"yoga", map[string][]string{"mats": {"yes", "no"}}, []string{"asha", "ben"}},
		"one of several":    {"yoga", map[string][]string{"level": {"beginner", "expert"}}, []string{"asha"}},
		"both attributes":   {"yoga", map[string][]string{"level": {"advanced"}, "mats": {"no"}}, []string{"ben"}},
		"part of a range":   {"yoga", map[string][]string{"people": {"6..10"}}, []string{"asha"}},
		"another part":      {"yoga", map[string][]string{"people": {"1..5"}}, []string{}},
		"another category":  {"yoga", map[string][]string{"level": {"expert"}}, []string{}},
		"that category":     {"massage", map[string][]string{"level": {"expert"}}, []string{"asha"}},
		"above":             {"body", map[string][]string{"level": {"expert"}}, []string{"asha"}},
		"below, as defined": {"hatha", map[string][]string{"mats": {"yes"}}, []string{"asha"}},
	} {
		got := b.slugs(t, search.Query{Category: c.category, Attributes: c.want})
		slices.Sort(got)
		if diff := cmp.Diff(c.found, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for path, q := range map[string]search.Query{
		"attributes.couch": {Category: "yoga", Attributes: map[string][]string{"couch": {"yes"}}},
		"attributes.mats":  {Attributes: map[string][]string{"mats": {"yes"}}},
		"attributes.level": {Category: "yoga", Attributes: map[string][]string{"level": {"master"}}},
	} {
		if _, err := b.Search(context.Background(), q); fault(err) != path {
			t.Errorf("%s: %v", path, err)
		}
	}
	services, _, err := b.SearchServices(context.Background(), search.Query{Category: "body", Attributes: map[string][]string{"level": {"expert"}}})
	if err != nil || len(services) != 1 || services[0].Options[0].Name != "Massage" {
		t.Errorf("services: %+v, %v", services, err)
	}
}

// TestAttributeCountsEqualTheResults draws queries and holds each count beside an attribute to what choosing it lists.
func TestAttributeCountsEqualTheResults(t *testing.T) {
	t.Parallel()
	b := setup(t)
	answering(t, b, 300)
	rapid.Check(t, func(rt *rapid.T) {
		q := query(rt)
		q.Category = rapid.SampledFrom([]string{"root-1", "root-1", "root-1-2"}).Draw(rt, "category")
		q.Attributes = map[string][]string{}
		for key, values := range map[string][]string{"mats": {"yes", "no"}, "level": {"beginner", "advanced", "expert"}, "people": {"1..5", "6..10"}} {
			if n := rapid.IntRange(0, 3).Draw(rt, key); n == 1 {
				q.Attributes[key] = []string{rapid.SampledFrom(values).Draw(rt, key+" value")}
			} else if n == 2 {
				q.Attributes[key] = values[:2]
			}
		}
		res, err := b.Search(context.Background(), q)
		if err != nil {
			rt.Fatal(err)
		}
		for _, a := range res.Facets.Attributes {
			if c, ok := one(rt, a.Attribute.Key+" count", a.Values); ok {
				narrow := q
				narrow.Attributes = map[string][]string{}
				for key, values := range q.Attributes {
					narrow.Attributes[key] = values
				}
				narrow.Attributes[a.Attribute.Key] = []string{c.Value}
				same(rt, b, narrow, c.N)
			}
		}
		if c, ok := one(rt, "mode", res.Facets.Modes); ok {
			narrow := q
			narrow.Modes = []catalog.Mode{catalog.Mode(c.Value)}
			same(rt, b, narrow, c.N)
		}
	})
}

// answering is a crowd of whom those in the first category answer its attributes.
func answering(t testing.TB, b *bundle, n int) {
	t.Helper()
	crowd(t, b, n)
	mats, level, people := asking(t, b, "root-1")
	for _, sql := range []struct {
		a   catalog.Attribute
		sql string
	}{
		{mats, "(service_id, attribute_id, flag) select s.id, $1::uuid, hashtext('m' || s.id) % 2 = 0"},
		{level, "(service_id, attribute_id, options) select s.id, $1::uuid, (array['{beginner}','{advanced}','{beginner,expert}'])[1 + abs(hashtext('l' || s.id)) % 3]::text[]"},
		{people, "(service_id, attribute_id, number) select s.id, $1::uuid, 1 + abs(hashtext('p' || s.id)) % 20"},
	} {
		_, err := b.db.Exec(context.Background(), "insert into catalog.service_attribute "+sql.sql+` from catalog.service s join catalog.category c on c.id = s.category_id
			where (c.slug = 'root-1' or c.slug like 'root-1-%') and abs(hashtext($1::uuid::text || s.id)) % 4 > 0`, sql.a.ID)
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.db.Exec(context.Background(), "update catalog.practitioner set version = version + 1"); err != nil {
		t.Fatal(err)
	}
	b.index(t)
	if _, err := b.db.Exec(context.Background(), "vacuum analyze search.document"); err != nil {
		t.Fatal(err)
	}
}

// TestAttributesUseTheirIndex: who is asked for by two attributes is looked up, not sought.
func TestAttributesUseTheirIndex(t *testing.T) {
	t.Parallel()
	b := setup(t)
	answering(t, b, 2000)
	var plan []byte
	err := b.db.QueryRow(context.Background(), `explain (format json) select count(*) from search.document d
		where d.categories @> array['root-1'] and d.attributes && array['root-1/mats=yes', 'root-1/people=6..10']`).Scan(&plan)
	if err != nil || !json.Valid(plan) || !strings.Contains(string(plan), "document_attributes") && !strings.Contains(string(plan), "document_categories") {
		t.Errorf("%v: %s", err, plan)
	}
	err = b.db.QueryRow(context.Background(), `explain (format json) select count(*) from search.document d
		where d.attributes && array['root-1-2/mats=yes', 'root-1-2/people=6..10']`).Scan(&plan)
	if err != nil || !strings.Contains(string(plan), "document_attributes") {
		t.Errorf("%v: %s", err, plan)
	}
}

// fault is the path of the first field that an error names.
func fault(err error) string {
	if e, ok := apperr.As(err); ok && len(e.Fields) > 0 {
		return e.Fields[0].Path
	}
	return ""
}
