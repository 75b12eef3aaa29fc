package api

import (
	"context"

	"klear/internal/modules/identity"
)

// PreferencesView is what somebody chose about letters and languages.
type PreferencesView struct {
	Spoken      []string `json:"spoken" doc:"BCP 47, spoken with practitioners; pages and letters follow the profile's locale"`
	RemindDay   bool     `json:"remindDay" doc:"a letter a day before a session"`
	RemindHours bool     `json:"remindHours" doc:"a letter two hours before a session"`
}

func (h users) viewPreferences(ctx context.Context, p identity.Preferences, err error) (*Out[PreferencesView], error) {
	if err != nil {
		return nil, err
	}
	v := PreferencesView{Spoken: p.Spoken, RemindDay: p.RemindDay, RemindHours: p.RemindHours}
	if v.Spoken == nil {
		v.Spoken = []string{}
	}
	return OK(ctx, v), nil
}

func (h users) preferences(ctx context.Context, _ *struct{}) (*Out[PreferencesView], error) {
	p, err := h.people.Preferences(ctx, identity.PrincipalFrom(ctx))
	return h.viewPreferences(ctx, p, err)
}

type preferencesInput struct {
	IdempotencyHeader
	Body struct {
		Spoken      *[]string `json:"spoken,omitempty" maxItems:"10"`
		RemindDay   *bool     `json:"remindDay,omitempty"`
		RemindHours *bool     `json:"remindHours,omitempty"`
	}
}

func (h users) changePreferences(ctx context.Context, in *preferencesInput) (*Out[PreferencesView], error) {
	b := in.Body
	p, err := h.people.ChangePreferences(ctx, identity.PrincipalFrom(ctx), identity.PreferenceChange{Spoken: b.Spoken, RemindDay: b.RemindDay, RemindHours: b.RemindHours})
	return h.viewPreferences(ctx, p, err)
}
