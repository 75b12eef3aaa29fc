package lab

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client speaks REST as a guest with a secret of its own.
type Client struct {
	Base   string
	Access string // Booking-Access
	Token  string // bearer
	HTTP   *http.Client
}

// NewClient makes a guest.
func NewClient(base, access string) *Client {
	return &Client{Base: base, Access: access, HTTP: &http.Client{Timeout: 30 * time.Second}}
}

// Problem is a refusal: its status and stable code.
type Problem struct {
	Status int
	Code   string
	Body   string
}

// Error gives status and code.
func (p *Problem) Error() string { return fmt.Sprintf("%d %s %s", p.Status, p.Code, p.Body) }

// Do sends a request and decodes the envelope's data into out, which may be nil.
func (c *Client) Do(ctx context.Context, method, path string, body, out any) error {
	var payload io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		payload = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.Base+"/api/v1"+path, payload)
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Access != "" {
		req.Header.Set("Booking-Access", c.Access)
	}
	if strings.HasPrefix(path, "/payments/") || method == http.MethodPost && path == "/admin/payout-runs" { // where money moves it is required
		req.Header.Set("Idempotency-Key", rand.Text())
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 4<<20))
	if err != nil {
		return err
	}
	var env struct {
		Success bool            `json:"success"`
		Data    json.RawMessage `json:"data"`
		Error   *struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	if err := json.Unmarshal(raw, &env); err != nil {
		return &Problem{Status: res.StatusCode, Code: "not_an_envelope", Body: string(raw[:min(len(raw), 200)])}
	}
	if !env.Success || env.Error != nil {
		p := &Problem{Status: res.StatusCode, Body: string(raw[:min(len(raw), 400)])}
		if env.Error != nil {
			p.Code = env.Error.Code
		}
		return p
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(env.Data, out)
}

// Hit is a practitioner in a search result.
type Hit struct {
	ID   string `json:"id"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// Profile is what the experiments need of a practitioner.
type Profile struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Confirmation string `json:"confirmation"`
	Services     []struct {
		ID       string   `json:"id"`
		Name     string   `json:"name"`
		Modes    []string `json:"modes"`
		Capacity int      `json:"capacity"`
		Price    struct {
			Amount   int64  `json:"amount"`
			Currency string `json:"currency"`
		} `json:"price"`
	} `json:"services"`
}

// Slot is an offered start.
type Slot struct {
	Start time.Time `json:"start"`
}

// Booking is what the experiments need of a booking.
type Booking struct {
	ID     string    `json:"id"`
	Code   string    `json:"code"`
	Status string    `json:"status"`
	Start  time.Time `json:"start"`
	Price  struct {
		Amount   int64  `json:"amount"`
		Currency string `json:"currency"`
	} `json:"price"`
}

// Offer is one bookable service with its openings.
type Offer struct {
	Practitioner, Service string
	Slots                 []Slot
}

// Search lists practitioners.
func (c *Client) Search(ctx context.Context, query string) (hits []Hit, err error) {
	var found struct {
		Practitioners []Hit `json:"practitioners"`
	}
	err = c.Do(ctx, http.MethodGet, "/search/practitioners?"+query, nil, &found)
	return found.Practitioners, err
}

// Offers finds up to n private, instantly confirmed, paid online services with openings in the coming days.
func (c *Client) Offers(ctx context.Context, n int, now time.Time) ([]Offer, error) {
	var out []Offer
	for page := 1; len(out) < n && page <= 20; page++ {
		hits, err := c.Search(ctx, fmt.Sprintf("limit=50&page=%d", page))
		if err != nil {
			return nil, err
		}
		if len(hits) == 0 {
			break
		}
		for _, h := range hits {
			o, ok, err := c.offer(ctx, h.ID, "instant", now)
			if err != nil {
				return nil, err
			}
			if ok {
				out = append(out, o)
			}
			if len(out) == n {
				break
			}
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no practitioner has an opening")
	}
	return out, nil
}

func (c *Client) offer(ctx context.Context, id, confirmation string, now time.Time) (Offer, bool, error) {
	var p Profile
	if err := c.Do(ctx, http.MethodGet, "/practitioners/"+id, nil, &p); err != nil {
		return Offer{}, false, err
	}
	if p.Confirmation != confirmation {
		return Offer{}, false, nil
	}
	for _, s := range p.Services {
		if s.Capacity > 1 || s.Price.Amount == 0 || len(s.Modes) == 0 || s.Modes[0] == "at_customer" {
			continue
		}
		slots, err := c.Slots(ctx, p.ID, s.ID, now.AddDate(0, 0, 2), now.AddDate(0, 0, 40))
		if err != nil {
			return Offer{}, false, err
		}
		if len(slots) > 0 {
			return Offer{Practitioner: p.ID, Service: s.ID, Slots: slots}, true, nil
		}
	}
	return Offer{}, false, nil
}

// Slots lists the offered starts of a service.
func (c *Client) Slots(ctx context.Context, practitioner, service string, from, to time.Time) ([]Slot, error) {
	q := url.Values{"serviceId": {service}, "from": {from.UTC().Format(time.RFC3339)}, "to": {to.UTC().Format(time.RFC3339)}}
	var a struct {
		Slots []Slot `json:"slots"`
	}
	err := c.Do(ctx, http.MethodGet, "/practitioners/"+practitioner+"/availability?"+q.Encode(), nil, &a)
	return a.Slots, err
}

// Hold keeps a time.
func (c *Client) Hold(ctx context.Context, service string, start time.Time) (h Booking, err error) {
	return h, c.Do(ctx, http.MethodPost, "/bookings", map[string]any{"serviceId": service, "start": start}, &h)
}

// HoldTeam keeps a time of a team service.
func (c *Client) HoldTeam(ctx context.Context, team string, start time.Time) (h Booking, err error) {
	return h, c.Do(ctx, http.MethodPost, "/bookings", map[string]any{"teamServiceId": team, "start": start}, &h)
}

// HoldSeries keeps all of these times of a service, or none.
func (c *Client) HoldSeries(ctx context.Context, service string, starts []time.Time) (list []Booking, err error) {
	return list, c.Do(ctx, http.MethodPost, "/bookings/series", map[string]any{"serviceId": service, "starts": starts}, &list)
}

// Pay finishes a hold with a test card.
func (c *Client) Pay(ctx context.Context, booking, card string) (b Booking, err error) {
	return b, c.Do(ctx, http.MethodPost, "/payments/confirm", map[string]any{"bookingId": booking,
		"method":  map[string]any{"type": "card", "number": card},
		"contact": map[string]any{"name": "Lab Guest", "email": "guest@example.org"}}, &b)
}

// The sandbox gateway's published test cards.
const (
	CardGood     = "4242424242424242"
	CardDeclined = "4000000000000002"
)
