package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// EnsureGuestTx makes the person behind a booking without an account, or finds the one with exactly these words. Who
// knows an address but not the rest gets a guest of their own, so that nobody reads or changes another's name and phone
// by booking with their address. Whether an account has the address cannot be told from the result; when a proved one
// does, the guest is claimed for it at once (EventGuestClaimed), as it would be when an account proves the address later
// (EventEmailVerified). Errors: apperr.ErrValidation.
func (s *Service) EnsureGuestTx(ctx context.Context, tx db.Tx, now time.Time, email, name, phone, zone, locale string) (Person, error) {
	var v apperr.Validation
	email = NormalizeEmail(email)
	v.Check(validEmail(email), "email", codeInvalid, "Write an e-mail address, such as anna@example.org.")
	personFields(&v, &name, &phone, &zone, &locale)
	if err := v.Err(); err != nil {
		return Person{}, err
	}
	q := queries(tx)
	row, err := q.SameGuest(ctx, identitydb.SameGuestParams{Email: email, Name: name, Phone: phone, Zone: zone, Locale: locale})
	if err == nil {
		return toPerson(identitydb.PeopleByIDsRow(row)), nil
	}
	if !db.IsNoRows(err) {
		return Person{}, err
	}
	account, err := q.AccountByEmail(ctx, email)
	if err != nil && !db.IsNoRows(err) {
		return Person{}, err
	}
	guest := identitydb.InsertPersonParams{
		ID: s.ids.ID(), Kind: string(Guest), Email: email, Name: name, Phone: phone, Role: string(Seeker), Zone: zone, Locale: locale, Now: now,
	}
	if account.EmailVerifiedAt != nil {
		guest.ClaimedBy = ptr(account.ID)
	}
	if _, err := q.InsertPerson(ctx, guest); err != nil {
		return Person{}, err
	}
	if guest.ClaimedBy != nil {
		claim := ClaimEvent{PersonID: account.ID, GuestIDs: []uuid.UUID{guest.ID}}
		// The guest is the aggregate: the account's row is not locked here and its version not ours to count up.
		f := fact{typ: EventGuestClaimed, aggregate: aggregatePerson, id: guest.ID, seq: 1, data: claim}
		if err := s.publishTx(ctx, tx, now, events.Actor{Kind: "guest", ID: guest.ID}, "", []fact{f}); err != nil {
			return Person{}, err
		}
	}
	return s.PersonByID(ctx, tx, guest.ID)
}

// GuestIDsTx lists the guests that an account claimed: their bookings are the account's.
func (s *Service) GuestIDsTx(ctx context.Context, tx db.Tx, accountID uuid.UUID) ([]uuid.UUID, error) {
	return queries(tx).GuestIDs(ctx, accountID)
}

// ProveGuest notes that a guest followed a link that only their mailbox was given: the address is theirs. Accounts prove
// theirs with links of their own, and are left as they are. Any number of calls are one.
func (s *Service) ProveGuest(ctx context.Context, id uuid.UUID) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(tx db.Tx) error {
		version, err := queries(tx).ProveGuest(ctx, identitydb.ProveGuestParams{ID: id, Now: now})
		if db.IsNoRows(err) {
			return nil
		} else if err != nil {
			return err
		}
		return s.publishTx(ctx, tx, now, events.Actor{Kind: "guest", ID: id}, "", []fact{personFact(EventGuestProved, id, version, nil)})
	})
}
