package api

import (
	"context"
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// calendars registers a practitioner's links to calendars elsewhere, and the feed out.
func (h availability) calendars(a huma.API) {
	const tag = "availability"
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}/calendars", "listCalendars", "Linked calendars and the age of their copies", tag), h.sources)
	add := op(http.MethodPost, "/practitioners/{id}/calendars", "addCalendar", "Link a calendar that makes busy: its address, or a file's content", tag)
	add.MaxBodyBytes = maxCalendarBody
	once(a, add, h.addSource)
	once(a, op(http.MethodDelete, "/practitioners/{id}/calendars/{calendar}", "removeCalendar", "Unlink a calendar", tag), h.removeSource)
	once(a, op(http.MethodPost, "/practitioners/{id}/calendars/{calendar}/refresh", "refreshCalendar", "Read a linked calendar now; how it went is in the answer", tag), h.refreshSource)
	huma.Register(a, op(http.MethodPost, "/practitioners/{id}/calendar-feed", "newCalendarFeed", "A new secret address of the outgoing calendar; the old one stops working", tag), h.newFeed)
}

// maxCalendarBody holds a calendar file of 10 MB as a JSON string.
const maxCalendarBody = 12 << 20

func (h availability) sources(ctx context.Context, in *PractitionerPath) (*Out[[]schedule.Source], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Read)
	if err != nil {
		return nil, err
	}
	list, err := h.schedule.Sources(ctx, pr.ID)
	if err != nil {
		return nil, err
	}
	return OK(ctx, list), nil
}

type addSourceInput struct {
	PractitionerPath
	IdempotencyHeader
	Body struct {
		Name            string `json:"name" maxLength:"120"`
		Zone            string `json:"zone,omitempty" maxLength:"64" doc:"IANA; of all-day events and of times without a zone; the practice's when missing"`
		URL             string `json:"url,omitempty" maxLength:"2000" doc:"https address of an iCalendar file; kept encrypted"`
		File            string `json:"file,omitempty" maxLength:"10485760" doc:"content of an .ics file"`
		TentativeIsBusy bool   `json:"tentativeIsBusy,omitempty" default:"true"`
	}
}

func (h availability) addSource(ctx context.Context, in *addSourceInput) (*Out[schedule.Source], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Update)
	if err != nil {
		return nil, err
	}
	zone := pr.Zone
	if in.Body.Zone != "" {
		zone = in.Body.Zone
	}
	src, err := h.schedule.AddSource(ctx, schedule.NewSource{Practitioner: pr.ID, Person: pr.PersonID, Zone: zone, Name: in.Body.Name,
		URL: in.Body.URL, File: []byte(in.Body.File), Tentative: in.Body.TentativeIsBusy})
	if err != nil {
		return nil, err
	}
	return OK(ctx, src), nil
}

type sourceRef struct {
	PractitionerPath
	IdempotencyHeader
	Calendar uuid.UUID `path:"calendar" format:"uuid"`
}

func (h availability) removeSource(ctx context.Context, in *sourceRef) (*Out[Empty], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Update)
	if err != nil {
		return nil, err
	}
	return answer(ctx, h.schedule.RemoveSource(ctx, pr.ID, in.Calendar))
}

func (h availability) refreshSource(ctx context.Context, in *sourceRef) (*Out[schedule.Source], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Update)
	if err != nil {
		return nil, err
	}
	src, err := h.schedule.RefreshSource(ctx, pr.ID, in.Calendar)
	if err != nil {
		return nil, err
	}
	return OK(ctx, src), nil
}

// FeedView is the secret address; it is shown once.
type FeedView struct {
	Path string `json:"path" doc:"below the site's address; whoever knows it reads the calendar"`
}

func (h availability) newFeed(ctx context.Context, in *PractitionerPath) (*Out[FeedView], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Update)
	if err != nil {
		return nil, err
	}
	secret, err := h.schedule.NewFeed(ctx, pr.ID)
	if err != nil {
		return nil, err
	}
	return OK(ctx, FeedView{"/calendar/" + secret + ".ics"}), nil
}
