package booking

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/fault"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Contact is who a visitor without an account is. A signed-in caller leaves it empty.
type Contact struct {
	Name, Email, Phone, Locale string
}

// silent reports that nobody was named.
func (c Contact) silent() bool { return c.Name == "" && c.Email == "" }

// PayRequest finishes a hold.
type PayRequest struct {
	BookingID uuid.UUID
	Contact   Contact
	Method    payment.Method // the zero Method for a booking that costs nothing
	// PackID pays with a session of this package instead of Method; for signed-in callers.
	PackID uuid.UUID
	// Credit pays from the credit of a signed-in caller as far as it goes, and Method the rest. With Later it only pays if it covers
	// the price, and so it does for a booking whose charge is to come: ErrCreditShort.
	Credit bool
	// MethodID pays with what is kept for a signed-in caller, instead of Method.
	MethodID uuid.UUID
	// Later is a signed-in caller's consent to be charged the price when the session is near (ChargeTime), with the method,
	// which is kept for that. Only where Terms of paying later exist: see LaterOf.
	Later   bool
	Address string // of a visit at the customer's; at most 500 characters
	Note    string // for the practitioner; at most 2,000 characters
	// For is somebody of a signed-in caller's family whom the session is for; zero: themself. Guardian says that the caller
	// may agree for them, and does: asked for under 18.
	For      uuid.UUID
	Guardian bool
	Forms    []FormAnswer // of the forms that the booking has to answer; one answered before may be left out
	From     string       // IP address of the caller, kept with what is signed; "" when unknown
	// AllowOverlap says that a signed-in caller knows of another booking of theirs at this time.
	AllowOverlap bool
	ReturnURL    string // where a payer comes back to after their bank asked something
}

const (
	maxAddress = 500
	maxNote    = 2000
	// payFor is how long a hold lasts at least once payment has begun; the recovery job looks after settleAfter.
	payFor      = 10 * time.Minute
	maxAttempts = 10 // to pay for one hold: more are somebody who tries stolen cards
	settleAfter = 20 * time.Second
)

// Pay pays for a hold and confirms it, or asks the practitioner. It is safe to repeat: a booking that is paid answers
// with itself, and one attempt is under way at a time. Errors: ErrHoldExpired, ErrServiceClosed (its business closed),
// ErrLost, payment.ErrDeclined, payment.ErrActionRequired (details.action_url), payment.ErrProcessing, payment.ErrUnknown,
// ErrOwnService, ErrNotLater, ErrCreditShort, payment.ErrNoMethod, ErrTooManyCards, ErrClosed (the hold has ended), ErrOverlap (details.code), ErrFormMissing (details.form), payment.ErrMethod (the service is not paid at the venue); with PackID those of pack.Service.DrawTx; validation.
func (s *Service) Pay(ctx context.Context, c Caller, r PayRequest) (*Booking, error) {
	b, attempt, err := s.beginPayment(ctx, c, r)
	if err != nil || attempt == nil {
		return b, err // settled already, or nothing to pay
	}
	fault.Point("begun")
	outcome, err := s.Payments.Authorise(ctx, attempt.ID, r.Method, !b.Approval || b.Status == Confirmed, r.ReturnURL)
	if err != nil {
		return nil, err
	}
	// The money has moved, or may have: from here on the caller's patience no longer matters.
	return s.settle(context.WithoutCancel(ctx), b.ID, attempt.ID, outcome, c)
}

// beginPayment writes down who pays and that an attempt is under way, before any gateway is asked. A nil attempt means
// that there is nothing more to do.
func (s *Service) beginPayment(ctx context.Context, c Caller, r PayRequest) (b *Booking, attempt *payment.Payment, err error) {
	var verdict error
	err = s.DB.InTx(ctx, func(tx db.Tx) error {
		verdict = nil
		b, attempt, err = s.beginPaymentTx(ctx, tx, c, r)
		if errors.Is(err, ErrClosed) { // said before anything is written: the time is free again
			verdict, err = err, s.giveUpTx(ctx, tx, b, s.Clock.Now())
		}
		return err
	})
	if err == nil {
		err = verdict
	}
	return b, attempt, err
}

func (s *Service) beginPaymentTx(ctx context.Context, tx db.Tx, c Caller, r PayRequest) (*Booking, *payment.Payment, error) {
	if c.SignedIn() && !c.Verified {
		return nil, nil, ErrEmailUnverified
	}
	now := s.Clock.Now()
	q := bookingdb.New(tx)
	b, err := s.lock(ctx, q, r.BookingID)
	if err != nil {
		return nil, nil, err
	}
	if err := c.authorize(b, updateAction); err != nil {
		return nil, nil, err
	}
	if c.side(b) != bySeeker && !c.holdsSecretOf(b) {
		return nil, nil, identity.ErrForbidden // whoever pays for a hold becomes its seeker
	}
	if c.side(b) == byPractitioner {
		return nil, nil, ErrOwnService // a guest's hold that its practitioner signed in to
	}
	r.Credit = r.Credit && c.SignedIn() // visitors have none
	switch {
	case b.Owes():
		return s.beginOwedTx(ctx, tx, c, b, r, now)
	case b.Status == Confirmed && r.Credit && c.PersonID == b.SeekerID:
		return b, nil, s.spendEarlyTx(ctx, tx, b, c, now)
	case b.Status == Pending || b.Status == Confirmed || b.Status == InSession || b.Status == Completed:
		return b, nil, nil // paid before: the same answer
	case b.Status != Held, !b.ExpiresAt.After(now):
		return nil, nil, ErrHoldExpired
	}
	if err := s.stillOpen(ctx, q, b); err != nil {
		return nil, nil, err
	}
	if err := s.checkOpen(ctx, tx, b, now); err != nil {
		return b, nil, err
	}
	if err := s.mayTry(ctx, tx, b); err != nil {
		return nil, nil, err
	}
	if err := s.setContact(ctx, tx, q, c, b, r, now); err != nil {
		return nil, nil, err
	}
	if r.PackID != uuid.Nil {
		return b, nil, s.drawTx(ctx, tx, b, c, r.PackID, now)
	}
	if b.Price.Minor == 0 {
		return b, nil, s.acceptTx(ctx, tx, b, c, now)
	}
	if r.Method.Kind == payment.Venue {
		return b, nil, s.atVenueTx(ctx, tx, b, c, now)
	}
	if r.Credit = r.Credit && c.PersonID == b.SeekerID; r.Credit {
		if paid, err := s.spendTx(ctx, tx, b, c, now); err != nil || paid {
			return b, nil, err
		}
	}
	if r.Later {
		return s.beginLaterTx(ctx, tx, c, b, r, now)
	}
	p, err := s.attemptTx(ctx, tx, b, r, now)
	return b, &p, err
}

// attemptTx writes an attempt to pay down, and leaves the job behind that finishes it.
func (s *Service) attemptTx(ctx context.Context, tx db.Tx, b *Booking, r PayRequest, now time.Time) (payment.Payment, error) {
	begin := payment.Begin{BookingID: b.ID, PayerID: b.SeekerID, PractitionerID: b.PractitionerID,
		PractitionerPersonID: b.PractitionerPersonID, Amount: b.Price, Quote: b.Quote, MethodID: r.MethodID, Credit: r.Credit}
	if r.Later {
		begin.ChargeAt = b.ChargeTime()
	}
	p, err := s.Payments.BeginTx(ctx, tx, now, begin)
	if err != nil {
		return p, err
	}
	return p, s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Settle{BookingID: b.ID, PaymentID: p.ID}, At: now.Add(settleAfter), Queue: jobs.QueueMoney})
}

// stillOpen refuses what was to take place in a business that has closed: ErrServiceClosed.
func (s *Service) stillOpen(ctx context.Context, q *bookingdb.Queries, b *Booking) error {
	if b.BusinessID == uuid.Nil && b.RoomID == uuid.Nil {
		return nil
	}
	closed, err := q.InClosedBusiness(ctx, bookingdb.InClosedBusinessParams{BusinessID: maybe(b.BusinessID), RoomID: maybe(b.RoomID)})
	if err == nil && closed {
		err = ErrServiceClosed
	}
	return err
}

// mayTry refuses another attempt after maxAttempts; one that is under way goes on. The first version was never tried.
func (s *Service) mayTry(ctx context.Context, tx db.Tx, b *Booking) error {
	if b.Version == 1 {
		return nil
	}
	tried, err := s.Payments.ByBooking(ctx, tx, b.ID)
	if err == nil && len(tried) >= maxAttempts && !tried[0].Status.Live() {
		err = ErrTooManyCards
	}
	return err
}

// setContact notes who the seeker is and what they said, and keeps the hold alive while the payment runs.
func (s *Service) setContact(ctx context.Context, tx db.Tx, q *bookingdb.Queries, c Caller, b *Booking, r PayRequest, now time.Time) error {
	if err := checkPay(b, c, r); err != nil {
		return err
	}
	before := b.SeekerID
	var err error
	if b.SeekerID, err = s.payerTx(ctx, tx, c, b, r.Contact, now); err != nil {
		return err
	}
	if err := s.handAnswersTx(ctx, tx, b.ID, before, b.SeekerID); err != nil {
		return err
	}
	if err := s.answerTx(ctx, tx, b, r, now); err != nil {
		return err
	}
	meant := r.AllowOverlap || r.For != uuid.Nil // who books for another is not in two places
	if err := s.checkOverlap(ctx, q, c, b, meant); err != nil {
		return err
	}
	b.overlapOK = c.PersonID != b.SeekerID || meant
	set := bookingdb.SetContactParams{ID: b.ID, SeekerID: &b.SeekerID, OverlapOk: b.overlapOK, ExpiresAt: now.Add(payFor)}
	if last := b.CreatedAt.Add(2*s.Policy.HoldFor + payFor); set.ExpiresAt.After(last) {
		set.ExpiresAt = last // attempts without end do not keep a time for ever
	}
	if err = s.setBeneficiary(ctx, tx, c, b, r, &set, now); err != nil {
		return err
	}
	if set.AddressSealed, err = s.seal(ctx, tx, b.SeekerID, field(b.ID, "address_sealed"), r.Address); err != nil {
		return err
	}
	if set.NoteSealed, err = s.seal(ctx, tx, b.SeekerID, field(b.ID, "note_sealed"), r.Note); err != nil {
		return err
	}
	if err := q.SetContact(ctx, set); err != nil {
		return err
	}
	b.Version++
	if set.ExpiresAt.After(b.ExpiresAt) {
		b.ExpiresAt = set.ExpiresAt
		return s.Schedule.ExtendTx(ctx, tx, b.place(), b.ExpiresAt)
	}
	return nil
}

// checkOverlap asks before money moves whether an account means to be in two places at once. The constraint
// booking_seeker_overlap has the last word. Guests are not asked: see the constraint.
func (s *Service) checkOverlap(ctx context.Context, q *bookingdb.Queries, c Caller, b *Booking, allow bool) error {
	if c.PersonID != b.SeekerID || allow {
		return nil
	}
	code, err := q.OwnOverlap(ctx, bookingdb.OwnOverlapParams{SeekerID: &b.SeekerID, ID: b.ID, StartsAt: b.Start, EndsAt: b.End})
	if db.IsNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return ErrOverlap.WithDetails(map[string]string{"code": code})
}

// payerTx is who pays: the account, or a guest by the words given. As long as no money is on its way, a guest may correct
// what they typed before, and whoever signs in takes their hold along.
func (s *Service) payerTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, said Contact, now time.Time) (uuid.UUID, error) {
	if b.SeekerID != uuid.Nil {
		fixed, err := s.payerStays(ctx, tx, c, b, said)
		if err != nil || fixed {
			return b.SeekerID, err
		}
	}
	if c.SignedIn() {
		return c.PersonID, nil
	}
	p, err := s.People.EnsureGuestTx(ctx, tx, now, said.Email, said.Name, said.Phone, b.SeekerZone, said.Locale)
	return p.ID, err
}

// payerStays reports that a hold's payer is not in question: an account, or a guest who says nothing new or is paying.
func (s *Service) payerStays(ctx context.Context, tx db.Tx, c Caller, b *Booking, said Contact) (bool, error) {
	if c.PersonID == b.SeekerID || (c.SignedIn() && !c.holdsSecretOf(b)) || (!c.SignedIn() && said.silent()) {
		return true, nil
	}
	before, err := s.People.PersonByID(ctx, tx, b.SeekerID)
	if err != nil || before.Kind != identity.Guest {
		return true, err
	}
	_, paying, err := s.livePayment(ctx, tx, b.ID)
	return paying, err
}

func checkPay(b *Booking, c Caller, r PayRequest) error {
	var v apperr.Validation
	if !c.SignedIn() && (b.SeekerID == uuid.Nil || !r.Contact.silent()) {
		v.Check(strings.TrimSpace(r.Contact.Name) != "", "name", "required", "Enter your name.")
		v.Check(utf8.RuneCountInString(r.Contact.Name) <= 120, "name", "length", "A name has at most 120 characters.")
		a, err := mail.ParseAddress(r.Contact.Email)
		v.Check(err == nil && a.Address == r.Contact.Email && len(r.Contact.Email) <= 254, "email", "email", "Enter an e-mail address like name@example.com.")
		v.Check(len(r.Contact.Phone) <= 32, "phone", "length", "A phone number has at most 32 characters.")
	}
	if b.Mode == "at_customer" {
		v.Check(strings.TrimSpace(r.Address) != "", "address", "required", "Enter the address of the visit.")
	}
	v.Check(utf8.RuneCountInString(r.Address) <= maxAddress, "address", "length", "An address has at most %d characters.", maxAddress)
	v.Check(utf8.RuneCountInString(r.Note) <= maxNote, "note", "length", "A note has at most %d characters.", maxNote)
	return v.Err()
}

// Settle is the job that finishes a payment whose end was not seen: the process died, the gateway was silent, the
// payer took their time with the bank.
type Settle struct {
	BookingID uuid.UUID `json:"booking_id"`
	PaymentID uuid.UUID `json:"payment_id"`
}

// Kind names the job.
func (Settle) Kind() string { return "booking_settle" }

// errStillOpen keeps the settle job coming back while a payment is undecided.
var errStillOpen = errors.New("the payment is still undecided")

// PaymentNews is the subscriber that hears of payments. Where this module records the news itself and acts on it in the
// same transaction, it is not told again.
const PaymentNews = "booking.payments"

// SettlePayment asks the gateway what became of a payment and acts on it. Also called when a webhook arrives.
func (s *Service) SettlePayment(ctx context.Context, j Settle) error {
	if done, err := s.settled(ctx, j); done || err != nil {
		return err
	}
	outcome, err := s.Payments.Reconcile(ctx, j.PaymentID)
	if err != nil {
		return err
	}
	_, err = s.settle(ctx, j.BookingID, j.PaymentID, outcome, Caller{})
	switch {
	case err == nil, errors.Is(err, ErrLost), errors.Is(err, payment.ErrDeclined), errors.Is(err, payment.ErrClosed), errors.Is(err, ErrHoldExpired):
		return nil // decided
	case errors.Is(err, payment.ErrActionRequired), errors.Is(err, payment.ErrProcessing), errors.Is(err, payment.ErrUnknown):
		return errStillOpen
	}
	return err
}

// settled reports that the booking has followed its payment already. Most news of a payment is of our own making, and
// is told here again by the event, the webhook and the recovery job; two reads spare them the locks.
func (s *Service) settled(ctx context.Context, j Settle) (bool, error) {
	p, err := s.Payments.Get(ctx, s.DB, j.PaymentID)
	if err != nil || (p.Status != payment.Authorised && p.Status != payment.Captured && p.Status != payment.Later) {
		return false, err
	}
	row, err := bookingdb.New(s.DB).ByID(ctx, j.BookingID)
	return err == nil && Status(row.Status).stands() && row.PayBy == nil, err
}

// again is how the time of b would be taken anew.
func (s *Service) again(ctx context.Context, tx db.Tx, b *Booking, now time.Time) func() (schedule.Hold, error) {
	return func() (schedule.Hold, error) {
		o, err := s.offering(ctx, tx, b)
		return schedule.Hold{Offering: o, BookingID: b.ID, Start: b.Start, Now: now, Room: b.RoomID}, err
	}
}
