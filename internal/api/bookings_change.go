package api

import (
	"context"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/platform/events"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// CancelView is a cancelled booking with what goes back.
type CancelView struct {
	Booking BookingView  `json:"booking"`
	Refund  money.Amount `json:"refund"`
	// RefundWaits is not in Refund.
	RefundWaits *money.Amount `json:"refundWaits,omitempty" doc:"beside refund, of the booking asked about: while the payer's bank disputes the payment. It goes back when the bank leaves the money here, and not when it gives it to the payer"`
}

type cancelInput struct {
	BookingChange
	Body struct {
		Versioned
		Reason string `json:"reason,omitempty" maxLength:"1000"`
		Later  bool   `json:"later,omitempty" doc:"of a series: this and all later ones; refund is the sum"`
		// ExpectedRefund is previewCancel's.
		ExpectedRefund *int64 `json:"expectedRefund,omitempty" minimum:"0" doc:"minor units that you were shown: when less would go back now, 409 refund_changed with details.refund, and nothing is cancelled"`
	}
}

func (h bookings) cancel(ctx context.Context, in *cancelInput) (*Out[CancelView], error) {
	end := h.service.Cancel
	if in.Body.Later {
		end = h.service.CancelLater
	}
	b, back, err := end(ctx, in.caller(ctx), in.ID, booking.Cancellation{Version: in.Body.Version, Reason: in.Body.Reason, Shown: in.Body.ExpectedRefund})
	if err != nil {
		return nil, err
	}
	return h.cancelled(ctx, b, back)
}

// cancelled is a booking that ended, with what goes back and what waits.
func (h bookings) cancelled(ctx context.Context, b *booking.Booking, back money.Amount) (*Out[CancelView], error) {
	v := CancelView{Booking: viewBooking(b), Refund: back}
	waits, err := h.service.WaitsFor(ctx, b)
	if err != nil {
		return nil, err
	}
	if waits.Minor > 0 {
		v.RefundWaits = &waits
	}
	return OK(ctx, v), nil
}

func (h bookings) remove(ctx context.Context, in *BookingChange) (*Out[CancelView], error) {
	b, back, err := h.service.Cancel(ctx, in.caller(ctx), in.ID, booking.Cancellation{})
	if err != nil {
		return nil, err
	}
	return h.cancelled(ctx, b, back)
}

// PreviewView is what cancelling now would mean.
type PreviewView struct {
	Refund money.Amount `json:"refund"`
	Fee    money.Amount `json:"fee"`
	Until  *time.Time   `json:"until,omitempty" doc:"when this changes"`
	Ends   []uuid.UUID  `json:"ends" doc:"the bookings that would end"`
	// Disputed: cancelling releases the time, and promises nothing.
	Disputed    bool          `json:"disputed,omitempty" doc:"the payer's bank disputes the payment: the money is decided when the dispute is, and refund and fee are without it"`
	RefundIfWon *money.Amount `json:"refundIfWon,omitempty" doc:"of what is disputed, what goes back if the bank leaves the money here"`
}

type cancelPreviewInput struct {
	BookingRef
	Later bool `query:"later" doc:"of a series: this and all later ones; refund and fee are the sums"`
}

func (h bookings) preview(ctx context.Context, in *cancelPreviewInput) (*Out[PreviewView], error) {
	if in.Later {
		p, err := h.service.CancelLaterPreview(ctx, in.caller(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		v := viewPreview(p.Preview)
		for _, b := range p.Bookings {
			v.Ends = append(v.Ends, b.ID)
		}
		return OK(ctx, v), nil
	}
	p, err := h.service.CancelPreview(ctx, in.caller(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	v := viewPreview(p)
	v.Ends = append(v.Ends, in.ID)
	return OK(ctx, v), nil
}

func viewPreview(p booking.Preview) PreviewView {
	v := PreviewView{Refund: p.Refund, Fee: p.Fee, Disputed: p.Disputed}
	if p.Disputed {
		v.RefundIfWon = &p.Due
	}
	if !p.Until.IsZero() {
		v.Until = &p.Until
	}
	return v
}

// ExtendView is the new end of a hold.
type ExtendView struct {
	ExpiresAt time.Time `json:"expiresAt"`
}

func (h bookings) extend(ctx context.Context, in *BookingChange) (*Out[ExtendView], error) {
	until, err := h.service.Extend(ctx, in.caller(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return OK(ctx, ExtendView{until}), nil
}

type decideInput struct {
	BookingChange
	Body struct {
		Versioned
		Reason   string `json:"reason,omitempty" maxLength:"1000" doc:"told to the seeker when declining"`
		Together bool   `json:"together,omitempty" doc:"of a series: all its requests that wait; version is not looked at"`
	}
}

func (h bookings) accept(ctx context.Context, in *decideInput) (*Out[BookingView], error) {
	if in.Body.Together {
		return firstOf(ctx)(h.service.AcceptTogether(ctx, in.caller(ctx), in.ID))
	}
	b, err := h.service.Accept(ctx, in.caller(ctx), in.ID, in.Body.Version)
	return booked(ctx, b, err)
}

func (h bookings) decline(ctx context.Context, in *decideInput) (*Out[BookingView], error) {
	if in.Body.Together {
		return firstOf(ctx)(h.service.DeclineTogether(ctx, in.caller(ctx), in.ID, in.Body.Reason))
	}
	b, err := h.service.Decline(ctx, in.caller(ctx), in.ID, in.Body.Version, in.Body.Reason)
	return booked(ctx, b, err)
}

// firstOf answers with the booking that was asked about.
func firstOf(ctx context.Context) func([]*booking.Booking, error) (*Out[BookingView], error) {
	return func(list []*booking.Booking, err error) (*Out[BookingView], error) {
		if err != nil {
			return nil, err
		}
		return booked(ctx, list[0], nil)
	}
}

type conductInput struct {
	BookingChange
	Body Versioned
}

func (h bookings) start(ctx context.Context, in *conductInput) (*Out[BookingView], error) {
	b, err := h.service.Start(ctx, in.caller(ctx), in.ID, in.Body.Version)
	return booked(ctx, b, err)
}

type finishInput struct {
	BookingChange
	Body struct {
		Versioned
		Note string `json:"note,omitempty" maxLength:"20000" doc:"private to the practitioner; stored encrypted"`
	}
}

func (h bookings) finish(ctx context.Context, in *finishInput) (*Out[BookingView], error) {
	b, err := h.service.Finish(ctx, in.caller(ctx), in.ID, in.Body.Version, in.Body.Note)
	return booked(ctx, b, err)
}

func (h bookings) noShow(ctx context.Context, in *conductInput) (*Out[BookingView], error) {
	b, err := h.service.NoShow(ctx, in.caller(ctx), in.ID, in.Body.Version)
	return booked(ctx, b, err)
}

type receiveInput struct {
	BookingChange
	Body struct {
		Versioned
		Method string `json:"method" enum:"cash,other"`
	}
}

func (h bookings) receive(ctx context.Context, in *receiveInput) (*Out[BookingView], error) {
	b, err := h.service.Receive(ctx, in.caller(ctx), in.ID, in.Body.Version, in.Body.Method)
	return booked(ctx, b, err)
}

func (h bookings) giveBack(ctx context.Context, in *conductInput) (*Out[BookingView], error) {
	b, err := h.service.GiveBackAtVenue(ctx, in.caller(ctx), in.ID, in.Body.Version)
	return booked(ctx, b, err)
}

// ChangeView is one line of a booking's history.
type ChangeView struct {
	At   time.Time `json:"at"`
	Type string    `json:"type"`
	By   string    `json:"by"`
}

func (h bookings) history(ctx context.Context, in *BookingRef) (*Out[[]ChangeView], error) {
	list, err := h.service.History(ctx, in.caller(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewHistory(list)), nil
}

func viewHistory(list []events.Entry) []ChangeView {
	out := make([]ChangeView, len(list))
	for i, e := range list {
		out[i] = ChangeView{e.At, e.Type, e.Actor}
	}
	return out
}

type timesInput struct {
	BookingRef
	From time.Time `query:"from" required:"true"`
	To   time.Time `query:"to" required:"true"`
}

func (h bookings) times(ctx context.Context, in *timesInput) (*Out[[]SlotView], error) {
	if err := checkRange(in.From, in.To); err != nil {
		return nil, err
	}
	b, list, err := h.service.MoveTimes(ctx, in.caller(ctx), in.ID, in.From, in.To)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewSlots(list, b.End.Sub(b.Start))), nil
}

// RebookView is what to hold, with POST /bookings, to book something that is over once more.
type RebookView struct {
	ServiceID uuid.UUID   `json:"serviceId"`
	Mode      string      `json:"mode" enum:"online,at_practitioner,at_customer"`
	Starts    []time.Time `json:"starts" doc:"at most three, one a week, nearest to the weekday and time of before"`
}

func (h bookings) rebook(ctx context.Context, in *BookingRef) (*Out[RebookView], error) {
	again, err := h.service.Rebook(ctx, in.caller(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return OK(ctx, RebookView{again.ServiceID, again.Mode, append([]time.Time{}, again.Starts...)}), nil
}

func (h bookings) participants(ctx context.Context, in *BookingRef) (*Out[[]BookingView], error) {
	caller := in.caller(ctx)
	b, err := h.service.ByID(ctx, caller, in.ID)
	if err != nil {
		return nil, err
	}
	list, err := h.service.Participants(ctx, caller, b)
	if err != nil {
		return nil, err
	}
	out := make([]BookingView, len(list))
	for i, x := range list {
		out[i] = viewBooking(x)
	}
	return OK(ctx, out), nil
}
