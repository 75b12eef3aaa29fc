package services

import (
	"net/url"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// List is the page of all services, GET /pro/services.
//
// Posts: /pro/services/order with up, down or order; /pro/services/{id}/pause and /reopen; /pro/services/confirmation.
type List struct {
	Page      layout.Page
	Items     []Item
	Approval  bool   // the practitioner answers each booking
	PublicURL string // the page as clients see it; "" while it is not shown
}

// Item is a service with its options, of which there is one at least.
type Item struct {
	ID          string // of the heading
	Name        string
	Description string
	Options     []Option
	Active      bool // any option is
	First, Last bool // in the list
}

// Option is one way to book a service.
type Option struct {
	ID      string
	Label   string
	Minutes int
	Price   ui.Price
	Modes   []ui.Mode
	Seats   int
	Active  bool
}

// Edit is the form of one service, GET /pro/services/new?of and /pro/services/{id}. Values are what the form shows:
// stored, or as typed. The button "do" is save or preview.
type Edit struct {
	Page       layout.Page
	Action     string
	New        bool
	Heading    string // name of the service that this is an option of; "" for a service of its own
	Values     url.Values
	Currency   string
	Categories []ui.Choice
	Attributes []ui.AttributeField // of the category
	Modes      []ui.Choice
	Suggest    string // a better interval, in words
	Preview    Preview
}

// Preview is the service as a client will see it.
type Preview struct {
	Name        string
	Label       string
	Description string
	Minutes     int
	Priced      bool // Price and Share are known
	Price       money.Amount
	Share       money.Amount // what the practitioner earns of it
	Tax         string       // "GST"; "" when none is included
	Where       []Place
	Seats       int
	Rule        string // of cancelling
}

// Place is one way to meet.
type Place struct {
	Mode ui.Mode
	Text string
}
