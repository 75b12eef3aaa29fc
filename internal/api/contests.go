package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// contests serves what clients say did not take place: to them, to the practitioner, and to the operators.
type contests struct {
	bookings *booking.Service
	desk     *desk.Service
}

// Contests registers bookings/{id}/contest and admin/contests/*.
func Contests(a huma.API, b *booking.Service, d *desk.Service) {
	h := contests{b, d}
	huma.Register(a, op(http.MethodGet, "/bookings/{id}/contest", "listContests", "What the client said about the session, the latest first", "bookings"), h.of)
	once(a, op(http.MethodPost, "/bookings/{id}/contest", "beginContest", "Say that the session did not take place: its money waits until that is settled", "bookings"), h.begin)
	once(a, op(http.MethodPost, "/bookings/{id}/contest/withdraw", "withdrawContest", "Take it back while nothing was decided", "bookings"), h.withdraw)
	once(a, op(http.MethodPost, "/bookings/{id}/contest/answer", "answerContest", "Answer as the practitioner; not_there gives everything back at once", "bookings"), h.answer)
	huma.Register(a, op(http.MethodGet, "/admin/contests", "listContestQueue", "Sessions that clients contest, those that can be decided now first, without words (operators)", "admin"), h.queue)
	huma.Register(a, op(http.MethodGet, "/admin/contests/{contest}", "getContest", "One of them, with what both said and when the session was opened and closed (operators)", "admin"), h.get)
	once(a, op(http.MethodPost, "/admin/contests/{contest}/decide", "decideContest", "Decide whether the session took place (operators)", "admin"), h.decide)
}

// ContestView is what a client said about a session, and what became of it.
type ContestView struct {
	ID         uuid.UUID             `json:"id" format:"uuid"`
	BookingID  uuid.UUID             `json:"bookingId" format:"uuid"`
	Reason     booking.ContestReason `json:"reason" enum:"absent,cut_short,not_as_booked"`
	Status     booking.ContestStatus `json:"status" enum:"open,withdrawn,admitted,took_place,not_held,moot"`
	Words      string                `json:"words,omitempty" doc:"the client's sentence; not in lists of operators"`
	At         time.Time             `json:"at"`
	AnswerBy   time.Time             `json:"answerBy" doc:"until when the practitioner is waited for"`
	Answer     string                `json:"answer,omitempty" doc:"took_place or not_there"`
	Reply      string                `json:"reply,omitempty" doc:"the practitioner's sentence"`
	AnsweredAt *time.Time            `json:"answeredAt,omitempty"`
	ClosedAt   *time.Time            `json:"closedAt,omitempty"`
}

func viewContest(k booking.Contest) ContestView {
	return ContestView{ID: k.ID, BookingID: k.BookingID, Reason: k.Reason, Status: k.Status, Words: k.Words, At: k.At, AnswerBy: k.AnswerBy, Answer: k.Answer, Reply: k.Reply,
		AnsweredAt: instant(k.AnsweredAt), ClosedAt: instant(k.ClosedAt)}
}

func contested(ctx context.Context, k booking.Contest, err error) (*Out[ContestView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewContest(k)), nil
}

func (h contests) of(ctx context.Context, in *BookingRef) (*Out[[]ContestView], error) {
	b, err := h.bookings.ByID(ctx, in.caller(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	list, err := h.bookings.Contests(ctx, b)
	if err != nil {
		return nil, err
	}
	out := make([]ContestView, len(list))
	for i, k := range list {
		out[i] = viewContest(k)
	}
	return OK(ctx, out), nil
}

type beginContestInput struct {
	BookingChange
	Body struct {
		Reason booking.ContestReason `json:"reason" enum:"absent,cut_short,not_as_booked"`
		Words  string                `json:"words,omitempty" maxLength:"500" doc:"one sentence; nothing about health. The other side and the operators read it"`
	}
}

func (h contests) begin(ctx context.Context, in *beginContestInput) (*Out[ContestView], error) {
	k, err := h.bookings.BeginContest(ctx, in.caller(ctx), in.ID, booking.ContestRequest{Reason: in.Body.Reason, Words: in.Body.Words})
	return contested(ctx, k, err)
}

func (h contests) withdraw(ctx context.Context, in *BookingChange) (*Out[ContestView], error) {
	k, err := h.bookings.WithdrawContest(ctx, in.caller(ctx), in.ID)
	return contested(ctx, k, err)
}

type answerContestInput struct {
	BookingChange
	Body struct {
		Says  string `json:"says" enum:"took_place,not_there"`
		Words string `json:"words,omitempty" maxLength:"500" doc:"one sentence; needed with took_place"`
	}
}

func (h contests) answer(ctx context.Context, in *answerContestInput) (*Out[ContestView], error) {
	k, err := h.bookings.AnswerContest(ctx, in.caller(ctx), in.ID, booking.ContestReply{Says: in.Body.Says, Words: in.Body.Words})
	return contested(ctx, k, err)
}

// ContestCaseView is a contest as operators see it.
type ContestCaseView struct {
	ContestView
	Booking      string         `json:"booking" doc:"its code"`
	Practitioner string         `json:"practitioner"`
	State        booking.Status `json:"bookingStatus"`
	Start        time.Time      `json:"start"`
	End          time.Time      `json:"end"`
	Price        money.Amount   `json:"price"`
	Started      *time.Time     `json:"started,omitempty" doc:"when the practitioner opened the session"`
	Ended        *time.Time     `json:"ended,omitempty" doc:"when it was closed"`
	Decidable    bool           `json:"decidable" doc:"also against the practitioner: they answered, or had the time to"`
}

func (h contests) view(k booking.ContestCase) ContestCaseView {
	b := k.Booking
	return ContestCaseView{ContestView: viewContest(k.Contest), Booking: b.Code, Practitioner: b.PractitionerName, State: b.Status, Start: b.Start, End: b.End, Price: b.Price,
		Started: instant(k.Started), Ended: instant(k.Ended), Decidable: k.Decidable(h.bookings.Clock.Now())}
}

type contestsInput struct {
	PageQuery
	State string `query:"state" enum:"open,closed" default:"open"`
}

func (h contests) queue(ctx context.Context, in *contestsInput) (*Out[[]ContestCaseView], error) {
	list, total, err := h.bookings.ContestQueue(ctx, identity.PrincipalFrom(ctx), in.State == "open", in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]ContestCaseView, len(list))
	for i, k := range list {
		out[i] = h.view(k)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

// ContestPath names a contest.
type ContestPath struct {
	Contest uuid.UUID `path:"contest" format:"uuid"`
}

func (h contests) get(ctx context.Context, in *ContestPath) (*Out[ContestCaseView], error) {
	k, err := h.bookings.ContestCase(ctx, identity.PrincipalFrom(ctx), in.Contest)
	if err != nil {
		return nil, err
	}
	return OK(ctx, h.view(k)), nil
}

type decideContestInput struct {
	ContestPath
	IdempotencyHeader
	Body struct {
		ReasonBody
		Decision booking.ContestStatus `json:"decision" enum:"took_place,not_held" doc:"not_held gives everything back"`
		Goodwill int64                 `json:"goodwill,omitempty" minimum:"0" doc:"credit beside it, in minor units of the booking's currency; with not_held only"`
	}
}

func (h contests) decide(ctx context.Context, in *decideContestInput) (*Out[Empty], error) {
	return answer(ctx, h.desk.DecideContest(ctx, identity.PrincipalFrom(ctx), in.Contest, desk.Verdict{Status: in.Body.Decision, Reason: in.Body.Reason, Goodwill: in.Body.Goodwill}))
}
