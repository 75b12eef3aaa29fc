package payment

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// methodNeeded is the SQLSTATE of removing a method that a coming booking is to be charged with.
const methodNeeded = "KL401"

// Methods lists the ways to pay that are kept for the caller, the preferred one first; at most MaxMethods.
// Errors: identity.ErrUnauthenticated.
func (s *Service) Methods(ctx context.Context, who identity.Principal) ([]PersonMethod, error) {
	if !who.SignedIn() {
		return nil, identity.ErrUnauthenticated
	}
	rows, err := paymentdb.New(s.db).MethodsOfPerson(ctx, paymentdb.MethodsOfPersonParams{PersonID: who.PersonID, MaxRows: MaxMethods})
	out := make([]PersonMethod, len(rows))
	for i, r := range rows {
		out[i] = personMethod(r.PaymentMethod)
		out[i].Needed = r.Needed > 0
	}
	return out, err
}

func personMethod(m paymentdb.PaymentMethod) PersonMethod {
	out := PersonMethod{ID: m.ID, Label: m.Label, Gateway: m.Gateway, Preferred: m.Preferred}
	if m.KeptAt != nil {
		out.KeptAt = m.KeptAt.UTC()
	}
	return out
}

// AddMethod lets the gateway of a currency keep a method for the caller, for payments that they will agree to. The same key goes on with
// the same method. returnURL gives where its owner comes back to after their bank asked something; nil: nowhere. It calls
// the network. Errors: identity's, ErrCannotKeep, ErrPrice, ErrTooManyMethods, ErrDeclined,
// ErrActionRequired (details.action_url), ErrUnknown, idem.ErrReused, and the gateway's own refusals.
func (s *Service) AddMethod(ctx context.Context, who identity.Principal, currency string, m Method, returnURL func(uuid.UUID) string, key idem.Key) (PersonMethod, error) {
	if err := identity.RequireVerified(who); err != nil {
		return PersonMethod{}, err
	}
	gateway, err := s.Keeper(currency)
	if err != nil {
		return PersonMethod{}, err
	}
	var id uuid.UUID
	err = s.db.InTx(ctx, func(tx db.Tx) (err error) {
		now := s.clock.Now()
		id, _, err = idem.Run(ctx, tx, key, now, func() (uuid.UUID, error) {
			id := s.ids.ID()
			return id, s.newMethodTx(ctx, tx, now, id, who.PersonID, gateway)
		})
		return err
	})
	if err != nil {
		return PersonMethod{}, err
	}
	ctx = context.WithoutCancel(ctx)
	ask := SaveRequest{Reference: id, Payer: who.PersonID, Method: m}
	if returnURL != nil {
		ask.ReturnURL = returnURL(id)
	}
	kept, err := s.Keep(ctx, gateway, ask)
	if err != nil {
		return PersonMethod{}, errors.Join(err, s.recordMethod(ctx, id, Outcome{Status: Declined}))
	}
	o := outcomeOfKept(kept)
	if err := s.recordMethod(ctx, id, o); err != nil {
		return PersonMethod{}, err
	}
	if err := o.Err(); err != nil {
		return PersonMethod{ID: id}, err
	}
	row, err := paymentdb.New(s.db).Method(ctx, id)
	return personMethod(row), err
}

// FollowMethod asks the gateway what became of a method whose owner's bank wanted something; what is decided stays. It calls
// the network. Errors: ErrNoMethod, and those of Outcome.Err.
func (s *Service) FollowMethod(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	row, err := paymentdb.New(s.db).Method(ctx, id)
	if db.IsNoRows(err) || err == nil && (!who.SignedIn() || row.PersonID != who.PersonID) {
		return ErrNoMethod
	}
	if err != nil {
		return err
	}
	return s.followMethod(ctx, row)
}

func (s *Service) followMethod(ctx context.Context, row paymentdb.PaymentMethod) error {
	if row.Status != "asked" {
		return nil
	}
	kept, err := s.FindKept(ctx, row.Gateway, row.ID)
	o := outcomeOfKept(kept)
	late := s.clock.Now().Sub(row.CreatedAt) >= methodWithin
	switch {
	case errors.Is(err, ErrNoIntent), err == nil && o.Status == RequiresAction && late:
		o = Outcome{Status: Voided}
		if !late {
			return ErrUnknown
		}
	case err != nil:
		return err
	}
	if err := s.recordMethod(ctx, row.ID, o); err != nil {
		return err
	}
	return o.Err()
}

// recordMethod writes what a gateway said about a method that no payment waits for.
func (s *Service) recordMethod(ctx context.Context, id uuid.UUID, o Outcome) error {
	return s.db.InTx(ctx, func(tx db.Tx) error {
		switch o.Status {
		case Later:
			return keepMethodTx(ctx, tx, s.clock.Now(), id, o.KeptRef, o.Method)
		case RequiresAction:
			return paymentdb.New(tx).AskMethodAction(ctx, paymentdb.AskMethodActionParams{ID: id, ActionUrl: o.ActionURL})
		case Declined, Voided:
			return s.dropMethodTx(ctx, tx, id)
		}
		return nil
	})
}

// PreferMethod makes one of the caller's methods the one that is offered first. Errors: ErrNoMethod.
func (s *Service) PreferMethod(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	return s.ownMethods(ctx, who, func(tx db.Tx, q *paymentdb.Queries) error {
		if err := q.NoPreferredMethod(ctx, who.PersonID); err != nil {
			return err
		}
		n, err := q.PreferMethod(ctx, paymentdb.PreferMethodParams{ID: id, PersonID: who.PersonID})
		if err == nil && n == 0 {
			err = ErrNoMethod
		}
		return err
	})
}

// RemoveMethod forgets one of the caller's methods. What is to be charged with it is charged with instead, another of
// theirs; with uuid.Nil nothing may be. Errors: ErrNoMethod; ErrNoInstead; ErrMethodNeeded
// (details.bookings).
func (s *Service) RemoveMethod(ctx context.Context, who identity.Principal, id, instead uuid.UUID) error {
	err := s.ownMethods(ctx, who, func(tx db.Tx, q *paymentdb.Queries) error {
		if instead != uuid.Nil && instead != id {
			if err := switchTx(ctx, q, who.PersonID, id, instead); err != nil {
				return err
			}
		}
		_, err := q.RemoveMethod(ctx, paymentdb.RemoveMethodParams{ID: id, PersonID: who.PersonID, Now: s.clock.Now()})
		if db.IsNoRows(err) {
			return ErrNoMethod
		}
		if err != nil {
			return err
		}
		if err := q.PreferNextMethod(ctx, who.PersonID); err != nil {
			return err
		}
		return s.jobs.AddTx(ctx, tx, forgetJob(id))
	})
	if db.Code(err) != methodNeeded {
		return err
	}
	needing, err := paymentdb.New(s.db).NeedingMethod(ctx, id)
	if err != nil {
		return err
	}
	return ErrMethodNeeded.WithDetails(map[string]any{"bookings": needing})
}

// switchTx lets what stands on one method stand on another, of the same owner and gateway.
func switchTx(ctx context.Context, q *paymentdb.Queries, person, from, to uuid.UUID) error {
	old, err := q.LockMethod(ctx, from)
	if db.IsNoRows(err) || err == nil && old.PersonID != person {
		return ErrNoMethod
	}
	next, err2 := q.LockMethod(ctx, to)
	if db.IsNoRows(err2) || err2 == nil && (next.PersonID != person || next.Status != "kept" || next.Gateway != old.Gateway) {
		return ErrNoInstead
	}
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	return q.SwitchMethod(ctx, paymentdb.SwitchMethodParams{FromID: from, ToID: to, Label: next.Label})
}

// ownMethods changes what is kept for a person, one change at a time.
func (s *Service) ownMethods(ctx context.Context, who identity.Principal, do func(db.Tx, *paymentdb.Queries) error) error {
	if !who.SignedIn() {
		return identity.ErrUnauthenticated
	}
	var done struct{}
	return idem.InTx(ctx, s.db, s.clock.Now(), &done, func(tx db.Tx) error {
		q := paymentdb.New(tx)
		if err := q.LockPerson(ctx, who.PersonID); err != nil {
			return err
		}
		return do(tx, q)
	})
}

// ForgetPersonTx forgets all that is kept for a person whose account ends. Errors: ErrMethodNeeded.
func (s *Service) ForgetPersonTx(ctx context.Context, tx db.Tx, person uuid.UUID) error {
	rows, err := paymentdb.New(tx).MethodsToForget(ctx, paymentdb.MethodsToForgetParams{PersonID: person, Now: s.clock.Now()})
	if db.Code(err) == methodNeeded {
		return ErrMethodNeeded
	}
	for _, m := range rows {
		err = errors.Join(err, s.jobs.AddTx(ctx, tx, forgetJob(m.ID)))
	}
	return err
}

// onSaved hears of a method from its gateway: those of a person's own list are followed; the others are not ours.
func (s *Service) onSaved(ctx context.Context, n Notice) error {
	row, err := paymentdb.New(s.db).Method(ctx, n.Reference)
	if db.IsNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return heard(s.followMethod(ctx, row))
}

// settleMethods follows the methods whose owners did not come back from their bank.
func (s *Service) settleMethods(ctx context.Context, now time.Time) error {
	q := paymentdb.New(s.db)
	asked, err := q.AskedMethods(ctx, paymentdb.AskedMethodsParams{Before: now.Add(-staleAfter), MaxRows: sweepRows})
	failed := []error{err}
	for _, id := range asked {
		row, err := q.Method(ctx, id)
		if err == nil {
			err = heard(s.followMethod(ctx, row))
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// heard drops what is an answer and not a fault.
func heard(err error) error {
	for _, answer := range []error{ErrDeclined, ErrActionRequired, ErrUnknown, ErrClosed} {
		if errors.Is(err, answer) {
			return nil
		}
	}
	return err
}
