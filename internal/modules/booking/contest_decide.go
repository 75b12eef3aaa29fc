package booking

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// ContestCase is a contest with its booking and what is known of how the session went.
type ContestCase struct {
	Contest
	Booking *Booking
	Started time.Time // zero: the practitioner never opened the session
	Ended   time.Time // zero: nobody closed it
}

// ContestQueue lists what clients said, without words: what is open, those that can be decided now first, or what is over, the
// latest first. Operators only. Errors: identity's.
func (s *Service) ContestQueue(ctx context.Context, by identity.Principal, open bool, page, limit int) ([]ContestCase, int, error) {
	if err := identity.Authorize(by, identity.Read, identity.ResDesk, identity.Subject{}); err != nil {
		return nil, 0, err
	}
	page, limit = min(max(page, 1), 10_000), min(max(limit, 1), 100)
	rows, err := bookingdb.New(s.DB).ContestQueue(ctx, bookingdb.ContestQueueParams{Open: open, Now: s.Clock.Now(), MaxRows: int32(limit), Skip: int32((page - 1) * limit)})
	out, total := make([]ContestCase, len(rows)), 0
	for i, r := range rows {
		out[i], total = ContestCase{contestOf(r.BookingContest), fromRow(&r.BookingBooking), instant(r.BookingBooking.StartedAt), instant(r.BookingBooking.FinishedAt)}, int(r.Total)
	}
	return out, total, err
}

// ContestCase reads one with what both said. Operators only. Errors: identity's, ErrNoContest.
func (s *Service) ContestCase(ctx context.Context, by identity.Principal, id uuid.UUID) (ContestCase, error) {
	if err := identity.Authorize(by, identity.Read, identity.ResDesk, identity.Subject{}); err != nil {
		return ContestCase{}, err
	}
	row, err := bookingdb.New(s.DB).Contest(ctx, id)
	if db.IsNoRows(err) {
		return ContestCase{}, ErrNoContest
	} else if err != nil {
		return ContestCase{}, err
	}
	k, err := s.openContest(ctx, s.DB, row)
	if err != nil {
		return ContestCase{}, err
	}
	b, err := bookingdb.New(s.DB).ByID(ctx, row.BookingID)
	return ContestCase{k, fromRow(&b), instant(b.StartedAt), instant(b.FinishedAt)}, err
}

// DecideContestTx is an operator's decision, in the transaction that records why: the session took place, and everything goes
// on, or it did not, and everything goes back. Against a practitioner it is decided when they have answered, or had the time
// to. The desk asks who may. Errors: ErrNoContest, ErrContestOver, ErrContestUnheard.
func (s *Service) DecideContestTx(ctx context.Context, tx db.Tx, by identity.Principal, now time.Time, id uuid.UUID, tookPlace bool) (*Booking, Contest, error) {
	about, err := bookingdb.New(tx).Contest(ctx, id)
	if db.IsNoRows(err) {
		return nil, Contest{}, ErrNoContest
	} else if err != nil {
		return nil, Contest{}, err
	}
	b, err := s.lock(ctx, bookingdb.New(tx), about.BookingID)
	if err != nil {
		return nil, Contest{}, err
	}
	row, err := lockContest(ctx, tx, b.ID)
	if err == nil && row.ID != id {
		err = ErrContestOver
	}
	if err != nil {
		return b, Contest{}, err
	}
	k, err := s.decideContestTx(ctx, tx, Caller{Principal: by}, b, row, tookPlace, now)
	return b, k, err
}

func (s *Service) decideContestTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, row bookingdb.BookingContest, tookPlace bool, now time.Time) (Contest, error) {
	if tookPlace {
		return s.tookPlaceTx(ctx, tx, c, b, row, now)
	}
	if !contestOf(row).Decidable(now) {
		return Contest{}, ErrContestUnheard
	}
	k, err := closeContestTx(ctx, tx, row, ContestNotHeld, now)
	if err != nil {
		return Contest{}, err
	}
	return k, s.notHeldTx(ctx, tx, c, b, now)
}

// tookPlaceTx ends the freeze. A session that is over and that nobody closed is completed with it.
func (s *Service) tookPlaceTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, row bookingdb.BookingContest, now time.Time) (Contest, error) {
	k, err := closeContestTx(ctx, tx, row, ContestTookPlace, now)
	if err != nil {
		return Contest{}, err
	}
	if check(b, Completed, bySystem) == nil && now.After(b.End) {
		err = s.completeTx(ctx, tx, c, b, now)
	} else {
		err = s.goesOnTx(ctx, tx, b, now)
	}
	if err != nil {
		return Contest{}, err
	}
	return k, s.sayTx(ctx, tx, c, b, "booking.contest_stands", now)
}

// mootTx closes a contest of a booking that ends because no money came.
func mootTx(ctx context.Context, tx db.Tx, b *Booking, now time.Time) error {
	row, err := lockContest(ctx, tx, b.ID)
	if errors.Is(err, ErrContestOver) {
		return nil
	} else if err != nil {
		return err
	}
	_, err = closeContestTx(ctx, tx, row, ContestMoot, now)
	return err
}
