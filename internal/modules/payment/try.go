package payment

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"net/netip"
	"time"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
	"klear/internal/platform/httpx"

	"github.com/google/uuid"
)

// How many attempts may come to nothing, or wait for their answer, within an hour. Of an address only those of people count
// who never paid here before: a whole town may share one.
const (
	MaxTriesOfPerson  = 10
	MaxTriesOfAddress = 30
	triesWithin       = time.Hour
	paidBefore        = 24 * time.Hour // ago, to be known
)

// tooManyTries is the SQLSTATE of an attempt beyond the number of its key.
const tooManyTries = "KL496"

// TryDetails are the details of an ErrTriedTooOften.
type TryDetails struct {
	RetryAt time.Time `json:"retry_at"` // UTC
}

// trier is whoever tries: what they are counted under, and how often they may.
type trier struct {
	of   string // "person" or "address"
	key  []byte // a keyed hash
	most int16
}

// try counts an attempt of somebody who is here, before the gateway hears of it. What comes to something is not counted
// (forgetTries). subject is the payment, or the method that is to be kept. Errors: ErrTriedTooOften (details.retry_at).
func (s *Service) try(ctx context.Context, subject, person uuid.UUID) error {
	if s.tryKey == nil {
		return nil
	}
	now := s.clock.Now()
	who, err := s.triers(ctx, person, now)
	if err != nil {
		return err
	}
	err = s.db.InTx(ctx, func(tx db.Tx) error {
		for _, w := range who {
			if err := paymentdb.New(tx).Try(ctx, paymentdb.TryParams{Subject: subject, Key: w.key, Most: w.most, Now: now}); err != nil {
				return err
			}
		}
		return nil
	})
	if db.Code(err) == tooManyTries {
		return s.triedTooOften(ctx, who, now)
	}
	return err
}

func (s *Service) triers(ctx context.Context, person uuid.UUID, now time.Time) ([]trier, error) {
	out := []trier{{"person", s.trierKey("person", person[:]), MaxTriesOfPerson}}
	addr := httpx.ClientIP(ctx)
	if !addr.IsValid() {
		return out, nil
	}
	known, err := paymentdb.New(s.db).HasPaid(ctx, paymentdb.HasPaidParams{PayerID: person, Before: now.Add(-paidBefore)})
	if !known {
		out = append(out, trier{"address", s.trierKey("address", household(addr)), MaxTriesOfAddress})
	}
	return out, err
}

// household is what is one client's of an address: all of IPv4, and of IPv6 the network.
func household(a netip.Addr) []byte {
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.AsSlice()
	}
	b := a.As16()
	return b[:8]
}

func (s *Service) trierKey(of string, who []byte) []byte {
	h := hmac.New(sha256.New, s.tryKey)
	h.Write([]byte(of + ":"))
	h.Write(who)
	return h.Sum(nil)
}

// triedTooOften says when another attempt will be heard, and counts who was in the way: a person or an address.
func (s *Service) triedTooOften(ctx context.Context, who []trier, now time.Time) error {
	again := now.Add(time.Second)
	for _, w := range who {
		at, err := paymentdb.New(s.db).TriedAt(ctx, paymentdb.TriedAtParams{Key: w.key, Since: now.Add(-triesWithin), Others: int32(w.most) - 1})
		if db.IsNoRows(err) {
			continue
		}
		if err != nil {
			return err
		}
		if free := at.Add(triesWithin); free.After(again) {
			again = free
		}
		s.stopped(w.of)
	}
	return httpx.RetryAfter(ErrTriedTooOften.WithDetails(TryDetails{again.UTC()}), again.Sub(now))
}

// forgetTries takes an attempt out of the count that came to something.
func (s *Service) forgetTries(ctx context.Context, q db.Querier, subject uuid.UUID) error {
	if s.tryKey == nil {
		return nil
	}
	return paymentdb.New(q).ForgetTries(ctx, subject)
}
