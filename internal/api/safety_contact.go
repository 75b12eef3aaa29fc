package api

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
)

// ContactView is whom you named as the person to write to in immediate danger.
type ContactView struct {
	Name     string     `json:"name"`
	Email    string     `json:"email"`
	AgreedAt time.Time  `json:"agreedAt"`
	ToldAt   *time.Time `json:"toldAt,omitempty" doc:"when they were last written to about danger"`
}

func (h onCall) contact(ctx context.Context, _ *struct{}) (*Out[ContactView], error) {
	c, err := h.safety.Contact(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	return OK(ctx, ContactView{c.Name, c.Email, c.AgreedAt, instant(c.ToldAt)}), nil
}

type nameContactInput struct {
	IdempotencyHeader
	Body struct {
		Name  string `json:"name" maxLength:"120"`
		Email string `json:"email" maxLength:"254"`
		Agree bool   `json:"agree" doc:"you agree that they are written to, once a case, when a message of yours is judged as immediate danger to your life; they are told that you may be in danger, never what you wrote"`
	}
}

func (h onCall) nameContact(ctx context.Context, in *nameContactInput) (*Out[Empty], error) {
	n := safety.NewContact{Name: in.Body.Name, Email: in.Body.Email, Agree: in.Body.Agree}
	return answer(ctx, h.safety.NameContact(ctx, identity.PrincipalFrom(ctx), n))
}

type endContactInput struct{ IdempotencyHeader }

func (h onCall) endContact(ctx context.Context, _ *endContactInput) (*Out[Empty], error) {
	return answer(ctx, h.safety.EndContact(ctx, identity.PrincipalFrom(ctx)))
}
