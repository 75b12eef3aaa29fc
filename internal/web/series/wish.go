package series

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/platform/apperr"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

var errNoTime = apperr.New(apperr.Unprocessable, "time_required", "Choose a time first.")

// wish is what a series is to be.
type wish struct {
	slug    string
	service uuid.UUID
	mode    catalog.Mode
	at      time.Time
	weeks   int
	count   int
}

// read takes a wish from a form or an address. Errors: catalog.ErrNoService, time_required. Numbers out of range are
// refused where the plan is made.
func read(q url.Values) (wish, error) {
	out := wish{slug: strings.ToLower(q.Get("with")), mode: page.CatalogMode(q.Get("mode"))}
	var err error
	if out.service, err = uuid.Parse(q.Get("service")); err != nil {
		return out, catalog.ErrNoService
	}
	first := q.Get("first")
	if first == "" {
		first = q.Get("at")
	}
	if out.at, err = time.Parse(time.RFC3339, first); err != nil {
		return out, errNoTime
	}
	out.weeks, _ = strconv.Atoi(q.Get("weeks"))
	out.count, _ = strconv.Atoi(q.Get("count"))
	return out, nil
}

func (w wish) plan() booking.SeriesPlan {
	return booking.SeriesPlan{ServiceID: w.service, Start: w.at, Weeks: w.weeks, Count: w.count}
}

// fields are the wish as it travels with the plan's form and in its address.
func (w wish) fields() []ui.Hidden {
	return []ui.Hidden{
		{Name: "with", Value: w.slug}, {Name: "service", Value: w.service.String()}, {Name: "mode", Value: string(page.Mode(w.mode))},
		{Name: "first", Value: w.at.UTC().Format(time.RFC3339)}, {Name: "weeks", Value: strconv.Itoa(w.weeks)}, {Name: "count", Value: strconv.Itoa(w.count)},
	}
}

func (w wish) url() string {
	q := url.Values{}
	for _, f := range w.fields() {
		q.Set(f.Name, f.Value)
	}
	return "/series?" + q.Encode()
}

func insteadName(no int) string { return "instead-" + strconv.Itoa(no) }

// starts are the dates chosen on the plan: those that were ticked, and what was taken instead of clashes.
func starts(form url.Values) ([]time.Time, error) {
	var out []time.Time
	said := form["at"]
	for no := range booking.MaxSeries {
		if at := form.Get(insteadName(no)); at != "" {
			said = append(said, at)
		}
	}
	for _, at := range said {
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return nil, errNoTime
		}
		out = append(out, t)
	}
	return out, nil
}
