package api

import (
	"context"
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/caldav"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// calendarAccount registers a practitioner's account on a calendar server.
func (h availability) calendarAccount(a huma.API) {
	const tag, path = "availability", "/practitioners/{id}/calendar-account"
	huma.Register(a, op(http.MethodGet, path, "getCalendarAccount", "The linked CalDAV account and its calendars", tag), h.account)
	huma.Register(a, op(http.MethodPut, path, "setCalendarAccount", "Link a CalDAV account; replaces an earlier one", tag), h.setAccount)
	once(a, op(http.MethodPut, path+"/calendars", "chooseCalendars", "Choose the calendars that make busy and the one that bookings go into", tag), h.choose)
	once(a, op(http.MethodPost, path+"/events/{booking}/rewrite", "rewriteEvent", "Replace an event that was changed by hand with the booking's", tag), h.rewrite)
	once(a, op(http.MethodDelete, path, "removeCalendarAccount", "Unlink the account; events that were written stay", tag), h.removeAccount)
}

func (h availability) account(ctx context.Context, in *PractitionerPath) (*Out[schedule.Account], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Read)
	if err != nil {
		return nil, err
	}
	return answered(ctx)(h.schedule.Account(ctx, pr.ID))
}

// answered wraps what a use case returned.
func answered(ctx context.Context) func(schedule.Account, error) (*Out[schedule.Account], error) {
	return func(a schedule.Account, err error) (*Out[schedule.Account], error) {
		if err != nil {
			return nil, err
		}
		return OK(ctx, a), nil
	}
}

type setAccountInput struct {
	PractitionerPath
	Body struct {
		URL      string `json:"url" maxLength:"2000" doc:"of the CalDAV server, https"`
		User     string `json:"user" maxLength:"254"`
		Password string `json:"password" maxLength:"500" doc:"best one made for this purpose; kept encrypted"`
	}
}

func (h availability) setAccount(ctx context.Context, in *setAccountInput) (*Out[schedule.Account], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Update)
	if err != nil {
		return nil, err
	}
	return answered(ctx)(h.schedule.AddAccount(ctx, schedule.NewAccount{Practitioner: pr.ID, Person: pr.PersonID,
		Account: caldav.Account{URL: in.Body.URL, User: in.Body.User, Password: in.Body.Password}}))
}

type chooseInput struct {
	PractitionerPath
	IdempotencyHeader
	Body struct {
		Read  []string `json:"read" maxItems:"10" doc:"ids of the calendars whose events make busy"`
		Write string   `json:"write,omitempty" maxLength:"16" doc:"id of the calendar for bookings; none when missing"`
	}
}

func (h availability) choose(ctx context.Context, in *chooseInput) (*Out[schedule.Account], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Update)
	if err != nil {
		return nil, err
	}
	return answered(ctx)(h.schedule.ChooseCalendars(ctx, pr.ID, pr.Zone, in.Body.Read, in.Body.Write))
}

type rewriteInput struct {
	PractitionerPath
	IdempotencyHeader
	Booking uuid.UUID `path:"booking" format:"uuid"`
}

func (h availability) rewrite(ctx context.Context, in *rewriteInput) (*Out[Empty], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Update)
	if err != nil {
		return nil, err
	}
	return answer(ctx, h.schedule.WriteAgain(ctx, pr.ID, in.Booking))
}

type removeAccountInput struct {
	PractitionerPath
	IdempotencyHeader
}

func (h availability) removeAccount(ctx context.Context, in *removeAccountInput) (*Out[Empty], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Update)
	if err != nil {
		return nil, err
	}
	return answer(ctx, h.schedule.RemoveAccount(ctx, pr.ID))
}
