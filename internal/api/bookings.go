package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// bookings serves the life of a booking.
type bookings struct{ service *booking.Service }

// Bookings registers bookings/*.
func Bookings(a huma.API, s *booking.Service) {
	h := bookings{s}
	huma.Register(a, op(http.MethodPost, "/bookings", "hold", "Hold a time for a booking; pay with payments/confirm", "bookings"), h.hold)
	huma.Register(a, op(http.MethodGet, "/bookings", "listBookings", "The caller's bookings, or the agenda of a practitioner", "bookings"), h.list)
	huma.Register(a, op(http.MethodGet, "/bookings/response-time", "responseTime", "How fast the caller answers requests: the median of the last 90 days", "bookings"), h.responseTime)
	huma.Register(a, op(http.MethodGet, "/bookings/{id}", "getBooking", "One booking", "bookings"), h.get)
	once(a, op(http.MethodPut, "/bookings/{id}", "moveBooking", "Move a booking to another offered time", "bookings"), h.move)
	once(a, op(http.MethodDelete, "/bookings/{id}", "releaseBooking", "Release a hold, or cancel without a reason", "bookings"), h.remove)
	once(a, op(http.MethodPost, "/bookings/{id}/cancel", "cancelBooking", "Cancel with a reason and refund by policy", "bookings"), h.cancel)
	huma.Register(a, op(http.MethodGet, "/bookings/{id}/cancel", "previewCancel", "What cancelling now would give back", "bookings"), h.preview)
	once(a, op(http.MethodPost, "/bookings/{id}/extend", "extendHold", "Keep a hold longer, once", "bookings"), h.extend)
	once(a, op(http.MethodPost, "/bookings/{id}/code", "useCode", "Take a code off the price of a hold; it becomes the caller's", "bookings"), h.useCode)
	once(a, op(http.MethodDelete, "/bookings/{id}/code", "dropCode", "Put the price of a hold back to what it was without a code", "bookings"), h.dropCode)
	once(a, op(http.MethodPost, "/bookings/{id}/accept", "acceptBooking", "Accept a request", "bookings"), h.accept)
	once(a, op(http.MethodPost, "/bookings/{id}/decline", "declineBooking", "Decline a request", "bookings"), h.decline)
	once(a, op(http.MethodPost, "/bookings/{id}/start", "startSession", "Start the session", "bookings"), h.start)
	once(a, op(http.MethodPost, "/bookings/{id}/end", "endSession", "End the session, with a private note", "bookings"), h.finish)
	once(a, op(http.MethodPost, "/bookings/{id}/receipt", "receiveAtVenue", "The client paid at the venue", "bookings"), h.receive)
	once(a, op(http.MethodPost, "/bookings/{id}/receipt/return", "giveBackAtVenue", "The client got back what they paid at the venue", "bookings"), h.giveBack)
	once(a, op(http.MethodPost, "/bookings/{id}/no-show", "noShow", "The client did not come", "bookings"), h.noShow)
	huma.Register(a, op(http.MethodGet, "/bookings/{id}/history", "bookingHistory", "What happened to a booking", "bookings"), h.history)
	huma.Register(a, op(http.MethodGet, "/bookings/{id}/forms", "bookingForms", "The forms of a booking with their answers; its two sides only", "bookings"), h.forms)
	huma.Register(a, op(http.MethodGet, "/bookings/{id}/participants", "listParticipants", "The bookings of one group session; its practitioner only", "bookings"), h.participants)
	huma.Register(a, op(http.MethodGet, "/bookings/{id}/times", "moveTimes", "Where a booking could be moved", "bookings"), h.times)
	huma.Register(a, op(http.MethodGet, "/bookings/{id}/rebook", "rebookTimes", "The next openings like one that is over", "bookings"), h.rebook)
	h.proposals(a)
	h.series(a)
	h.waiting(a)
}

// op describes an operation of version 1.
func op(method, path, id, summary, tag string) huma.Operation {
	o := huma.Operation{Method: method, Path: Prefix + path, OperationID: id, Summary: summary, Tags: []string{tag},
		Security: []map[string][]string{{"bearer": {}}, {}}, Errors: []int{400, 401, 403, 404, 409, 422, 429}}
	if method == http.MethodPost {
		o.DefaultStatus = http.StatusOK
	}
	return o
}

// BookingView is a booking as its caller may see it. Amounts are minor units; instants are UTC.
type BookingView struct {
	ID           uuid.UUID        `json:"id"`
	Code         string           `json:"code"`
	Status       booking.Status   `json:"status"`
	Service      ServiceRef       `json:"service"`
	Practitioner PractitionerRef  `json:"practitioner"`
	For          *BeneficiaryView `json:"for,omitempty" doc:"whom it is for, when that is not the client; told to the two sides where one booking or a list is read"`
	Series       *SeriesView      `json:"series,omitempty" doc:"of a booking that was made with others; told where one booking or a list is read"`
	Mode         string           `json:"mode" enum:"online,at_practitioner,at_customer"`
	Start        time.Time        `json:"start"`
	End          time.Time        `json:"end"`
	Zones        Zones            `json:"zones"`
	Price        money.Amount     `json:"price"`
	Lines        []PriceLine      `json:"lines"`
	AtVenue      bool             `json:"atVenue" doc:"is paid to the practitioner when they meet; nothing is kept of a cancellation"`
	PackageID    *uuid.UUID       `json:"packageId,omitempty" doc:"of a booking that was paid with a session of a package"`
	Cancellation CancellationView `json:"cancellation"`
	ExpiresAt    *time.Time       `json:"expiresAt,omitempty" doc:"of a hold, or of a request nobody answers"`
	PayBy        *time.Time       `json:"payBy,omitempty" doc:"its later charge was refused: it is cancelled then, unless it is paid with payments/confirm"`
	EndedBy      string           `json:"endedBy,omitempty"`
	Version      int64            `json:"version" doc:"send it with a change: an older one is refused"`
	CreatedAt    time.Time        `json:"createdAt"`
}

// ServiceRef and PractitionerRef are as they were when the booking was made.
type ServiceRef struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}

// PractitionerRef names the practitioner of a booking.
type PractitionerRef struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
	Slug string    `json:"slug"`
}

// Zones are both sides' IANA zones.
type Zones struct {
	Practitioner string `json:"practitioner"`
	Seeker       string `json:"seeker"`
}

// PriceLine is one line of the price; the lines sum to it.
type PriceLine struct {
	Label  string `json:"label"`
	Amount int64  `json:"amount"`
}

// CancellationView is the policy as agreed.
type CancellationView struct {
	FreeUntil time.Time `json:"freeUntil"`
	LateFee   int64     `json:"lateFee" doc:"kept when cancelled after freeUntil"`
}

func viewBooking(b *booking.Booking) BookingView {
	t := booking.TermsOf(b)
	v := BookingView{
		ID: b.ID, Code: b.Code, Status: b.Status, Service: ServiceRef{b.ServiceID, b.ServiceName},
		Practitioner: PractitionerRef{b.PractitionerID, b.PractitionerName, b.PractitionerSlug}, Mode: b.Mode, Start: b.Start, End: b.End,
		Zones: Zones{b.PractitionerZone, b.SeekerZone}, Price: b.Price, Lines: []PriceLine{{b.ServiceName, b.Price.Minor}},
		AtVenue: b.AtVenue, Cancellation: CancellationView{t.FreeUntil, t.Fee.Minor}, EndedBy: b.EndedBy, Version: b.Version, CreatedAt: b.CreatedAt,
	}
	if !b.ExpiresAt.IsZero() {
		v.ExpiresAt = &b.ExpiresAt
	}
	if off := b.Quote.OffMinor; off > 0 {
		v.Lines = []PriceLine{{b.ServiceName, b.Price.Minor + off}, {"Code", -off}}
	}
	if b.Owes() {
		v.PayBy = &b.PayBy
	}
	if b.PackID != uuid.Nil {
		v.PackageID = &b.PackID
	}
	return v
}

// AccessHeader lets a guest who is not signed in act on a booking of theirs: a secret of the client's own making, sent
// with the hold and with every later request about it.
type AccessHeader struct {
	Access string `json:"-" header:"Booking-Access" maxLength:"200" doc:"a guest's own secret, at least 32 characters"`
}

const minAccess = 32

// asker keeps the keys of two guests apart.
func (h AccessHeader) asker() string { return booking.Caller{Access: h.Access}.AccessScope() }

func (h AccessHeader) caller(ctx context.Context) booking.Caller {
	c := booking.Caller{Principal: identity.PrincipalFrom(ctx), RequestID: httpx.RequestID(ctx)}
	if len(h.Access) >= minAccess {
		c.Access = h.Access
	}
	return c
}

// BookingRef is the path of one booking.
type BookingRef struct {
	AccessHeader
	ID uuid.UUID `path:"id" format:"uuid"`
}

// BookingChange is the path of one booking that is about to change.
type BookingChange struct {
	BookingRef
	IdempotencyHeader
}

// Versioned names the version a change was decided on; 0 skips the check.
type Versioned struct {
	Version int64 `json:"version,omitempty" minimum:"0"`
}

type holdInput struct {
	AccessHeader
	IdempotencyHeader
	Body struct {
		ServiceID uuid.UUID `json:"serviceId,omitempty" format:"uuid" doc:"of one practitioner; or teamServiceId"`
		// A team service is booked with whoever is next and free, with everybody, or with the member who is named.
		TeamServiceID  uuid.UUID `json:"teamServiceId,omitempty" format:"uuid" doc:"of a business, instead of serviceId"`
		PractitionerID uuid.UUID `json:"practitionerId,omitempty" format:"uuid" doc:"the member who is wished, of a team service for any of them"`
		Start          time.Time `json:"start" doc:"one of the offered starts"`
		Mode           string    `json:"mode,omitempty" enum:"online,at_practitioner,at_customer"`
		Zone           string    `json:"zone,omitempty" maxLength:"64" doc:"IANA zone in which the caller reads times"`
		Replaces       uuid.UUID `json:"replaces,omitempty" format:"uuid" doc:"an earlier hold of the same caller to give up"`
	}
}

// HoldView is the booking that a hold begins, until expiresAt. bookingId is its id under the name that payments/* use.
type HoldView struct {
	BookingView
	BookingID uuid.UUID  `json:"bookingId" doc:"the same as id"`
	LaterAt   *time.Time `json:"laterAt,omitempty" doc:"it can be paid later: it would be charged then"`
}

func (h bookings) hold(ctx context.Context, in *holdInput) (*Out[HoldView], error) {
	c := in.caller(ctx)
	if c.Anonymous() && c.Access == "" {
		return nil, identity.ErrUnauthenticated.WithMessage("Sign in, or send a secret of your own in Booking-Access to book as a guest.")
	}
	scope := "hold:" + c.PersonID.String() + ":" + c.AccessScope()
	key, err := idemScoped(scope, in.IdempotencyKey, in.Body)
	if err != nil {
		return nil, err
	}
	got, err := h.service.Hold(ctx, c, booking.HoldRequest{ServiceID: in.Body.ServiceID, TeamServiceID: in.Body.TeamServiceID,
		PractitionerID: in.Body.PractitionerID, Start: in.Body.Start, Mode: in.Body.Mode, Zone: in.Body.Zone, Replaces: in.Body.Replaces}, key)
	if err != nil {
		return nil, err
	}
	v := HoldView{BookingView: viewBooking(got), BookingID: got.ID}
	at, may, err := h.service.LaterOf(ctx, got, h.service.Clock.Now())
	if err != nil {
		return nil, err
	}
	if may && c.SignedIn() {
		v.LaterAt = &at
	}
	return OK(ctx, v), nil
}

func (h bookings) get(ctx context.Context, in *BookingRef) (*Out[BookingView], error) {
	b, err := h.service.ByID(ctx, in.caller(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	views, err := h.views(ctx, in.caller(ctx), []*booking.Booking{b})
	if err != nil {
		return nil, err
	}
	return OK(ctx, views[0]), nil
}

// views presents bookings that are read, with which of a series they are and, to their two sides, whom they are for.
func (h bookings) views(ctx context.Context, c booking.Caller, list []*booking.Booking) ([]BookingView, error) {
	who, err := h.service.Beneficiaries(ctx, list)
	if err != nil {
		return nil, err
	}
	sizes, err := h.service.SeriesSizes(ctx, list)
	if err != nil {
		return nil, err
	}
	out := make([]BookingView, len(list))
	for i, b := range list {
		out[i] = viewBooking(b)
		if of, ok := sizes[b.SeriesID]; ok {
			out[i].Series = &SeriesView{ID: b.SeriesID, Number: b.SeriesNo, Of: of}
		}
		if p, ok := who[b.ID]; ok && !c.Operates(b) {
			out[i].For = viewBeneficiary(p, b)
		}
	}
	return out, nil
}

// booked presents a booking.
func booked(ctx context.Context, b *booking.Booking, err error) (*Out[BookingView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewBooking(b)), nil
}

type listInput struct {
	PageQuery
	Role string    `query:"as" enum:"seeker,practitioner" default:"seeker"`
	When string    `query:"when" enum:"upcoming,past" default:"upcoming"`
	From time.Time `query:"from" doc:"agenda: from this instant"`
	To   time.Time `query:"to" doc:"agenda: before this instant, at most 92 days later"`
}

const maxAgenda = 92 * 24 * time.Hour

func (h bookings) list(ctx context.Context, in *listInput) (*Out[[]BookingView], error) {
	c := AccessHeader{}.caller(ctx)
	if _, err := signedIn(ctx); err != nil {
		return nil, err
	}
	var list []*booking.Booking
	var total int
	var err error
	if in.Role == "practitioner" {
		from, to := agendaRange(h.service.Clock.Now(), in.From, in.To)
		list, total, err = h.service.Agenda(ctx, c, booking.AgendaQuery{From: from, To: to, Page: in.Page, Limit: in.Limit})
	} else {
		list, total, err = h.service.Mine(ctx, c, in.When == "upcoming", in.Page, in.Limit)
	}
	if err != nil {
		return nil, err
	}
	views, err := h.views(ctx, c, list)
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, views, in.Page, in.Limit, total), nil
}

// agendaRange defaults to the 31 days from now on and is never longer than maxAgenda.
func agendaRange(now, from, to time.Time) (time.Time, time.Time) {
	if from.IsZero() {
		from = now
	}
	if to.IsZero() || to.Before(from) {
		to = from.Add(31 * 24 * time.Hour)
	}
	if to.Sub(from) > maxAgenda {
		to = from.Add(maxAgenda)
	}
	return from, to
}

type moveInput struct {
	BookingChange
	Body struct {
		Versioned
		Start time.Time `json:"start" doc:"one of the offered starts"`
	}
}

func (h bookings) move(ctx context.Context, in *moveInput) (*Out[BookingView], error) {
	b, err := h.service.Move(ctx, in.caller(ctx), in.ID, in.Body.Version, in.Body.Start)
	return booked(ctx, b, err)
}
