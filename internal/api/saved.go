package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/saved"
	"klear/internal/platform/flags"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// kept serves the practitioners that somebody saved.
type kept struct{ saved *saved.Service }

// Saved registers saved/*.
func Saved(a huma.API, s *saved.Service) {
	h := kept{s}
	const tag = "saved"
	huma.Register(a, flagged(op(http.MethodGet, "/saved", "listSaved", "Practitioners you saved, newest first, with the next free start of each", tag), flags.Saved), h.list)
	once(a, flagged(op(http.MethodPut, "/saved/{practitioner}", "savePractitioner", "Save a practitioner, or change whether freed times are mailed to you", tag), flags.Saved), h.save)
	once(a, flagged(op(http.MethodDelete, "/saved/{practitioner}", "dropSaved", "Take a practitioner off your list", tag), flags.Saved), h.drop)
}

// SavedView is one saved practitioner.
type SavedView struct {
	PractitionerID uuid.UUID  `json:"practitionerId" format:"uuid"`
	Slug           string     `json:"slug" doc:"empty while the practitioner is not shown"`
	Name           string     `json:"name" doc:"empty while the practitioner is not shown"`
	Alert          bool       `json:"alert" doc:"freed times are mailed: at most one letter a day, none from 21:00 to 8:00 in your zone"`
	SavedAt        time.Time  `json:"savedAt"`
	NextOpening    *time.Time `json:"nextOpening,omitempty" doc:"missing when nothing is free in the coming four weeks"`
}

func viewSaved(e saved.Entry) SavedView {
	v := SavedView{PractitionerID: e.PractitionerID, Alert: e.Alert, SavedAt: e.SavedAt}
	if e.Practitioner != nil {
		v.Slug, v.Name = e.Practitioner.Slug, e.Practitioner.DisplayName
	}
	if !e.Next.IsZero() {
		v.NextOpening = &e.Next
	}
	return v
}

func (h kept) list(ctx context.Context, in *PageQuery) (*Out[[]SavedView], error) {
	list, total, err := h.saved.List(ctx, identity.PrincipalFrom(ctx), in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	views := make([]SavedView, len(list))
	for i, e := range list {
		views[i] = viewSaved(e)
	}
	return OKPage(ctx, views, in.Page, in.Limit, total), nil
}

type saveInput struct {
	IdempotencyHeader
	Practitioner uuid.UUID `path:"practitioner" format:"uuid"`
	Body         struct {
		Alert *bool `json:"alert,omitempty" doc:"left out: stays as it is, off for a new entry"`
	}
}

// SaveView is what was kept.
type SaveView struct {
	PractitionerID uuid.UUID `json:"practitionerId" format:"uuid"`
	Alert          bool      `json:"alert"`
	SavedAt        time.Time `json:"savedAt"`
}

func (h kept) save(ctx context.Context, in *saveInput) (*Out[SaveView], error) {
	e, err := h.saved.Save(ctx, identity.PrincipalFrom(ctx), in.Practitioner, in.Body.Alert)
	if err != nil {
		return nil, err
	}
	return OK(ctx, SaveView{e.PractitionerID, e.Alert, e.SavedAt}), nil
}

type dropInput struct {
	IdempotencyHeader
	Practitioner uuid.UUID `path:"practitioner" format:"uuid"`
}

func (h kept) drop(ctx context.Context, in *dropInput) (*Out[Empty], error) {
	return answer(ctx, h.saved.Drop(ctx, identity.PrincipalFrom(ctx), in.Practitioner))
}
