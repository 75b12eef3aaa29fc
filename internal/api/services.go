package api

import (
	"context"
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// offer registers practitioners/{id}/services/*.
func (h practitioners) offer(a huma.API) {
	const tag = "practitioners"
	once(a, op(http.MethodPost, "/practitioners/{id}/services", "addService", "Offer a service", tag), h.addService)
	once(a, op(http.MethodPut, "/practitioners/{id}/services/{service}", "updateService", "Change a service", tag), h.updateService)
	once(a, op(http.MethodDelete, "/practitioners/{id}/services/{service}", "deactivateService", "Stop offering a service; what is booked stays", tag), h.deactivate)
	once(a, op(http.MethodPost, "/practitioners/{id}/services/{service}/activate", "activateService", "Offer a paused service again", tag), h.activate)
	once(a, op(http.MethodPut, "/practitioners/{id}/services", "reorderServices", "Put one's services in order", tag), h.reorder)
	once(a, op(http.MethodPut, "/practitioners/{id}/confirmation", "setConfirmation", "Let bookings stand at once, or answer each of them", tag), h.setConfirmation)
}

// ServiceBody is a service as its practitioner states it.
type ServiceBody struct {
	Category        string              `json:"category" maxLength:"80" doc:"slug"`
	Name            string              `json:"name" maxLength:"160"`
	Description     string              `json:"description,omitempty" maxLength:"2000"`
	DurationMin     int                 `json:"durationMin" minimum:"5" maximum:"1440"`
	IntervalMin     int                 `json:"intervalMin,omitempty" minimum:"0" maximum:"1440" doc:"0: the duration"`
	Price           int64               `json:"price" minimum:"0" doc:"minor units of the practitioner's currency, tax included"`
	Currency        string              `json:"currency" minLength:"3" maxLength:"3"`
	Modes           []string            `json:"modes" minItems:"1" maxItems:"3" enum:"online,at_practitioner,at_customer"`
	BufferBeforeMin int                 `json:"bufferBeforeMin,omitempty" minimum:"0" maximum:"480"`
	BufferAfterMin  int                 `json:"bufferAfterMin,omitempty" minimum:"0" maximum:"480"`
	NoticeMin       int                 `json:"noticeMin,omitempty" minimum:"0" maximum:"129600"`
	WindowDays      int                 `json:"windowDays,omitempty" minimum:"0" maximum:"730" default:"60" doc:"when there is no window"`
	Window          *WindowView         `json:"window,omitempty"`
	Capacity        int                 `json:"capacity,omitempty" minimum:"1" maximum:"1000" default:"1"`
	PerDay          int                 `json:"perDay,omitempty" minimum:"0" doc:"0: no limit"`
	PerWeek         int                 `json:"perWeek,omitempty" minimum:"0" doc:"0: no limit"`
	FreeCancelHours int                 `json:"freeCancelHours,omitempty" minimum:"0" maximum:"720" default:"24"`
	LateCancelBps   int                 `json:"lateCancelFeeBps,omitempty" minimum:"0" maximum:"10000"`
	PendingBlocks   *bool               `json:"pendingBlocks,omitempty" doc:"a request keeps its time from others until it is answered; yes when left out"`
	PayAtVenue      bool                `json:"payAtVenue,omitempty" doc:"clients who come, or whom you visit, may pay you when you meet"`
	VariantOf       *uuid.UUID          `json:"variantOf,omitempty" format:"uuid" doc:"the service this is an option of; it shares that one's name, description and category, for good"`
	Label           string              `json:"label,omitempty" maxLength:"60" doc:"what tells it from the other options, like 90 min"`
	Active          bool                `json:"active,omitempty" default:"true"`
	Attributes      map[string][]string `json:"attributes,omitempty" doc:"answers by the key of an attribute of the category (listAttributes); left out: as before. An option has its service's"`
}

func (h practitioners) service(ctx context.Context, b ServiceBody) (catalog.Service, error) {
	s := catalog.Service{CategorySlug: b.Category, Name: b.Name, Description: b.Description, DurationMin: b.DurationMin, Price: money.Amount{Minor: b.Price, Currency: b.Currency},
		BufferBeforeMin: b.BufferBeforeMin, BufferAfterMin: b.BufferAfterMin, NoticeMin: b.NoticeMin, Window: catalog.Window{Kind: catalog.WindowRolling, Days: b.WindowDays},
		Capacity: b.Capacity, PerDay: b.PerDay, PerWeek: b.PerWeek, PendingBlocks: b.PendingBlocks == nil || *b.PendingBlocks, PayAtVenue: b.PayAtVenue, VariantLabel: b.Label, FreeCancelHours: b.FreeCancelHours, LateCancelFeeBps: b.LateCancelBps, Active: b.Active}
	if b.Attributes != nil {
		s.Details = b.Attributes
	}
	if b.Window != nil {
		s.Window = catalog.Window{Kind: catalog.WindowKind(b.Window.Kind), Days: b.Window.Days, From: b.Window.From, To: b.Window.To}
	}
	if b.VariantOf != nil {
		s.VariantOf = *b.VariantOf
	}
	if b.IntervalMin > 0 {
		s.IntervalMin = &b.IntervalMin
	}
	for _, m := range b.Modes {
		s.Modes = append(s.Modes, catalog.Mode(m))
	}
	tree, err := h.catalog.Categories(ctx)
	if err != nil {
		return s, err
	}
	c, _, ok := tree.BySlug(b.Category)
	if !ok {
		return s, apperr.ErrValidation.WithFields(apperr.Field{Path: "category", Code: "unknown", Message: "There is no such category."})
	}
	s.CategoryID = c.ID
	return s, nil
}

type addServiceInput struct {
	PractitionerPath
	IdempotencyHeader
	Body ServiceBody
}

func (h practitioners) addService(ctx context.Context, in *addServiceInput) (*Out[ServiceView], error) {
	return h.saveService(ctx, in.ID, uuid.Nil, 0, in.Body)
}

// ServicePath names a service of a practitioner.
type ServicePath struct {
	PractitionerPath
	Service uuid.UUID `path:"service" format:"uuid"`
}

type updateServiceInput struct {
	ServicePath
	IdempotencyHeader
	Body struct {
		Versioned
		ServiceBody
	}
}

func (h practitioners) updateService(ctx context.Context, in *updateServiceInput) (*Out[ServiceView], error) {
	return h.saveService(ctx, in.ID, in.Service, in.Body.Version, in.Body.ServiceBody)
}

func (h practitioners) saveService(ctx context.Context, practitionerID, id uuid.UUID, version int64, b ServiceBody) (*Out[ServiceView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	s, err := h.service(ctx, b)
	if err != nil {
		return nil, err
	}
	s.ID, s.Version = id, version
	saved, err := h.catalog.UpsertService(ctx, who, practitionerID, s)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewService(saved)), nil
}

type deactivateInput struct {
	ServicePath
	IdempotencyHeader
}

func (h practitioners) deactivate(ctx context.Context, in *deactivateInput) (*Out[ServiceView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	s, err := h.catalog.DeactivateService(ctx, who, in.ID, in.Service)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewService(s)), nil
}

func (h practitioners) activate(ctx context.Context, in *deactivateInput) (*Out[ServiceView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	s, err := h.catalog.ActivateService(ctx, who, in.ID, in.Service)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewService(s)), nil
}

type serviceOrderInput struct {
	PractitionerPath
	IdempotencyHeader
	Body struct {
		IDs []uuid.UUID `json:"ids" maxItems:"1000" doc:"every service exactly once, options and paused ones too"`
	}
}

func (h practitioners) reorder(ctx context.Context, in *serviceOrderInput) (*Out[[]ServiceView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	list, err := h.catalog.ReorderServices(ctx, who, in.ID, in.Body.IDs)
	if err != nil {
		return nil, err
	}
	out := []ServiceView{}
	for _, group := range catalog.Grouped(list) {
		out = append(out, viewOptions(group))
	}
	return OK(ctx, out), nil
}

type confirmationInput struct {
	PractitionerPath
	IdempotencyHeader
	Body struct {
		Confirmation string `json:"confirmation" enum:"instant,approval"`
	}
}

func (h practitioners) setConfirmation(ctx context.Context, in *confirmationInput) (*Out[PractitionerView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	return practitioner(ctx)(h.catalog.SetConfirmation(ctx, who, in.ID, catalog.Confirmation(in.Body.Confirmation)))
}
