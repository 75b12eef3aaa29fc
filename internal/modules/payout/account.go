package payout

import (
	"context"
	"errors"
	"slices"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Account is where a practitioner's money goes and how often.
type Account struct {
	Open         bool   // there is one at the gateway
	Ready        bool   // the gateway has all it needs to send money
	Bank         string // "Bank account ending 6789"
	SetupURL     string // where the registration goes on, at the gateway; "" when nothing is missing
	Held         string // why nothing is sent although it is ready: the code of the returned payout; "" when nothing holds
	Cadence      Cadence
	MinimumMinor int64 // the practitioner's own, minor units of their currency; 0: the brand's
	NextOn       time.Time
	Version      int64
}

func accountOf(r payoutdb.PayoutAccount) Account {
	return Account{Open: r.Gateway != "", Ready: r.Ready, Bank: r.Bank, SetupURL: r.SetupUrl, Held: r.Held, Cadence: Cadence(r.Cadence), MinimumMinor: r.MinimumMinor, NextOn: r.NextOn.Time, Version: r.Version}
}

// Account reads the own account; without one, what the brand would do. Errors: those of own.
func (s *Service) Account(ctx context.Context, who identity.Principal) (Account, error) {
	p, err := s.own(ctx, who, identity.Read)
	if err != nil {
		return Account{}, err
	}
	row, err := on(s.DB).Account(ctx, p.ID)
	if db.IsNoRows(err) {
		return Account{Cadence: s.Policy.Every, NextOn: s.Policy.Every.next(s.Policy.today(s.Clock.Now()))}, nil
	}
	return accountOf(row), err
}

// OpenAccount registers the practitioner with the gateway, or reads how far that got: SetupURL is the gateway's page where it
// goes on. Somebody whose payout was returned says by it that the details were looked at.
// It may be repeated. Errors: those of own, ErrNoGateway, ErrUnknown.
func (s *Service) OpenAccount(ctx context.Context, who identity.Principal, returnPath string) (Account, error) {
	p, err := s.own(ctx, who, identity.Update)
	if err != nil {
		return Account{}, err
	}
	gateway, err := s.gatewayOf(p)
	if err != nil {
		return Account{}, err
	}
	var out Account
	if known, err := idem.Answered(ctx, s.DB, &out); err != nil || known {
		return out, err
	}
	if err := s.ensure(ctx, p); err != nil {
		return Account{}, err
	}
	payee, err := s.openPayee(ctx, s.gateways[gateway], payment.PayeeRequest{IdempotencyKey: "payee:" + p.ID.String(), Reference: p.ID, Country: p.Country, Currency: p.Currency, ReturnURL: s.BaseURL + returnPath})
	if err != nil {
		return Account{}, err
	}
	now := s.Clock.Now()
	err = idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		row, err := on(tx).SetPayee(ctx, payoutdb.SetPayeeParams{PractitionerID: p.ID, Gateway: gateway, PayeeRef: payee.Ref, Ready: payee.Ready, Bank: payee.Bank, SetupUrl: payee.URL, Now: now, Release: true})
		out = accountOf(row)
		return err
	})
	return out, err
}

func (s *Service) ensure(ctx context.Context, p catalog.Practitioner) error {
	now := s.Clock.Now()
	return on(s.DB).EnsureAccount(ctx, payoutdb.EnsureAccountParams{PractitionerID: p.ID, PersonID: p.PersonID, Cadence: string(s.Policy.Every),
		NextOn: date(s.Policy.Every.next(s.Policy.today(now))), Now: now})
}

// gatewayOf is where the money of a practitioner is: payouts are sent from there. An account at a gateway that they had
// before stays theirs until they open one here. Errors: ErrNoGateway when it sends none.
func (s *Service) gatewayOf(p catalog.Practitioner) (string, error) {
	name, err := s.Chooser.GatewayFor(p.Currency, p.Country)
	if _, sends := s.gateways[name]; err != nil || !sends {
		return "", ErrNoGateway.With(err)
	}
	return name, nil
}

// openPayee reads first: a payee that is there is not registered again, and says what is missing now.
func (s *Service) openPayee(ctx context.Context, g payment.PayoutGateway, r payment.PayeeRequest) (payment.GatewayPayee, error) {
	ctx, cancel := context.WithTimeout(ctx, s.Policy.GatewayPeriod)
	defer cancel()
	payee, err := g.FindPayee(ctx, r.Reference)
	if errors.Is(err, payment.ErrNoIntent) {
		payee, err = g.OpenPayee(ctx, r)
	}
	if err == nil {
		return payee, nil
	}
	if refusal, ok := certain(err); ok {
		return payee, refusal
	}
	return payee, ErrUnknown.With(err)
}

// certain reports whether err proves that the gateway did nothing (the rule of payment.Gateway).
func certain(err error) (*apperr.Error, bool) {
	e, ok := apperr.As(err)
	return e, ok && e.Code != payment.ErrUnknown.Code
}

// refreshPayee records what the gateway knows of a practitioner's account.
func (s *Service) refreshPayee(ctx context.Context, practitioner uuid.UUID) error {
	row, err := on(s.DB).Account(ctx, practitioner)
	if db.IsNoRows(err) || err == nil && row.Gateway == "" {
		return nil // removed meanwhile
	}
	if err != nil {
		return err
	}
	g, ok := s.gateways[row.Gateway]
	if !ok {
		return ErrNoGateway
	}
	ctx, cancel := context.WithTimeout(ctx, s.Policy.GatewayPeriod)
	defer cancel()
	payee, err := g.FindPayee(ctx, practitioner)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		now, err := on(tx).LockAccount(ctx, practitioner)
		if err != nil || now.PayeeRef != payee.Ref {
			return err
		}
		_, err = on(tx).SetPayee(ctx, payoutdb.SetPayeeParams{PractitionerID: practitioner, Gateway: now.Gateway, PayeeRef: payee.Ref, Ready: payee.Ready, Bank: payee.Bank, SetupUrl: payee.URL, Now: s.Clock.Now()})
		return err
	})
}

// Schedule is what a practitioner decides about payouts.
type Schedule struct {
	Cadence      Cadence
	MinimumMinor int64 // minor units of the practitioner's currency; 0: the brand's
	Version      int64 // that was seen; 0 does not ask
}

// MaxMinimumMinor is the largest minimum that somebody may wish for.
const MaxMinimumMinor = 100_000_000

// SetSchedule changes how often the own money is sent. Errors: those of own, validation, ErrStale.
func (s *Service) SetSchedule(ctx context.Context, who identity.Principal, w Schedule) (Account, error) {
	p, err := s.own(ctx, who, identity.Update)
	if err != nil {
		return Account{}, err
	}
	var v apperr.Validation
	v.Check(slices.Contains(Cadences, w.Cadence), "cadence", "unknown", "Choose daily, weekly or monthly.")
	v.Check(w.MinimumMinor >= 0 && w.MinimumMinor <= MaxMinimumMinor, "minimum", "range", "Give an amount that is not negative and not above 100,000,000 minor units.")
	if err := v.Err(); err != nil {
		return Account{}, err
	}
	if err := s.ensure(ctx, p); err != nil {
		return Account{}, err
	}
	var out Account
	now := s.Clock.Now()
	err = idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		before, err := on(tx).LockAccount(ctx, p.ID)
		if err != nil {
			return err
		}
		if w.Version != 0 && w.Version != before.Version {
			return ErrStale
		}
		row, err := on(tx).SetSchedule(ctx, payoutdb.SetScheduleParams{PractitionerID: p.ID, Cadence: string(w.Cadence), MinimumMinor: w.MinimumMinor,
			NextOn: date(w.Cadence.next(s.Policy.today(now)))})
		out = accountOf(row)
		return err
	})
	return out, err
}

// RemoveAccount forgets where the money goes. What the gateway was not told yet becomes payable again; what it was told
// goes its way. Errors: those of own, ErrNoAccount.
func (s *Service) RemoveAccount(ctx context.Context, who identity.Principal) (Account, error) {
	p, err := s.own(ctx, who, identity.Update)
	if err != nil {
		return Account{}, err
	}
	var out Account
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		before, err := on(tx).LockAccount(ctx, p.ID)
		if db.IsNoRows(err) || err == nil && before.Gateway == "" {
			return ErrNoAccount
		}
		if err != nil {
			return err
		}
		row, err := on(tx).RemoveAccount(ctx, p.ID)
		out = accountOf(row)
		return err
	})
	return out, err
}
