package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Smoke starts the server as `make run` does, makes one paid booking over HTTP, cancels it, and stops. Any surprise is
// an error.
func Smoke(ctx context.Context, binary string, out io.Writer) error {
	if err := smokeBooking(ctx, binary, out); err != nil {
		return err
	}
	for _, brand := range []string{"loconomy", "rebloom"} {
		if err := smokeBrand(ctx, binary, brand); err != nil {
			return fmt.Errorf("%s: %w", brand, err)
		}
		fmt.Fprintf(out, "%s: ok\n", brand)
	}
	fmt.Fprintln(out, "smoke: ok")
	return nil
}

// smokeBrand starts another brand and opens its home and its help.
func smokeBrand(ctx context.Context, binary, brand string) error {
	s, err := NewServer(binary, "", "--brand", brand)
	if err != nil {
		return err
	}
	defer s.Remove()
	if _, err := s.Start(ctx); err != nil {
		return err
	}
	for _, path := range []string{"/", "/help-now"} {
		if err := page(ctx, s.URL()+path); err != nil {
			return err
		}
	}
	return s.Stop()
}

func smokeBooking(ctx context.Context, binary string, out io.Writer) error {
	s, err := NewServer(binary, "")
	if err != nil {
		return err
	}
	defer s.Remove()
	took, err := s.Start(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "first_start_ms: %d\n", took.Milliseconds())
	c := NewClient(s.URL(), secret())
	if err := page(ctx, s.URL()+"/"); err != nil {
		return err
	}
	offers, err := c.Offers(ctx, 1, time.Now())
	if err != nil {
		return err
	}
	held, err := c.Hold(ctx, offers[0].Service, offers[0].Slots[0].Start)
	if err != nil {
		return fmt.Errorf("hold: %w", err)
	}
	b, err := c.Pay(ctx, held.ID, CardGood)
	if err != nil {
		return fmt.Errorf("pay: %w", err)
	}
	if b.Status != "confirmed" {
		return fmt.Errorf("the booking is %s, not confirmed", b.Status)
	}
	var cancelled struct {
		Booking Booking `json:"booking"`
		Refund  struct {
			Amount int64 `json:"amount"`
		} `json:"refund"`
	}
	if err := c.Do(ctx, http.MethodPost, "/bookings/"+b.ID+"/cancel", map[string]any{"reason": "smoke test"}, &cancelled); err != nil {
		return fmt.Errorf("cancel: %w", err)
	}
	if cancelled.Booking.Status != "cancelled" || cancelled.Refund.Amount != b.Price.Amount {
		return fmt.Errorf("cancelled as %s with %d of %d back", cancelled.Booking.Status, cancelled.Refund.Amount, b.Price.Amount)
	}
	if _, err := NewClient(s.URL(), secret()).Hold(ctx, offers[0].Service, offers[0].Slots[0].Start); err != nil {
		return fmt.Errorf("the cancelled time is not free again: %w", err)
	}
	if err := s.Stop(); err != nil {
		return err
	}
	took, err = s.Start(ctx)
	if err != nil {
		return fmt.Errorf("second start: %w", err)
	}
	fmt.Fprintf(out, "second_start_ms: %d\n", took.Milliseconds())
	if took > 3*time.Second {
		return errors.New("the second start took more than 3 s")
	}
	return s.Stop()
}

func page(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %d", req.URL.Path, res.StatusCode)
	}
	return nil
}
