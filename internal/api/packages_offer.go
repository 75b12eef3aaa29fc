package api

import (
	"context"
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// offers registers practitioners/{id}/packages/*.
func (h packages) offers(a huma.API, tag string) {
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}/packages", "listPackageOffers", "What is on sale; the practitioner and operators also see what is closed", tag), h.listOffers)
	once(a, op(http.MethodPost, "/practitioners/{id}/packages", "addPackageOffer", "Offer several sessions of a service at once", tag), h.addOffer)
	once(a, op(http.MethodPut, "/practitioners/{id}/packages/{offer}", "updatePackageOffer", "Change, close or reopen an offer; what was bought keeps its terms", tag), h.updateOffer)
	once(a, op(http.MethodDelete, "/practitioners/{id}/packages/{offer}", "retirePackageOffer", "Sell it no more; what was bought stays", tag), h.retireOffer)
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}/packages/sold", "listSoldPackages", "Who bought which package and what is left of it, newest first", tag), h.sold)
}

func (h packages) listOffers(ctx context.Context, in *PractitionerPath) (*Out[[]PackageOfferView], error) {
	p, err := h.catalog.PractitionerByID(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	who := identity.PrincipalFrom(ctx)
	theirs := who.SignedIn() && (who.PersonID == p.PersonID || who.Role == identity.Admin)
	if !theirs && !p.Visible() {
		return nil, catalog.ErrNoPractitioner
	}
	var list []catalog.Package
	if theirs {
		list, err = h.catalog.Packages(ctx, p.ID)
	} else {
		list, err = h.catalog.PackagesOnSale(ctx, p)
	}
	if err != nil {
		return nil, err
	}
	out := make([]PackageOfferView, len(list))
	for i, o := range list {
		out[i] = viewPackageOffer(o)
	}
	return OK(ctx, out), nil
}

// PackageOfferBody is an offer as its practitioner states it.
type PackageOfferBody struct {
	ServiceID uuid.UUID `json:"serviceId" format:"uuid" doc:"the service or the option that its sessions are of, for good"`
	Sessions  int       `json:"sessions" minimum:"2" maximum:"100"`
	Price     int64     `json:"price" minimum:"1" doc:"of all sessions, minor units of the practitioner's currency, tax included"`
	ValidDays int       `json:"validDays" minimum:"7" maximum:"730" doc:"sessions must begin within so many days of the purchase"`
	OnSale    bool      `json:"onSale,omitempty" default:"true"`
}

type addOfferInput struct {
	PractitionerPath
	MoneyKeyHeader
	Body PackageOfferBody
}

func (h packages) addOffer(ctx context.Context, in *addOfferInput) (*Out[PackageOfferView], error) {
	return h.saveOffer(ctx, in.ID, uuid.Nil, 0, in.Body)
}

// PackageOfferPath names an offer of a practitioner.
type PackageOfferPath struct {
	PractitionerPath
	Offer uuid.UUID `path:"offer" format:"uuid"`
}

type updateOfferInput struct {
	PackageOfferPath
	MoneyKeyHeader
	Body struct {
		Versioned
		PackageOfferBody
	}
}

func (h packages) updateOffer(ctx context.Context, in *updateOfferInput) (*Out[PackageOfferView], error) {
	return h.saveOffer(ctx, in.ID, in.Offer, in.Body.Version, in.Body.PackageOfferBody)
}

func (h packages) saveOffer(ctx context.Context, practitioner, id uuid.UUID, version int64, b PackageOfferBody) (*Out[PackageOfferView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	o, err := h.catalog.UpsertPackage(ctx, who, practitioner, catalog.Package{ID: id, Version: version, ServiceID: b.ServiceID, Sessions: b.Sessions,
		Price: money.Amount{Minor: b.Price}, ValidDays: b.ValidDays, Active: b.OnSale})
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewPackageOffer(o)), nil
}

type retireOfferInput struct {
	PackageOfferPath
	MoneyKeyHeader
}

func (h packages) retireOffer(ctx context.Context, in *retireOfferInput) (*Out[PackageOfferView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	o, err := h.catalog.ClosePackage(ctx, who, in.ID, in.Offer)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewPackageOffer(o)), nil
}

type soldInput struct {
	PractitionerPath
	PageQuery
}

func (h packages) sold(ctx context.Context, in *soldInput) (*Out[[]SoldPackageView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	p, err := h.catalog.PractitionerByID(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	list, total, err := h.packs.SoldBy(ctx, who, p, uuid.Nil, pack.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	now, out := h.packs.Clock.Now(), make([]SoldPackageView, len(list))
	for i, s := range list {
		out[i] = SoldPackageView{viewPackage(s.Pack, now), s.Buyer}
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}
