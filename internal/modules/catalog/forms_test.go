package catalog_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
)

func intake() catalog.FormDraft {
	return catalog.FormDraft{Kind: catalog.Intake, Document: catalog.FormDocument{Title: " About  you ", Fields: []catalog.Field{
		{Kind: catalog.ShortText, Label: "Your work", Required: true}, {Kind: catalog.SomeOf, Label: "What helps", Options: []string{"Rest", " ", "Walks", "Rest"}},
		{Kind: catalog.Number, Label: "Hours of sleep"}, {Kind: catalog.OnDate, Label: "Last visit"}, {Kind: catalog.Statement, Label: "Thank you.", Required: true}}}}
}

func TestAFormAndItsVersions(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p, s := b.offering(t)
	variant, err := b.UpsertService(ctx, who, p.ID, longer(s))
	if err != nil {
		t.Fatal(err)
	}
	draft := intake()
	draft.Services = []uuid.UUID{s.ID}
	f, err := b.AddForm(ctx, who, p.ID, draft)
	if err != nil || f.Version != 1 || !f.Active || f.Document.Title != "About you" || f.Document.Fields[4].Required {
		t.Fatalf("%+v %v", f, err)
	}
	if want := "About you\n\n1. Your work\n\n2. What helps\n- Rest\n- Walks\n\n3. Hours of sleep\n\n4. Last visit\n\n5. Thank you.\n"; f.Text != want {
		t.Errorf("the text is %q", f.Text)
	}
	for _, id := range []uuid.UUID{s.ID, variant.ID} {
		if asked, err := b.FormsOfService(ctx, id); err != nil || len(asked) != 1 || asked[0].SHA256 != f.SHA256 {
			t.Errorf("asked for %+v %v", asked, err)
		}
	}
	draft.Document = f.Document
	if same, err := b.UpdateForm(ctx, who, p.ID, f.FormID, 1, draft); err != nil || same.Version != 1 {
		t.Errorf("the same words are version %d, %v", same.Version, err)
	}
	draft.Document.Fields[0].Label = "Your job"
	next, err := b.UpdateForm(ctx, who, p.ID, f.FormID, 1, draft)
	if err != nil || next.Version != 2 {
		t.Fatalf("other words are version %d, %v", next.Version, err)
	}
	if _, err := b.UpdateForm(ctx, who, p.ID, f.FormID, 1, draft); !errors.Is(err, catalog.ErrStale) {
		t.Errorf("an old page: %v", err)
	}
	old, err := b.FormVersions(ctx, b.db, []catalog.FormRef{{FormID: f.FormID, Version: 1}})
	if err != nil || old[catalog.FormRef{FormID: f.FormID, Version: 1}].Document.Fields[0].Label != "Your work" {
		t.Errorf("the first version is %+v %v", old, err)
	}
	if gone, err := b.RetireForm(ctx, who, p.ID, f.FormID); err != nil || gone.Active {
		t.Fatalf("%+v %v", gone, err)
	}
	if asked, err := b.FormsOfService(ctx, s.ID); err != nil || len(asked) != 0 {
		t.Errorf("still asked for: %+v %v", asked, err)
	}
}

func TestFormsOfOthers(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p, s := b.offering(t)
	f, err := b.AddForm(ctx, who, p.ID, intake())
	if err != nil {
		t.Fatal(err)
	}
	seeker := b.person(t, identity.Seeker)
	q, err := b.CreatePractitioner(ctx, seeker, profile("Other"))
	if err != nil {
		t.Fatal(err)
	}
	other := as(seeker)
	if _, err := b.FormByID(ctx, other, q.ID, f.FormID); !errors.Is(err, catalog.ErrNoForm) {
		t.Errorf("read through their own profile: %v", err)
	}
	if _, err := b.UpdateForm(ctx, other, q.ID, f.FormID, 1, intake()); !errors.Is(err, catalog.ErrNoForm) {
		t.Errorf("changed through their own profile: %v", err)
	}
	if _, err := b.RetireForm(ctx, other, p.ID, f.FormID); err == nil {
		t.Error("retired by somebody else")
	}
	draft := intake()
	draft.Services = []uuid.UUID{s.ID}
	if _, err := b.AddForm(ctx, other, q.ID, draft); !errors.Is(err, catalog.ErrNoService) {
		t.Errorf("attached to somebody else's service: %v", err)
	}
}

func TestFormFaultsOfDocuments(t *testing.T) {
	t.Parallel()
	b := setup(t)
	who, p, _ := b.offering(t)
	draft := catalog.FormDraft{Kind: "poll", Document: catalog.FormDocument{Fields: []catalog.Field{{Kind: "shout", Label: " "}, {Kind: catalog.OneOf, Label: strings.Repeat("x", 501), Options: []string{"One"}}}}}
	_, err := b.AddForm(context.Background(), who, p.ID, draft)
	want := map[string]string{"kind": "unknown_value", "title": "required", "fields.0.label": "required", "fields.0.kind": "unknown_value", "fields.1.label": "too_long", "fields.1.options": "required"}
	if diff := cmp.Diff(want, faultsOf(err)); diff != "" {
		t.Error(diff)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	who, p, _ := b.offering(t)
	f, err := b.AddForm(context.Background(), who, p.ID, intake())
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Check(catalog.Answers{"q1": {" A  teacher ", "x"}, "q2": {"Rest", "Walks"}, "q3": {"7.5"}, "q4": {""}, "q5": {"x"}, "q9": {"x"}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(catalog.Answers{"q1": {"A teacher"}, "q2": {"Rest", "Walks"}, "q3": {"7.5"}}, got); diff != "" {
		t.Error(diff)
	}
	_, err = f.Check(catalog.Answers{"q1": {"  "}, "q2": {"Rest", "Cake"}, "q3": {"many"}, "q4": {"2026-02-30"}})
	at := func(key string) string { return catalog.AnswerPath(f.FormID, key) }
	want := map[string]string{at("q1"): "answer_required", at("q2"): "answer_option", at("q3"): "answer_number", at("q4"): "answer_date"}
	if diff := cmp.Diff(want, faultsOf(err)); diff != "" {
		t.Error(diff)
	}
}
