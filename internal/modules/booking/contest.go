package booking

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// When a session can be contested, and how long its practitioner is waited for.
const (
	ContestFrom   = 10 * time.Minute   // after its start
	ContestUntil  = 7 * 24 * time.Hour // after its end
	ContestAnswer = 3 * 24 * time.Hour // to answer; then it is decided without
	maxSentence   = 500                // characters of what either side says
	tableContest  = "booking.contest"  // whose sealed columns are words_sealed and answer_sealed
)

// ContestReason is what a client says about a session: a code, not their words.
type ContestReason string

// The reasons.
const (
	Absent      ContestReason = "absent"        // the practitioner did not come
	CutShort    ContestReason = "cut_short"     // it ended far too early
	NotAsBooked ContestReason = "not_as_booked" // it was something else
)

// ContestReasons are all of them, in the order of the form.
var ContestReasons = []ContestReason{Absent, CutShort, NotAsBooked}

// ContestStatus is where a contest stands.
type ContestStatus string

// The statuses. All but ContestOpen are ends.
const (
	ContestOpen      ContestStatus = "open"
	ContestWithdrawn ContestStatus = "withdrawn"  // the client took it back
	ContestAdmitted  ContestStatus = "admitted"   // the practitioner says so too: everything goes back
	ContestTookPlace ContestStatus = "took_place" // an operator decided so
	ContestNotHeld   ContestStatus = "not_held"   // an operator decided so: everything goes back
	ContestMoot      ContestStatus = "moot"       // the booking ended by itself, because it was never paid
)

// ContestAnswers are what a practitioner may say.
const (
	SaysTookPlace = "took_place"
	SaysNotThere  = "not_there"
)

// Contest is a client's word that a session did not take place, and what became of it. Instants are UTC.
type Contest struct {
	ID         uuid.UUID
	BookingID  uuid.UUID
	Reason     ContestReason
	Status     ContestStatus
	Words      string // the client's sentence; "" in lists, when there is none, and after they erased their account
	At         time.Time
	AnswerBy   time.Time // until when the practitioner is waited for
	Answer     string    // "": none yet
	Reply      string    // the practitioner's sentence, as Words
	AnsweredAt time.Time // zero: not
	ClosedAt   time.Time // zero: it is open
}

// Open reports that nothing was decided yet.
func (k Contest) Open() bool { return k.Status == ContestOpen }

// Decidable reports that an operator may decide against the practitioner: they answered, or had the time to.
func (k Contest) Decidable(now time.Time) bool {
	return k.Open() && (k.Answer != "" || !now.Before(k.AnswerBy))
}

// MoneyBack reports that everything went back.
func (k Contest) MoneyBack() bool { return k.Status == ContestAdmitted || k.Status == ContestNotHeld }

func contestOf(r bookingdb.BookingContest) Contest {
	k := Contest{ID: r.ID, BookingID: r.BookingID, Reason: ContestReason(r.Reason), Status: ContestStatus(r.Status), At: r.CreatedAt.UTC(), AnswerBy: r.AnswerBy.UTC(),
		AnsweredAt: instant(r.AnsweredAt), ClosedAt: instant(r.ClosedAt)}
	if r.Answer != nil {
		k.Answer = *r.Answer
	}
	return k
}

// Contestable says whether b can be contested at now: nil, ErrState, ErrOwes, ErrContestEarly or ErrContestLate.
func Contestable(b *Booking, now time.Time) error {
	switch b.Status {
	case Confirmed, InSession, Completed, NoShow:
	default:
		return ErrState.WithDetails(map[string]any{"status": b.Status})
	}
	switch {
	case b.Owes():
		return ErrOwes
	case now.Before(b.Start.Add(ContestFrom)):
		return ErrContestEarly.WithDetails(map[string]time.Time{"from": b.Start.Add(ContestFrom)})
	case now.After(b.End.Add(ContestUntil)):
		return ErrContestLate
	}
	return nil
}

// Contests are those of a booking that the caller may read, the latest first, with the words of both sides.
func (s *Service) Contests(ctx context.Context, b *Booking) ([]Contest, error) {
	rows, err := bookingdb.New(s.DB).ContestsOf(ctx, []uuid.UUID{b.ID})
	out := make([]Contest, len(rows))
	for i, r := range rows {
		if out[i], err = s.openContest(ctx, s.DB, r); err != nil {
			return nil, err
		}
	}
	return out, err
}

// ContestsOf are the contests of these bookings, each's latest first, without words.
func (s *Service) ContestsOf(ctx context.Context, list []*Booking) (map[uuid.UUID][]Contest, error) {
	out := map[uuid.UUID][]Contest{}
	if len(list) == 0 {
		return out, nil
	}
	ids := make([]uuid.UUID, len(list))
	for i, b := range list {
		ids[i] = b.ID
	}
	rows, err := bookingdb.New(s.DB).ContestsOf(ctx, ids)
	for _, r := range rows {
		out[r.BookingID] = append(out[r.BookingID], contestOf(r))
	}
	return out, err
}

// openContest opens the words of both sides; those of somebody who erased their account are gone.
func (s *Service) openContest(ctx context.Context, q db.Querier, r bookingdb.BookingContest) (k Contest, err error) {
	k = contestOf(r)
	if k.Words, err = s.openSaid(ctx, q, r.ClientID, "words_sealed", r.ID, r.WordsSealed); err != nil {
		return k, err
	}
	k.Reply, err = s.openSaid(ctx, q, idOf(r.AnsweredBy), "answer_sealed", r.ID, r.AnswerSealed)
	return k, err
}

func (s *Service) openSaid(ctx context.Context, q db.Querier, person uuid.UUID, column string, id uuid.UUID, sealed []byte) (string, error) {
	words, err := s.open(ctx, q, person, said(column, id), sealed)
	if errors.Is(err, crypto.ErrKeyDestroyed) {
		return "", nil
	}
	return words, err
}

// said is a sealed column of a contest.
func said(column string, id uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: tableContest, Column: column, Row: id}
}

// uncontestedTx refuses while the booking is contested.
func (s *Service) uncontestedTx(ctx context.Context, tx db.Tx, b *Booking) error {
	open, err := bookingdb.New(tx).Contested(ctx, b.ID)
	if err == nil && open {
		err = ErrContested
	}
	return err
}
