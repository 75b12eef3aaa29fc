package account

import (
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
)

// ownPackage is a package of sessions that the person bought.
type ownPackage struct {
	Code         string           `json:"code"`
	Practitioner string           `json:"practitioner"`
	Service      string           `json:"service"`
	Sessions     int              `json:"sessions"`
	Left         int              `json:"left"`
	PriceMinor   int64            `json:"price_minor"`
	Currency     string           `json:"currency"`
	Bought       time.Time        `json:"bought"`
	ValidUntil   time.Time        `json:"valid_until"`
	Uses         []ownPackageUsed `json:"uses,omitempty"`
}

// ownPackageUsed is what became of one of its sessions: draw, refund or expiry.
type ownPackageUsed struct {
	Session     int        `json:"session"`
	Kind        string     `json:"kind"`
	AmountMinor int64      `json:"amount_minor"`
	At          time.Time  `json:"at"`
	Returned    *time.Time `json:"returned,omitempty"`
}

func (h Handler) ownPackages(r *http.Request, who identity.Principal, to *ownData) error {
	for n := 1; ; n++ {
		list, total, err := h.Packs.Mine(r.Context(), who, pack.Page{Number: n, Limit: exportPage})
		if err != nil {
			return err
		}
		for _, p := range list {
			to.Packages = append(to.Packages, viewPackage(p))
		}
		if n*exportPage >= total {
			return nil
		}
	}
}

func viewPackage(p pack.Pack) ownPackage {
	own := ownPackage{Code: p.Code, Practitioner: p.PractitionerName, Service: p.ServiceName, Sessions: p.Sessions, Left: p.Left(),
		PriceMinor: p.Price.Minor, Currency: p.Price.Currency, Bought: p.BoughtAt, ValidUntil: p.ValidUntil}
	for _, u := range p.Uses {
		used := ownPackageUsed{Session: u.No, Kind: string(u.Kind), AmountMinor: u.AmountMinor, At: u.At}
		if !u.ReturnedAt.IsZero() {
			used.Returned = &u.ReturnedAt
		}
		own.Uses = append(own.Uses, used)
	}
	return own
}
