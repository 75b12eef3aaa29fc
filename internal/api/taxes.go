package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

type taxes struct{ tariff *tariff.Service }

// Taxes registers admin/taxes and who somebody is to the tax office.
func Taxes(a huma.API, t *tariff.Service) {
	h := taxes{t}
	const tag = "admin"
	huma.Register(a, op(http.MethodGet, "/admin/taxes/law", "listTaxLaw", "The tax rules that come with the program for a country, those that are over left out (operators)", tag), h.law)
	huma.Register(a, op(http.MethodGet, "/admin/taxes/rules", "listTaxRules", "The operators' own tax rules, those that begin last first (operators)", tag), h.rules)
	once(a, op(http.MethodPost, "/admin/taxes/rules", "addTaxRule", "Put a tax in force from a day on, before what the program says (operators)", tag), h.add)
	once(a, op(http.MethodPost, "/admin/taxes/rules/{rule}/end", "endTaxRule", "Take an own tax rule back: what fits next applies (operators)", tag), h.end)
	huma.Register(a, op(http.MethodGet, "/admin/taxes/platform", "listPlatformTaxIdentities", "Who the platform is to the tax offices (operators)", tag), h.platforms)
	once(a, op(http.MethodPost, "/admin/taxes/platform", "setPlatformTaxIdentity", "Say who the platform is to a tax office from a day on: without a number no taxes are quoted there (operators)", tag), h.setPlatform)
	huma.Register(a, op(http.MethodGet, "/users/tax-identity", "getTaxIdentity", "Who one is to the tax office; empty when one never said", "users"), h.own)
	once(a, op(http.MethodPut, "/users/tax-identity", "setTaxIdentity", "Say who one is to the tax office, from a day on", "users"), h.setOwn)
}

// TaxRuleBody is a tax as it is said.
type TaxRuleBody struct {
	Country  string         `json:"country" minLength:"2" maxLength:"2" doc:"ISO 3166-1 alpha-2"`
	Kind     tariff.TaxKind `json:"kind" enum:"commission,supply,withholding" doc:"on the platform's commission, on the service itself, or collected from registered practitioners"`
	Category *uuid.UUID     `json:"category,omitempty" format:"uuid" doc:"it and all below it; without it every category"`
	Name     string         `json:"name" minLength:"2" maxLength:"10" doc:"GST, VAT, TCS"`
	Bps      int64          `json:"bps" minimum:"0" maximum:"5000" doc:"basis points; 0 is no tax"`
	Deemed   bool           `json:"deemed,omitempty" doc:"the platform counts as the supplier and owes the tax on the whole price"`
	From     string         `json:"from" format:"date"`
	Note     string         `json:"note,omitempty" maxLength:"200" doc:"the law that says so"`
}

// TaxRuleView is a tax rule. One that comes with the program has no id, and its category is a slug.
type TaxRuleView struct {
	ID *uuid.UUID `json:"id,omitempty" format:"uuid"`
	TaxRuleBody
	Slug             string       `json:"slug,omitempty" doc:"of the category, of the program's rules"`
	UnregisteredOnly bool         `json:"unregisteredOnly,omitempty" doc:"it holds for practitioners without a tax number only"`
	Until            string       `json:"until,omitempty" format:"date" doc:"the first day without it"`
	State            tariff.State `json:"state" enum:"ahead,in_force,over"`
}

func viewTaxRule(t tariff.TaxRule, today time.Time) TaxRuleView {
	v := TaxRuleView{Slug: t.Category, UnregisteredOnly: t.UnregisteredOnly, Until: dayText(t.Until), State: t.StateOn(today),
		TaxRuleBody: TaxRuleBody{Country: t.Country, Kind: t.Kind, Name: t.Name, Bps: t.Bps, Deemed: t.Deemed, From: dayText(t.From), Note: t.Law}}
	if t.ID != uuid.Nil {
		v.ID = &t.ID
	}
	if t.CategoryID != uuid.Nil {
		v.Category = &t.CategoryID
	}
	return v
}

func (h taxes) views(list []tariff.TaxRule) []TaxRuleView {
	out, today := make([]TaxRuleView, len(list)), h.tariff.Today()
	for i, t := range list {
		out[i] = viewTaxRule(t, today)
	}
	return out
}

func (h taxes) law(ctx context.Context, in *struct {
	Country string `query:"country" required:"true" minLength:"2" maxLength:"2"`
}) (*Out[[]TaxRuleView], error) {
	list, err := h.tariff.Law(identity.PrincipalFrom(ctx), in.Country, h.tariff.Today())
	if err != nil {
		return nil, err
	}
	return OK(ctx, h.views(list)), nil
}

func (h taxes) rules(ctx context.Context, in *PageQuery) (*Out[[]TaxRuleView], error) {
	list, total, err := h.tariff.TaxRules(ctx, identity.PrincipalFrom(ctx), tariff.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, h.views(list), in.Page, in.Limit, total), nil
}

type addTaxRuleInput struct {
	IdempotencyHeader
	Body TaxRuleBody
}

func (h taxes) add(ctx context.Context, in *addTaxRuleInput) (*Out[TaxRuleView], error) {
	b := in.Body
	from, err := dayOf("from", b.From)
	if err != nil {
		return nil, err
	}
	t := tariff.TaxRule{Country: b.Country, Kind: b.Kind, Name: b.Name, Bps: b.Bps, Deemed: b.Deemed, From: from, Law: b.Note}
	if b.Category != nil {
		t.CategoryID = *b.Category
	}
	t, err = h.tariff.AddTaxRule(ctx, identity.PrincipalFrom(ctx), t)
	return h.answer(ctx, t, err)
}

func (h taxes) answer(ctx context.Context, t tariff.TaxRule, err error) (*Out[TaxRuleView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewTaxRule(t, h.tariff.Today())), nil
}

func (h taxes) end(ctx context.Context, in *ruleInput) (*Out[TaxRuleView], error) {
	t, err := h.tariff.EndTaxRule(ctx, identity.PrincipalFrom(ctx), in.Rule)
	return h.answer(ctx, t, err)
}

// TaxIdentityBody is who somebody is to the tax office of a country.
type TaxIdentityBody struct {
	Country   string `json:"country" maxLength:"2" doc:"ISO 3166-1 alpha-2"`
	Number    string `json:"number,omitempty" maxLength:"30" doc:"GSTIN or VAT number; without one: not registered"`
	LegalName string `json:"legalName" maxLength:"120"`
	Address   string `json:"address" maxLength:"500"`
	From      string `json:"from,omitempty" format:"date" doc:"in the brand's zone; without it today"`
}

func viewIdentity(x tariff.TaxIdentity) TaxIdentityBody {
	return TaxIdentityBody{x.Country, x.Number, x.LegalName, x.Address, dayText(x.From)}
}

func (b TaxIdentityBody) identity() (tariff.TaxIdentity, error) {
	from, err := dayOf("from", b.From)
	return tariff.TaxIdentity{Country: b.Country, Number: b.Number, LegalName: b.LegalName, Address: b.Address, From: from}, err
}

func (h taxes) platforms(ctx context.Context, _ *struct{}) (*Out[[]TaxIdentityBody], error) {
	list, err := h.tariff.Platforms(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]TaxIdentityBody, len(list))
	for i, x := range list {
		out[i] = viewIdentity(x)
	}
	return OK(ctx, out), nil
}

type taxIdentityInput struct {
	IdempotencyHeader
	Body TaxIdentityBody
}

func (h taxes) setPlatform(ctx context.Context, in *taxIdentityInput) (*Out[TaxIdentityBody], error) {
	return said(ctx, in, h.tariff.SetPlatform)
}

func (h taxes) own(ctx context.Context, _ *struct{}) (*Out[TaxIdentityBody], error) {
	x, err := h.tariff.Own(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewIdentity(x)), nil
}

func (h taxes) setOwn(ctx context.Context, in *taxIdentityInput) (*Out[TaxIdentityBody], error) {
	return said(ctx, in, h.tariff.SetOwn)
}

// said keeps an identity by one of the two ways there are.
func said(ctx context.Context, in *taxIdentityInput, keep func(context.Context, identity.Principal, tariff.TaxIdentity) (tariff.TaxIdentity, error)) (*Out[TaxIdentityBody], error) {
	x, err := in.Body.identity()
	if err != nil {
		return nil, err
	}
	if x, err = keep(ctx, identity.PrincipalFrom(ctx), x); err != nil {
		return nil, err
	}
	return OK(ctx, viewIdentity(x)), nil
}
