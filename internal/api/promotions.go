package api

import (
	"context"
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/promo"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

type promotions struct{ service *promo.Service }

// Promotions registers admin/promotions: codes that take something off the price of a booking.
func Promotions(a huma.API, s *promo.Service) {
	h := promotions{s}
	const tag = "admin"
	huma.Register(a, op(http.MethodGet, "/admin/promotions", "listPromotions", "All promotions, the newest first (operators)", tag), h.list)
	once(a, op(http.MethodPost, "/admin/promotions", "addPromotion", "Put a code in force from a day on; its terms cannot be changed (operators)", tag), h.add)
	once(a, op(http.MethodPost, "/admin/promotions/{promotion}/end", "endPromotion", "Take a promotion back; who used it keeps it (operators)", tag), h.end)
}

// PromotionBody is a promotion as it is said. It takes off a percentage or an amount, one of the two.
type PromotionBody struct {
	Code       string       `json:"code" minLength:"4" maxLength:"40" doc:"4 to 24 letters, digits and hyphens"`
	Bps        int64        `json:"bps,omitempty" minimum:"0" maximum:"9000" doc:"basis points of the practitioner's price: 1500 is 15 %"`
	Amount     int64        `json:"amount,omitempty" minimum:"0" maximum:"1000000000" doc:"minor units"`
	Most       int64        `json:"most,omitempty" minimum:"0" maximum:"1000000000" doc:"of a percentage, minor units"`
	Minimum    int64        `json:"minimum,omitempty" minimum:"0" maximum:"1000000000" doc:"the price must be this at least, minor units"`
	Currency   string       `json:"currency,omitempty" maxLength:"3" doc:"ISO 4217, of the amounts; needed with amounts only"`
	BorneBy    promo.Bearer `json:"borneBy" enum:"platform,practitioner" doc:"a practitioner bears it for one service only, to which they agreed"`
	Category   *uuid.UUID   `json:"category,omitempty" format:"uuid" doc:"it and all below it; without it every category"`
	Service    *uuid.UUID   `json:"service,omitempty" format:"uuid" doc:"this one with its variants, instead of a category"`
	FirstOnly  bool         `json:"firstOnly,omitempty" doc:"for people who have booked nothing before"`
	PerPerson  int          `json:"perPerson" minimum:"1" maximum:"100"`
	TotalLimit int          `json:"totalLimit,omitempty" minimum:"0" maximum:"1000000" doc:"without it there is none"`
	From       string       `json:"from" format:"date" doc:"first day, in the brand's zone"`
	Until      string       `json:"until,omitempty" format:"date" doc:"last day; without it the code holds until it is taken back"`
	Note       string       `json:"note,omitempty" maxLength:"200"`
}

// PromotionView is a promotion.
type PromotionView struct {
	ID uuid.UUID `json:"id" format:"uuid"`
	PromotionBody
	State   promo.State `json:"state" enum:"ahead,in_force,used_up,over"`
	Used    int         `json:"used"`
	Created TouchedView `json:"created"`
}

func (b PromotionBody) promotion() (promo.Promotion, error) {
	from, err := dayOf("from", b.From)
	if err != nil {
		return promo.Promotion{}, err
	}
	until, err := dayOf("until", b.Until)
	if err != nil {
		return promo.Promotion{}, err
	}
	if !until.IsZero() {
		until = until.AddDate(0, 0, 1)
	}
	p := promo.Promotion{Code: b.Code, Bps: b.Bps, AmountMinor: b.Amount, MostMinor: b.Most, MinMinor: b.Minimum, Currency: b.Currency, BorneBy: b.BorneBy,
		FirstOnly: b.FirstOnly, PerPerson: b.PerPerson, TotalLimit: b.TotalLimit, From: from, Until: until, Note: b.Note}
	if b.Category != nil {
		p.CategoryID = *b.Category
	}
	if b.Service != nil {
		p.ServiceID = *b.Service
	}
	return p, nil
}

func (h promotions) view(p promo.Promotion) PromotionView {
	v := PromotionView{ID: p.ID, State: p.StateOn(h.service.Today()), Used: p.Used, Created: TouchedView{p.CreatedBy, p.CreatedAt},
		PromotionBody: PromotionBody{Code: p.Code, Bps: p.Bps, Amount: p.AmountMinor, Most: p.MostMinor, Minimum: p.MinMinor, Currency: p.Currency, BorneBy: p.BorneBy,
			FirstOnly: p.FirstOnly, PerPerson: p.PerPerson, TotalLimit: p.TotalLimit, From: dayText(p.From), Note: p.Note}}
	if p.CategoryID != uuid.Nil {
		v.Category = &p.CategoryID
	}
	if p.ServiceID != uuid.Nil {
		v.Service = &p.ServiceID
	}
	if !p.Until.IsZero() {
		v.Until = dayText(p.Until.AddDate(0, 0, -1))
	}
	return v
}

func (h promotions) list(ctx context.Context, in *PageQuery) (*Out[[]PromotionView], error) {
	list, total, err := h.service.List(ctx, identity.PrincipalFrom(ctx), promo.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := make([]PromotionView, len(list))
	for i, p := range list {
		out[i] = h.view(p)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

type addPromotionInput struct {
	IdempotencyHeader
	Body PromotionBody
}

func (h promotions) add(ctx context.Context, in *addPromotionInput) (*Out[PromotionView], error) {
	p, err := in.Body.promotion()
	if err != nil {
		return nil, err
	}
	if p, err = h.service.Add(ctx, identity.PrincipalFrom(ctx), p); err != nil {
		return nil, err
	}
	return OK(ctx, h.view(p)), nil
}

type promotionInput struct {
	IdempotencyHeader
	Promotion uuid.UUID `path:"promotion" format:"uuid"`
}

func (h promotions) end(ctx context.Context, in *promotionInput) (*Out[PromotionView], error) {
	p, err := h.service.End(ctx, identity.PrincipalFrom(ctx), in.Promotion)
	if err != nil {
		return nil, err
	}
	return OK(ctx, h.view(p)), nil
}
