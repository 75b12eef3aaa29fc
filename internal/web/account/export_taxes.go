package account

import (
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
)

// ownInvoice is an invoice, receipt or credit note that names the person, as buyer or as seller.
type ownInvoice struct {
	Number     string    `json:"number"`
	Kind       string    `json:"kind"`
	For        string    `json:"for"`
	Day        string    `json:"day"`
	Sold       bool      `json:"sold"` // the person is the seller
	Booking    string    `json:"booking,omitempty"`
	NetMinor   int64     `json:"net_minor"`
	TaxMinor   int64     `json:"tax_minor"`
	TotalMinor int64     `json:"total_minor"`
	Withheld   int64     `json:"withheld_minor,omitempty"`
	Currency   string    `json:"currency"`
	Issued     time.Time `json:"issued"`
}

// ownTaxIdentity is who the person said they are to the tax office.
type ownTaxIdentity struct {
	Country   string `json:"country"`
	Number    string `json:"number,omitempty"`
	LegalName string `json:"legal_name"`
	Address   string `json:"address"`
	From      string `json:"from"`
}

// ownPlan is a subscription.
type ownPlan struct {
	Family    string    `json:"family"`
	Plan      string    `json:"plan"`
	Cycle     string    `json:"cycle"`
	Status    string    `json:"status"`
	Method    string    `json:"method,omitempty"`
	PaidUntil time.Time `json:"paid_until,omitzero"`
	Began     time.Time `json:"began"`
	Ended     time.Time `json:"ended,omitzero"`
}

func (h Handler) ownInvoices(r *http.Request, who identity.Principal, to *ownData) error {
	seen := map[string]bool{}
	add := func(list []invoice.Document) {
		for _, d := range list {
			if !seen[d.Number] {
				seen[d.Number] = true
				to.Invoices = append(to.Invoices, viewInvoice(d, who))
			}
		}
	}
	for n := 1; ; n++ {
		list, total, err := h.Invoices.Mine(r.Context(), who, invoice.Query{Number: n, Limit: exportPage})
		if err != nil {
			return err
		}
		if add(list); n*exportPage >= total {
			break
		}
	}
	for n := 1; who.Role == identity.Practitioner; n++ {
		list, total, err := h.Invoices.Practice(r.Context(), who, invoice.Query{Number: n, Limit: exportPage})
		if err != nil {
			return err
		}
		if add(list); n*exportPage >= total {
			break
		}
	}
	return nil
}

func viewInvoice(d invoice.Document, who identity.Principal) ownInvoice {
	return ownInvoice{Number: d.Number, Kind: string(d.Kind), For: string(d.Role), Day: d.IssuedOn.Format(time.DateOnly), Sold: d.BuyerID != who.PersonID,
		Booking: d.Reference, NetMinor: d.Net, TaxMinor: d.Tax, TotalMinor: d.Total, Withheld: d.Withheld, Currency: d.Currency, Issued: d.IssuedAt}
}

func (h Handler) ownTaxes(r *http.Request, who identity.Principal, to *ownData) error {
	x, err := h.Tariff.Own(r.Context(), who)
	if err == nil && x.LegalName != "" {
		to.TaxIdentity = &ownTaxIdentity{x.Country, x.Number, x.LegalName, x.Address, x.From.Format(time.DateOnly)}
	}
	return err
}

func (h Handler) ownPlans(r *http.Request, who identity.Principal, to *ownData) error {
	list, err := h.Plans.Mine(r.Context(), who)
	for _, s := range list {
		to.Plans = append(to.Plans, ownPlan{Family: string(s.Family), Plan: s.Plan.Code, Cycle: string(s.Cycle), Status: string(s.Status), Method: s.Method,
			PaidUntil: s.PaidUntil, Began: s.CreatedAt, Ended: s.EndedAt})
	}
	return err
}
