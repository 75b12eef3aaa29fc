// Package catalogtest makes people, categories, practitioners and services for the tests of the modules above catalog.
// What a test does not state is filled in so that the result can be found and booked.
package catalogtest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/platform/db"
)

var serial atomic.Int64

// Person inserts an active account and returns its id.
func Person(t testing.TB, q db.Querier, role string) uuid.UUID {
	t.Helper()
	id, n := newID(t), serial.Add(1)
	exec(t, q, `insert into identity.person (id, kind, email, email_verified_at, name, role, zone, created_at)
		values ($1, 'account', $2, now(), $3, $4, 'Asia/Kolkata', now())`, id, fmt.Sprintf("person%d@example.org", n), fmt.Sprintf("Person %d", n), role)
	return id
}

// Category inserts a category under parent (nil: a root) when the slug is new, and returns its id.
func Category(t testing.TB, q db.Querier, slug string, parent *uuid.UUID) uuid.UUID {
	t.Helper()
	exec(t, q, `insert into catalog.category (id, parent_id, slug, name) values ($1, $2, $3, jsonb_build_object('en', initcap($3::text)))
		on conflict (slug) do nothing`, newID(t), parent, slug)
	var id uuid.UUID
	if err := q.QueryRow(context.Background(), "select id from catalog.category where slug = $1", slug).Scan(&id); err != nil {
		t.Fatalf("catalogtest: %v", err)
	}
	return id
}

// PractitionerSpec says what is special about a practitioner; zero values are filled in.
type PractitionerSpec struct {
	PersonID     uuid.UUID // zero: a new account
	Slug         string
	Name         string
	Headline     string
	Bio          string
	Currency     string // INR
	Country      string // IN
	City         string // Pune
	Zone         string // Asia/Kolkata
	Languages    []string
	Latitude     float64
	Longitude    float64
	Confirmation string // instant
	Status       string // verified
	Unlisted     bool
	Experience   int
}

// Practitioner inserts a profile, by default verified and listed, and returns its id.
func Practitioner(t testing.TB, q db.Querier, s PractitionerSpec) uuid.UUID {
	t.Helper()
	id, n := newID(t), serial.Add(1)
	if s.PersonID == uuid.Nil {
		s.PersonID = Person(t, q, "practitioner")
	}
	or(&s.Slug, fmt.Sprintf("practitioner-%d", n))
	or(&s.Name, fmt.Sprintf("Practitioner %d", n))
	or(&s.Currency, "INR")
	or(&s.Country, "IN")
	or(&s.City, "Pune")
	or(&s.Zone, "Asia/Kolkata")
	or(&s.Confirmation, "instant")
	or(&s.Status, "verified")
	if s.Languages == nil {
		s.Languages = []string{"en"}
	}
	exec(t, q, `insert into catalog.practitioner (id, person_id, slug, display_name, headline, bio, experience_years, languages, currency,
			country, city, zone, address, latitude, longitude, s2_cell, confirmation, verification_status, verified_at, listed, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '1 Private Lane', nullif($13::float8, 0), nullif($14::float8, 0), $15, $16, $17,
			case when $17 = 'verified' then now() end, $18, now())`,
		id, s.PersonID, s.Slug, s.Name, s.Headline, s.Bio, s.Experience, s.Languages, s.Currency, s.Country, s.City, s.Zone,
		s.Latitude, s.Longitude, catalog.CellOf(s.Latitude, s.Longitude), s.Confirmation, s.Status, !s.Unlisted)
	return id
}

// ServiceSpec says what is special about a service; zero values are filled in.
type ServiceSpec struct {
	Practitioner    uuid.UUID // required
	Category        string    // slug: yoga
	Name            string    // Session
	Minutes         int       // 60
	IntervalMin     *int
	PriceMinor      int64  // 150000
	Currency        string // the practitioner's
	Modes           []string
	BufferBeforeMin int
	BufferAfterMin  int
	NoticeMin       int
	WindowDays      int // 60
	Capacity        int // 1
	PerDay          int
	PerWeek         int
	FreeCancelHours *int // 24
	LateCancelBps   *int // 10000
	Inactive        bool
}

// Service inserts an active service and returns its id.
func Service(t testing.TB, q db.Querier, s ServiceSpec) uuid.UUID {
	t.Helper()
	id := newID(t)
	or(&s.Category, "yoga")
	or(&s.Name, "Session")
	or(&s.Minutes, 60)
	or(&s.PriceMinor, 150_000)
	or(&s.WindowDays, 60)
	or(&s.Capacity, 1)
	if s.Modes == nil {
		s.Modes = []string{"online"}
	}
	hours, bps := 24, 10_000
	if s.FreeCancelHours == nil {
		s.FreeCancelHours = &hours
	}
	if s.LateCancelBps == nil {
		s.LateCancelBps = &bps
	}
	category := Category(t, q, s.Category, nil)
	exec(t, q, `insert into catalog.service (id, practitioner_id, category_id, name, duration_min, interval_min, price_minor, currency, modes,
			buffer_before_min, buffer_after_min, notice_min, window_days, capacity, per_day, per_week, free_cancel_hours, late_cancel_fee_bps, active, created_at)
		select $1, p.id, $3, $4, $5, $6, $7, coalesce(nullif($8, ''), p.currency), $9, $10, $11, $12, $13, $14, nullif($15::int, 0), nullif($16::int, 0), $17, $18, $19, now()
		from catalog.practitioner p where p.id = $2`,
		id, s.Practitioner, category, s.Name, s.Minutes, s.IntervalMin, s.PriceMinor, s.Currency, s.Modes, s.BufferBeforeMin, s.BufferAfterMin,
		s.NoticeMin, s.WindowDays, s.Capacity, s.PerDay, s.PerWeek, *s.FreeCancelHours, *s.LateCancelBps, !s.Inactive)
	return id
}

func or[T comparable](v *T, fallback T) {
	var zero T
	if *v == zero {
		*v = fallback
	}
}

func newID(t testing.TB) uuid.UUID {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatalf("catalogtest: %v", err)
	}
	return id
}

func exec(t testing.TB, q db.Querier, sql string, args ...any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if tag, err := q.Exec(ctx, sql, args...); err != nil || tag.RowsAffected() > 1 {
		t.Fatalf("catalogtest: %v %v", tag, err)
	}
}
