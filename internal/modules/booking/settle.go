package booking

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/payment"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"
	"klear/internal/platform/fault"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// settle records what the gateway said together with its consequence for the booking, in one transaction. It may run
// any number of times, from the request, the recovery job and a webhook at once: the booking's row lock puts them in
// line and the state machine lets one of them act.
func (s *Service) settle(ctx context.Context, bookingID, paymentID uuid.UUID, outcome payment.Outcome, c Caller) (*Booking, error) {
	var b *Booking
	var verdict error
	err := s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		now := s.Clock.Now()
		if b, err = s.lock(ctx, bookingdb.New(tx), bookingID); err != nil {
			return err
		}
		p, err := s.Payments.RecordTx(ctx, tx, now, paymentID, outcome, PaymentNews)
		if err != nil {
			return err
		}
		fault.Point("recorded")
		verdict = nil
		switch p.Status {
		case payment.Authorised, payment.Captured, payment.Later:
		case payment.Returned:
			verdict = ErrLost // the money came after the attempt was over, and is on its way back
			return nil
		default:
			verdict = payment.Outcome{Status: p.Status, DeclineCode: p.DeclineCode, ActionURL: p.ActionURL}.Err()
			if p.ChargeAskedAt != nil && !p.Status.Live() {
				return s.oweTx(ctx, tx, b, now)
			}
			return s.endUnpaidTx(ctx, tx, b, now) // declined, waiting or unknown: a hold goes on until it ends
		}
		verdict, err = s.paidTx(ctx, tx, b, p, c, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	fault.Point("settled")
	return b, verdict
}

// endUnpaidTx ends a request or a booking whose reservation of money ended before the money was taken: nobody is asked
// to come to a session that was not paid. One with another attempt that counts stands.
func (s *Service) endUnpaidTx(ctx context.Context, tx db.Tx, b *Booking, now time.Time) error {
	e := end{to: Expired, by: bySystem, event: "booking.expired", now: now}
	switch {
	case b.Price.Minor == 0, b.AtVenue, b.Owes():
		return nil
	case b.Status == Confirmed:
		e.to, e.event = Cancelled, "booking.cancelled"
	case b.Status != Pending:
		return nil
	}
	if _, paid, err := s.livePayment(ctx, tx, b.ID); err != nil || paid {
		return err
	}
	if err := mootTx(ctx, tx, b, now); err != nil {
		return err
	}
	return s.endTx(ctx, tx, b, e)
}

// paidTx is what follows from money that is reserved or taken: the booking stands, or the money goes back.
func (s *Service) paidTx(ctx context.Context, tx db.Tx, b *Booking, p payment.Payment, c Caller, now time.Time) (verdict, err error) {
	switch {
	case b.Owes() && p.Status == payment.Captured:
		return nil, s.paidUpTx(ctx, tx, b, c, now)
	case b.Status.stands():
		return nil, nil // seen before
	case b.Status == Completed:
		return nil, s.earnTx(ctx, tx, p, now) // the capture of an accepted request may come after its session
	case b.Status == Held:
		err := s.checkOpen(ctx, tx, b, now)
		if err == nil {
			err = s.acceptTx(ctx, tx, b, c, now)
		}
		if err == nil && p.Status == payment.Later {
			err = s.planChargeTx(ctx, tx, p)
		}
		if err == nil || !(errors.Is(err, ErrClosed) || errors.Is(err, schedule.ErrTaken) || errors.Is(err, schedule.ErrNotOffered) || errors.Is(err, ErrServiceClosed) || errors.Is(err, ErrOverlap)) {
			return nil, err
		}
		if err := s.giveBackTx(ctx, tx, b, p, now, "slot_lost"); err != nil {
			return nil, err
		}
		return ErrLost, s.endTx(ctx, tx, b, end{to: Expired, by: bySystem, event: "booking.expired", now: now, paid: true})
	}
	return ErrLost, s.giveBackTx(ctx, tx, b, p, now, "slot_lost")
}

// acceptTx turns a hold into a request or a confirmed booking and makes its time firm. If the hold's row is gone the
// time is taken again under all rules; schedule.ErrTaken then means that it was lost.
func (s *Service) acceptTx(ctx context.Context, tx db.Tx, b *Booking, c Caller, now time.Time) error {
	if err := s.stillOpen(ctx, bookingdb.New(tx), b); err != nil {
		return err
	}
	to, status := Confirmed, slots.Confirmed
	set := bookingdb.SetStatusParams{ID: b.ID}
	again, open := s.again(ctx, tx, b, now), false
	if b.Approval {
		anew, err := again()
		if err != nil {
			return err
		}
		to, status, open = Pending, slots.Pending, anew.Offering.PendingFree
		until := s.answerBy(b, now)
		set.ExpiresAt = &until
	}
	occupancy, room, err := s.Schedule.KeepTx(ctx, tx, schedule.Keep{Place: b.place(), Status: status, Open: open, Again: again})
	if err != nil {
		return err
	}
	set.Status, set.OccupancyID, set.RoomID = string(to), &occupancy, maybe(room)
	if err := standTx(ctx, tx, b, set); err != nil {
		return err
	}
	b.Status, b.OccupancyID, b.ExpiresAt = to, occupancy, time.Time{}
	b.inRoom(room)
	kind := "booking.confirmed"
	if to == Pending {
		kind, b.ExpiresAt = "booking.requested", *set.ExpiresAt
	}
	return s.announceTx(ctx, tx, b, kind, c, now)
}

// standTx makes the booking stand. Where the person got another booking for this time while they paid, ErrOverlap: the
// refusal is kept to a savepoint, because the money must still be sent back in tx.
func standTx(ctx context.Context, tx db.Tx, b *Booking, set bookingdb.SetStatusParams) (err error) {
	if b.overlapOK {
		b.Version, err = bookingdb.New(tx).SetStatus(ctx, set)
		return unanswered(err)
	}
	point, err := tx.Begin(ctx)
	if err != nil {
		return err
	}
	version, err := bookingdb.New(point).SetStatus(ctx, set)
	if err != nil {
		if db.Violates(err, seekerOverlap) {
			err = ErrOverlap
		}
		return errors.Join(unanswered(err), point.Rollback(ctx))
	}
	b.Version = version
	return point.Commit(ctx)
}

// seekerOverlap is the constraint that keeps an account's bookings apart.
const seekerOverlap = "booking_seeker_overlap"

// answerBy is when a request that nobody answers ends: after Policy.AnswerWithin, and an hour before its start at the latest.
func (s *Service) answerBy(b *Booking, now time.Time) time.Time {
	until := now.Add(s.Policy.AnswerWithin)
	if last := b.Start.Add(-time.Hour); last.Before(until) {
		until = last
	}
	if until.Before(now.Add(time.Minute)) {
		until = now.Add(time.Minute)
	}
	return until
}

// announceTx publishes the event and, for a booking that stands, plans its reminders: one statement for all jobs.
func (s *Service) announceTx(ctx context.Context, tx db.Tx, b *Booking, kind string, c Caller, now time.Time) error {
	list, err := s.Events.AppendTx(ctx, tx, s.event(b, kind, c, now))
	if err != nil {
		return err
	}
	if b.Status == Confirmed {
		list = append(list, remindersOf(b, now)...)
	}
	return s.Jobs.AddTx(ctx, tx, list...)
}

// Remind is the job of one reminder. Start tells a moved booking's old reminders from its new ones.
type Remind struct {
	BookingID uuid.UUID `json:"booking_id"`
	Start     time.Time `json:"start"`
	Before    string    `json:"before"` // 24h, 2h
}

// Kind names the job.
func (Remind) Kind() string { return "booking_remind" }

func remindersOf(b *Booking, now time.Time) []jobs.Job {
	var out []jobs.Job
	for name, d := range map[string]time.Duration{"24h": 24 * time.Hour, "2h": 2 * time.Hour} {
		if at := b.Start.Add(-d); at.After(now) {
			out = append(out, jobs.Job{Args: Remind{BookingID: b.ID, Start: b.Start, Before: name}, At: at})
		}
	}
	return out
}

// giveBackTx returns everything that was paid: an authorisation is given up, a capture refunded in full. A cancellation
// that kept a fee has settled the money already; news of the payment that comes later does not change that.
func (s *Service) giveBackTx(ctx context.Context, tx db.Tx, b *Booking, p payment.Payment, now time.Time, reason string) error {
	if p.Status == payment.Later { // no gateway was asked for money
		_, err := s.Payments.RecordTx(ctx, tx, now, p.ID, payment.Outcome{Status: payment.Voided, DeclineCode: notNeeded}, PaymentNews)
		return err
	}
	if p.Status == payment.Captured {
		if p.KeptMinor() == 0 || p.EarnedAt != nil {
			return nil
		}
		if b.PackID != uuid.Nil {
			return s.Packs.ReturnTx(ctx, tx, now, b.ID, true)
		}
		_, err := s.Payments.RefundTx(ctx, tx, now, payment.Refund{PaymentID: p.ID, AmountMinor: p.KeptMinor(), EventKey: "ref:" + b.ID.String() + ":" + reason, Reason: reason, Waits: true})
		return err
	}
	if err := s.Payments.AskVoidTx(ctx, tx, now, p.ID); err != nil {
		return err
	}
	return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Void{PaymentID: p.ID}, Queue: jobs.QueueMoney})
}

// livePayment is the attempt that counts for a booking; there is none while nobody pays, or when it costs nothing.
func (s *Service) livePayment(ctx context.Context, q db.Querier, bookingID uuid.UUID) (payment.Payment, bool, error) {
	list, err := s.Payments.ByBooking(ctx, q, bookingID)
	for _, p := range list {
		if p.Status.Live() {
			return p, true, err
		}
	}
	return payment.Payment{}, false, err
}

// Void is the job that gives up an authorisation nobody needs.
type Void struct {
	PaymentID uuid.UUID `json:"payment_id"`
}

// Kind names the job.
func (Void) Kind() string { return "booking_void" }

// VoidPayment gives up an authorisation at the gateway and records it. Money that was taken meanwhile goes back as the
// booking says.
func (s *Service) VoidPayment(ctx context.Context, j Void) error {
	outcome, err := s.Payments.VoidAuthorised(ctx, j.PaymentID)
	if errors.Is(err, payment.ErrState) {
		p, err := s.Payments.Get(ctx, s.DB, j.PaymentID)
		if err != nil {
			return err
		}
		return s.SettlePayment(ctx, Settle{BookingID: p.BookingID, PaymentID: p.ID})
	}
	if err != nil {
		return err
	}
	var p payment.Payment
	err = s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		defer fault.Point("voided")
		p, err = s.Payments.RecordTx(ctx, tx, s.Clock.Now(), j.PaymentID, outcome)
		return err
	})
	if err == nil && p.Status.Live() && p.Status != payment.Captured {
		err = errStillOpen // the request was lost, or nobody knows: ask again
	}
	return err
}
