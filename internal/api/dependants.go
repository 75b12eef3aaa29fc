package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// dependants registers the people whom a person books for.
func (h users) dependants(a huma.API, tag string) {
	huma.Register(a, op(http.MethodGet, "/users/dependants", "listDependants", "The people you book for", tag), h.family)
	once(a, op(http.MethodPost, "/users/dependants", "addDependant", "Enter somebody you book for, twelve at most", tag), h.addDependant)
	once(a, op(http.MethodPut, "/users/dependants/{id}", "changeDependant", "Correct an entry; bookings keep what was said when they were made", tag), h.changeDependant)
	once(a, op(http.MethodDelete, "/users/dependants/{id}", "removeDependant", "Remove an entry", tag), h.removeDependant)
}

// DependantBody is what is known about somebody. It is sealed with the key of the person who enters it.
type DependantBody struct {
	Relation identity.Relation `json:"relation" enum:"child,parent,partner,sibling,other"`
	Name     string            `json:"name" maxLength:"120"`
	Born     string            `json:"born,omitempty" maxLength:"10" doc:"date of birth, 2006-01-02; left out when it is not told"`
	Note     string            `json:"note,omitempty" maxLength:"500" doc:"for yourself; practitioners do not see it"`
}

func (b DependantBody) change() identity.DependantChange {
	return identity.DependantChange{Relation: b.Relation, Name: b.Name, Born: b.Born, Note: b.Note}
}

// DependantView is somebody as the person who entered them sees them.
type DependantView struct {
	ID uuid.UUID `json:"id" format:"uuid"`
	DependantBody
}

func viewDependant(d identity.Dependant) DependantView {
	v := DependantView{d.ID, DependantBody{Relation: d.Relation, Name: d.Name, Note: d.Note}}
	if !d.Born.IsZero() {
		v.Born = d.Born.Format(time.DateOnly)
	}
	return v
}

func (h users) family(ctx context.Context, _ *struct{}) (*Out[[]DependantView], error) {
	list, err := h.people.Family(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]DependantView, len(list))
	for i, d := range list {
		out[i] = viewDependant(d)
	}
	return OK(ctx, out), nil
}

type addDependantInput struct {
	IdempotencyHeader
	Body DependantBody
}

func (h users) addDependant(ctx context.Context, in *addDependantInput) (*Out[DependantView], error) {
	d, err := h.people.AddDependant(ctx, identity.PrincipalFrom(ctx), in.Body.change())
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewDependant(d)), nil
}

// DependantRef is the path of one entry that is about to change.
type DependantRef struct {
	IdempotencyHeader
	ID uuid.UUID `path:"id" format:"uuid"`
}

type changeDependantInput struct {
	DependantRef
	Body DependantBody
}

func (h users) changeDependant(ctx context.Context, in *changeDependantInput) (*Out[DependantView], error) {
	d, err := h.people.ChangeDependant(ctx, identity.PrincipalFrom(ctx), in.ID, in.Body.change())
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewDependant(d)), nil
}

func (h users) removeDependant(ctx context.Context, in *DependantRef) (*Out[Empty], error) {
	return answer(ctx, h.people.RemoveDependant(ctx, identity.PrincipalFrom(ctx), in.ID))
}

// BeneficiaryView is whom a booking is for, as they were when it was made.
type BeneficiaryView struct {
	Name     string            `json:"name"`
	Relation identity.Relation `json:"relation" enum:"child,parent,partner,sibling,other"`
	Age      *int              `json:"age,omitempty" doc:"in years, when the session begins; missing when it was not told"`
}

func viewBeneficiary(p booking.Beneficiary, b *booking.Booking) *BeneficiaryView {
	v := &BeneficiaryView{Name: p.Name, Relation: p.Relation}
	if age, known := p.AgeAt(b); known {
		v.Age = &age
	}
	return v
}
