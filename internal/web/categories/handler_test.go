package categories_test

import (
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/web/categories"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const operator = "op@example.org"

func newSite(t *testing.T) *pagetest.Site {
	t.Helper()
	t.Parallel()
	s := pagetest.New(t, func(s *pagetest.Site) { categories.Handler{Kit: s.Kit, Catalog: s.Catalog}.Mount(s.Mux) })
	s.People.Account(t, operator, identity.Admin)
	return s
}

// slugs are the roots in order.
func slugs(t *testing.T, s *pagetest.Site) string {
	t.Helper()
	tree, err := s.Catalog.AllCategories(t.Context(), identity.Principal{PersonID: catalogtest.Person(t, s.DB, "admin"), Role: identity.Admin, Verified: true})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range tree.Roots() {
		out = append(out, c.Slug)
	}
	return strings.Join(out, " ")
}

func TestAddRenameMoveAndRetire(t *testing.T) {
	s := newSite(t)
	b := s.As(t, operator)
	b.Get("/admin/categories").Want(200, "").Has("There are no categories yet.")
	const add = "/admin/categories/new"
	if wrong := b.Get(add).Submit(add, url.Values{"name_hi": {"योग"}, "slug": {"yoga"}}).Want(422, ""); !wrong.Wrong("name_en") || wrong.Value("name_hi") != "योग" {
		t.Error("the missing English name is not named, or what was typed is lost")
	}
	b.Get(add).Submit(add, url.Values{"name_en": {"Yoga"}, "name_hi": {"योग"}}).Want(303, "/admin/categories").Follow().Has("Yoga", "/c/yoga", "The category is added.")
	b.Get(add).Submit(add, url.Values{"name_en": {"Sleep"}}).Want(303, "")
	if wrong := b.Get(add).Submit(add, url.Values{"name_en": {"Yoga"}}).Want(422, ""); !wrong.Wrong("slug") {
		t.Error("the address of another is not refused beside its field")
	}
	yoga := catalogtest.Category(t, s.DB, "yoga", nil)
	p := catalogtest.Practitioner(t, s.DB, catalogtest.PractitionerSpec{})
	catalogtest.Service(t, s.DB, catalogtest.ServiceSpec{Practitioner: p})
	at := "/admin/categories/" + yoga.String()
	form := b.Get(at).Want(200, "").Has("1 service is in it or below it.")
	form.Submit(at, url.Values{"slug": {"yoga-therapy"}}).Want(303, "/admin/categories")
	form.Submit(at, url.Values{"slug": {"yoga-2"}}).Want(409, "").Has("This changed meanwhile")
	tree, err := s.Catalog.Categories(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c, moved, ok := tree.BySlug("yoga"); !ok || moved != "yoga-therapy" || c.Name["hi"] != "योग" {
		t.Errorf("the old address leads to %q %v", moved, c)
	}
	if wrong := b.Get(at).Submit(at, url.Values{"active": {""}}).Want(422, ""); !wrong.Wrong("reason") {
		t.Error("retired without a reason")
	}
	b.Get(at).Submit(at, url.Values{"active": {""}, "reason": {"Nobody offers it"}}).Want(303, "").Follow().Has("Not offered")
}

func TestOrderByButtons(t *testing.T) {
	s := newSite(t)
	body, mind, rest := catalogtest.Category(t, s.DB, "body", nil), catalogtest.Category(t, s.DB, "mind", nil), catalogtest.Category(t, s.DB, "rest", nil)
	b := s.As(t, operator)
	const order = "/admin/categories/order"
	seen := url.Values{"id": {body.String(), mind.String(), rest.String()}}
	send := func(more url.Values) *pagetest.Answer {
		form := url.Values{"parent": {""}}
		for k, v := range seen {
			form[k] = v
		}
		for k, v := range more {
			form[k] = v
		}
		return b.Get("/admin/categories").Submit(order, form)
	}
	send(url.Values{"down": {body.String()}}).Want(303, "/admin/categories")
	if got := slugs(t, s); got != "mind body rest" {
		t.Errorf("one down: %s", got)
	}
	send(url.Values{"up": {body.String()}}).Want(303, "") // the first of what was seen stays the first
	if got := slugs(t, s); got != "body mind rest" {
		t.Errorf("as seen: %s", got)
	}
	seen["id"] = []string{rest.String(), body.String(), mind.String()} // dragged
	send(nil).Want(303, "")
	if got := slugs(t, s); got != "rest body mind" {
		t.Errorf("dragged: %s", got)
	}
	seen["id"] = seen["id"][:2]
	send(nil).Want(409, "").Has("The categories changed meanwhile")
	seen["id"] = []string{"x"}
	send(nil).Want(400, "")
}

func TestOnlyOperatorsShapeTheTree(t *testing.T) {
	s := newSite(t)
	s.People.Account(t, "kavya@example.org", identity.Seeker)
	s.As(t, "kavya@example.org").Get("/admin/categories").Want(403, "")
	if _, err := s.Catalog.AllCategories(t.Context(), identity.Principal{}); err == nil {
		t.Error("a visitor reads the operators' tree")
	}
	if _, err := s.Catalog.CategoryUse(t.Context(), identity.Principal{}); err == nil {
		t.Error("a visitor reads how categories are used")
	}
}

func TestDetailsOfServices(t *testing.T) {
	s := newSite(t)
	yoga := catalogtest.Category(t, s.DB, "yoga", nil)
	b := s.As(t, operator)
	at := "/admin/categories/" + yoga.String() + "/details"
	b.Get("/admin/categories/" + yoga.String()).Has("Details of its services")
	b.Get(at).Want(200, "").Has("Nothing is asked here yet")
	if wrong := b.Get(at+"/new").Submit(at+"/new", url.Values{"kind": {"choice"}, "label_en": {"Level"}, "opt_0_en": {"Beginner"}}).Want(422, ""); !wrong.Wrong("opt_0_en") || wrong.Value("label_en") != "Level" {
		t.Error("one option is enough, or what was typed is lost")
	}
	level := url.Values{"kind": {"choice"}, "label_en": {"Level"}, "required": {"yes"}, "filterable": {"yes"}, "opt_0_en": {"Beginner"}, "opt_1_en": {"Advanced"}}
	b.Get(at+"/new").Submit(at+"/new", level).Want(303, at).Follow().Has("Level", "One of a list", "The detail is saved.")
	if wrong := b.Get(at+"/new").Submit(at+"/new", level).Want(422, ""); !wrong.Wrong("attribute_key") {
		t.Error("the key of another is not refused beside its field")
	}
	b.Get(at+"/new").Submit(at+"/new", url.Values{"kind": {"number"}, "label_en": {"People"}, "min": {"1"}, "max": {"20"}}).Want(303, at)
	tree, err := s.Catalog.Categories(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	asked := tree.Attributes(yoga)
	if len(asked) != 2 || asked[0].Key != "level" || len(asked[0].Options) != 2 || !asked[0].Required || asked[1].Max != 20 {
		t.Fatalf("%+v", asked)
	}
	one := at + "/" + asked[0].ID.String()
	form := b.Get(one).Want(200, "")
	if form.Value("opt_0_en") != "Beginner" {
		t.Error("the options are not in the form")
	}
	form.Submit(one, url.Values{"label_hi": {"स्तर"}, "opt_1_on": {""}, "opt_2_en": {"Any"}}).Want(303, at)
	form.Submit(one, url.Values{"label_en": {"Levels"}}).Want(409, "").Has("This changed meanwhile")
	tree, err = s.Catalog.Categories(t.Context())
	if a, ok := tree.AttributeByID(asked[0].ID); err != nil || !ok || a.Label["hi"] != "स्तर" || len(a.Options) != 3 || a.Options[1].Active || !a.Options[2].Active {
		t.Errorf("%+v, %v", a, err)
	}
	b.Get(at).Submit(at+"/order", url.Values{"id": {asked[0].ID.String(), asked[1].ID.String()}, "down": {asked[0].ID.String()}}).Want(303, at)
	if tree, err = s.Catalog.Categories(t.Context()); err != nil || tree.Attributes(yoga)[0].Key != "people" {
		t.Errorf("%+v, %v", tree.Attributes(yoga), err)
	}
	two := at + "/" + asked[1].ID.String()
	b.Get(two).Submit(two+"/delete", nil).Want(303, at).Follow().Has("The detail is deleted.")
	b.Get(two).Want(404, "")
}
