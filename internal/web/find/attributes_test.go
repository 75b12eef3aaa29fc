package find_test

import (
	"testing"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/web/webtest"
)

// TestDetailsNarrowAndAreShown: the filters of the category, the results, and the page of who is found.
func TestDetailsNarrowAndAreShown(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Practitioner(catalogtest.PractitionerSpec{Slug: "asha", Name: "Asha Rao"}, catalogtest.ServiceSpec{})
	s.Practitioner(catalogtest.PractitionerSpec{Slug: "ravi", Name: "Ravi Nair"}, catalogtest.ServiceSpec{})
	yoga := catalogtest.Category(t, s.DB, "yoga", nil)
	operator := identity.Principal{PersonID: catalogtest.Person(t, s.DB, "admin"), Role: identity.Admin, Verified: true}
	mats, err := s.Catalog.AddAttribute(t.Context(), operator, yoga, catalog.AttributeForm{Label: map[string]string{"en": "Mats provided"}, Kind: catalog.AttributeFlag, Filterable: true})
	if err != nil {
		t.Fatal(err)
	}
	for slug, yes := range map[string]bool{"asha": true, "ravi": false} {
		if _, err := s.DB.Exec(t.Context(), `insert into catalog.service_attribute (service_id, attribute_id, flag)
			select s.id, $1, $2 from catalog.service s join catalog.practitioner p on p.id = s.practitioner_id where p.slug = $3`, mats.ID, yes, slug); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.DB.Exec(t.Context(), "update catalog.practitioner set version = version + 1"); err != nil {
		t.Fatal(err)
	}
	if err := s.Search.Upkeep(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := s.Browser()
	all := b.Get("/search?category=yoga").Want(200, "/search")
	sheet := b.Get("/search/filters?category=yoga").Want(200, "/search/filters")
	if len(all.Forms("/holds")) != 2 || len(all.All("a", "href", "/search/filters?category=yoga")) != 1 || len(sheet.All("input", "name", "a.mats_provided")) != 2 {
		t.Fatalf("%d people, %d boxes\n%s", len(all.Forms("/holds")), len(sheet.All("input", "name", "a.mats_provided")), sheet.Text())
	}
	one := b.Get("/search?category=yoga&a.mats_provided=yes").Want(200, "/search")
	if len(one.Forms("/holds")) != 1 || !one.Has("Asha Rao") || !one.Has("Mats provided: Yes") || len(one.All("a", "href", "/search?category=yoga")) == 0 {
		t.Errorf("narrowed:\n%s", one.Text())
	}
	for _, old := range []string{"a.mats_provided=maybe", "a.couch=yes"} {
		if p := b.Get("/search?category=yoga&"+old).Want(200, "/search"); len(p.Forms("/holds")) != 2 {
			t.Errorf("%s: %d people", old, len(p.Forms("/holds")))
		}
	}
	if p := b.Get("/p/asha").Want(200, "/p/asha"); !p.Has("Mats provided") {
		t.Errorf("the page does not say so:\n%s", p.Text())
	}
}
