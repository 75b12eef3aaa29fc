package embed

import (
	"net/url"
	"time"

	"klear/assets"
	"klear/internal/modules/catalog"
	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Frame is GET /embed/p/{slug}. It is no layout.Page: nothing in it is about who looks.
type Frame struct {
	L        *i18n.Localizer
	Zone     *time.Location
	Now      time.Time
	Brand    *brand.Brand
	Assets   *assets.Assets
	Person   ui.Person
	Services []Service
	Parent   string // the site around it, which is told how high the page is; "" when it is none of the allowed ones
}

// Service is something that can be booked, with its next times.
type Service struct {
	Name    string
	Minutes int
	Price   money.Amount
	URL     string // of the practitioner's page with this service chosen
	Times   []Time
}

// Time is an opening, shown in the zone in which it is thought of.
type Time struct {
	Start time.Time
	Zone  *time.Location
	URL   string
}

// address is the practitioner's page with a service and, unless it is zero, a time chosen.
func address(slug string, s catalog.Service, at time.Time, zone *time.Location) string {
	q := url.Values{"service": {s.ID.String()}}
	if len(s.Modes) > 0 {
		q.Set("mode", string(page.Mode(s.Modes[0])))
	}
	if !at.IsZero() {
		q.Set("on", at.In(zone).Format(time.DateOnly))
		q.Set("at", ui.AtValue(at))
	}
	return "/p/" + slug + "?" + q.Encode() + "#book"
}
