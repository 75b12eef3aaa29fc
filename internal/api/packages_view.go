package api

import (
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/pack"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// PackageOfferView is what is offered.
type PackageOfferView struct {
	ID             uuid.UUID    `json:"id"`
	PractitionerID uuid.UUID    `json:"practitionerId"`
	ServiceID      uuid.UUID    `json:"serviceId" doc:"only this service, or option of one, can be booked with it"`
	Sessions       int          `json:"sessions"`
	Price          money.Amount `json:"price" doc:"of all sessions, tax included"`
	PerSession     money.Amount `json:"perSession" doc:"rounded; the sessions' parts differ by one minor unit at most, by ten of a currency with three decimals, and sum to the price"`
	ValidDays      int          `json:"validDays"`
	OnSale         bool         `json:"onSale"`
	Version        int64        `json:"version" doc:"send it with a change, and with a purchase: another one is refused"`
}

func viewPackageOffer(o catalog.Package) PackageOfferView {
	return PackageOfferView{ID: o.ID, PractitionerID: o.PractitionerID, ServiceID: o.ServiceID, Sessions: o.Sessions, Price: o.Price,
		PerSession: o.PerSession(), ValidDays: o.ValidDays, OnSale: o.Active, Version: o.Version}
}

// PackageView is a package that somebody bought, on the terms of that day.
type PackageView struct {
	ID             uuid.UUID        `json:"id"`
	Code           string           `json:"code"`
	OfferID        uuid.UUID        `json:"offerId"`
	PractitionerID uuid.UUID        `json:"practitionerId"`
	Practitioner   string           `json:"practitioner" doc:"the name at that time"`
	Service        ServiceRef       `json:"service"`
	Status         pack.Status      `json:"status" enum:"unpaid,active,refunded,void" doc:"refunded: every session was paid back, and it is over; void: its payment came to nothing"`
	Sessions       int              `json:"sessions"`
	Left           int              `json:"left" doc:"neither booked, refunded nor lost"`
	Price          money.Amount     `json:"price"`
	Unused         money.Amount     `json:"unused" doc:"what a refund gives back now; nothing once it has ended"`
	BoughtAt       *time.Time       `json:"boughtAt,omitempty"`
	ValidUntil     *time.Time       `json:"validUntil,omitempty" doc:"sessions must begin before"`
	Ended          bool             `json:"ended"`
	Uses           []PackageUseView `json:"uses" doc:"oldest first"`
}

// PackageUseView is what became of one session of a package.
type PackageUseView struct {
	Session    int          `json:"session" doc:"its number, from 1"`
	Kind       pack.Kind    `json:"kind" enum:"draw,refund,expiry" doc:"booked; paid back; lost at the end"`
	BookingID  *uuid.UUID   `json:"bookingId,omitempty" doc:"of draw"`
	Amount     money.Amount `json:"amount" doc:"the session's part of the price"`
	At         time.Time    `json:"at"`
	ReturnedAt *time.Time   `json:"returnedAt,omitempty" doc:"when a booked session came back"`
}

// PackageRefundView is what goes back for the unused sessions.
type PackageRefundView struct {
	PackageID uuid.UUID    `json:"packageId"`
	Amount    money.Amount `json:"amount"`
}

// SoldPackageView is a package as its practitioner sees it.
type SoldPackageView struct {
	PackageView
	Client string `json:"client" doc:"the name, and nothing else"`
}

func viewPackage(p pack.Pack, now time.Time) PackageView {
	v := PackageView{ID: p.ID, Code: p.Code, OfferID: p.OfferID, PractitionerID: p.PractitionerID, Practitioner: p.PractitionerName,
		Service: ServiceRef{p.ServiceID, p.ServiceName}, Status: p.Status, Sessions: p.Sessions, Left: p.Left(), Price: p.Price,
		Unused: money.Amount{Currency: p.Price.Currency}, Uses: make([]PackageUseView, len(p.Uses))}
	if p.Bought() {
		v.BoughtAt, v.ValidUntil, v.Ended = &p.BoughtAt, &p.ValidUntil, !p.Holds(now)
	}
	if p.Holds(now) {
		v.Unused = p.Unused()
	}
	for i, u := range p.Uses {
		one := PackageUseView{Session: u.No, Kind: u.Kind, Amount: money.Amount{Minor: u.AmountMinor, Currency: p.Price.Currency}, At: u.At}
		if u.Kind == pack.Drawn {
			one.BookingID = &u.BookingID
		}
		if !u.ReturnedAt.IsZero() {
			one.ReturnedAt = &u.ReturnedAt
		}
		v.Uses[i] = one
	}
	return v
}
