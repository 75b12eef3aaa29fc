package services_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
)

// TestTheFormAsksWhatTheCategoryAsks: what is missing or wrong is said beside its field, and what is stored is shown again.
func TestTheFormAsksWhatTheCategoryAsks(t *testing.T) {
	s := newStage(t, "INR")
	operator := identity.Principal{PersonID: catalogtest.Person(t, s.DB, "admin"), Role: identity.Admin, Verified: true}
	en := func(words string) map[string]string { return map[string]string{"en": words} }
	for _, in := range []catalog.AttributeForm{
		{Label: en("Level"), Kind: catalog.AttributeChoice, Required: true, Options: []catalog.AttributeOption{{Label: en("Beginner"), Active: true}, {Label: en("Advanced"), Active: true}}},
		{Label: en("People"), Kind: catalog.AttributeNumber, Min: 1, Max: 20},
	} {
		if _, err := s.Catalog.AddAttribute(t.Context(), operator, catalogtest.Category(t, s.DB, "yoga", nil), in); err != nil {
			t.Fatal(err)
		}
	}
	browser := s.As(t, meera)
	const add = "/pro/services/new"
	wrong := browser.Get(add).Submit(add, class()).Want(422, "").Has("Level", "Beginner", "From 1 to 20")
	if !wrong.Wrong("attributes.level") || wrong.Value("service_name") != "Breathing class" {
		t.Error("the missing answer is not named, or what was typed is lost")
	}
	many := wrong.Submit(add, url.Values{"attributes.level": {"beginner"}, "attributes.people": {"21"}}).Want(422, "")
	if !many.Wrong("attributes.people") || many.Value("attributes.people") != "21" {
		t.Error("the number outside of the bounds is not named")
	}
	many.Submit(add, url.Values{"attributes.people": {"१२"}}).Want(303, "/pro/services")
	got := s.all(t)[1]
	if diff := cmp.Diff(catalog.Details{"level": {"beginner"}, "people": {"12"}}, got.Details); diff != "" {
		t.Error(diff)
	}
	form := browser.Get("/pro/services/"+got.ID.String()).Want(200, "")
	if form.Value("attributes.people") != "12" {
		t.Errorf("the form shows %q people", form.Value("attributes.people"))
	}
	form.Submit("/pro/services/"+got.ID.String(), url.Values{"attributes.people": {""}}).Want(303, "/pro/services")
	if diff := cmp.Diff(catalog.Details{"level": {"beginner"}}, s.all(t)[1].Details); diff != "" {
		t.Error(diff)
	}
}
