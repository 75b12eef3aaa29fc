package api

import (
	"context"
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/pack"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// packages serves several sessions sold at once: what is offered, and what somebody has.
type packages struct {
	packs    *pack.Service
	catalog  *catalog.Catalog
	bookings *booking.Service
}

// Packages registers packages/*, practitioners/{id}/packages/* and bookings/{id}/packages.
func Packages(a huma.API, p *pack.Service, c *catalog.Catalog, b *booking.Service) {
	h := packages{p, c, b}
	const tag = "packages"
	h.offers(a, tag)
	huma.Register(a, op(http.MethodPost, "/packages", "buyPackage", "Buy a package; with the same key it goes on with the same purchase, also after the bank asked something", tag), h.buy)
	huma.Register(a, op(http.MethodGet, "/packages", "listPackages", "Your packages, newest first, with what became of each session", tag), h.mine)
	huma.Register(a, op(http.MethodGet, "/packages/{id}", "getPackage", "One package, for its owner, its practitioner and operators", tag), h.get)
	once(a, op(http.MethodPost, "/packages/{id}/refund", "refundPackage", "Give the unused sessions back for what they cost", tag), h.refund)
	huma.Register(a, op(http.MethodGet, "/bookings/{id}/packages", "bookingPackages", "Your packages that can pay for a hold, the one that ends first in front", tag), h.usable)
}

type buyPackageInput struct {
	MoneyKeyHeader
	Body struct {
		OfferID      uuid.UUID  `json:"offerId" format:"uuid"`
		OfferVersion int64      `json:"offerVersion" minimum:"1" doc:"of the offer that you saw: another one is refused"`
		Method       MethodBody `json:"method"`
		ReturnURL    string     `json:"returnUrl,omitempty" maxLength:"500" doc:"a path of this site, where the payer comes back to after their bank asked something"`
	}
}

func (h packages) buy(ctx context.Context, in *buyPackageInput) (*Out[PackageView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	method, err := in.Body.Method.method()
	if err != nil {
		return nil, err
	}
	if err := localPath(in.Body.ReturnURL); err != nil {
		return nil, err
	}
	// Method marshals without its secret: no hash of a card number is kept.
	key, err := idemScoped("pack:"+who.PersonID.String(), in.IdempotencyKey, []any{in.Body.OfferID, in.Body.OfferVersion, method, in.Body.ReturnURL})
	if err != nil {
		return nil, err
	}
	p, err := h.packs.Buy(ctx, who, pack.BuyRequest{OfferID: in.Body.OfferID, OfferVersion: in.Body.OfferVersion, Method: method, ReturnURL: in.Body.ReturnURL}, key)
	if err != nil {
		return nil, err
	}
	return h.read(ctx, p.ID) // asked again later, sessions may be used by now
}

func (h packages) read(ctx context.Context, id uuid.UUID) (*Out[PackageView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	p, err := h.packs.ByID(ctx, who, id)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewPackage(p, h.packs.Clock.Now())), nil
}

// PackagePath names a package that somebody bought.
type PackagePath struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (h packages) get(ctx context.Context, in *PackagePath) (*Out[PackageView], error) {
	return h.read(ctx, in.ID)
}

func (h packages) mine(ctx context.Context, in *PageQuery) (*Out[[]PackageView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	list, total, err := h.packs.Mine(ctx, who, pack.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, h.views(list), in.Page, in.Limit, total), nil
}

func (h packages) views(list []pack.Pack) []PackageView {
	now := h.packs.Clock.Now()
	out := make([]PackageView, len(list))
	for i, p := range list {
		out[i] = viewPackage(p, now)
	}
	return out
}

type refundPackageInput struct {
	PackagePath
	MoneyKeyHeader
	Body struct {
		Amount money.Amount `json:"amount" doc:"what you were told comes back (unused): exactly that does, or nothing"`
	}
}

func (h packages) refund(ctx context.Context, in *refundPackageInput) (*Out[PackageRefundView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	back, err := h.packs.Refund(ctx, who, in.ID, in.Body.Amount)
	if err != nil {
		return nil, err
	}
	return OK(ctx, PackageRefundView{in.ID, back}), nil
}

func (h packages) usable(ctx context.Context, in *BookingRef) (*Out[[]PackageView], error) {
	c := in.caller(ctx)
	b, err := h.bookings.ByID(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	if b.Status != booking.Held || b.TeamServiceID != uuid.Nil || b.Price.Minor == 0 {
		return OK(ctx, []PackageView{}), nil
	}
	list, err := h.packs.Usable(ctx, c.Principal, b.ServiceID, b.Start)
	if err != nil {
		return nil, err
	}
	return OK(ctx, h.views(list)), nil
}
