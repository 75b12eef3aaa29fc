package desk

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/desk/internal/deskdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/money"
)

// Queue names what waits for operators.
type Queue string

// The queues, in the order in which the desk shows them: people before machines.
const (
	Verification Queue = "verification" // profiles that wait for a decision: catalog lists them
	Licences     Queue = "licences"     // licences that end within LicencesAhead or have ended
	Reports      Queue = "reports"      // reports of pages
	Contests     Queue = "contests"     // sessions of which their clients say that they did not take place: booking lists them
	Requests     Queue = "requests"     // booking requests that nobody answered
	Payments     Queue = "payments"     // steps at a gateway that are open for too long
	Refunds      Queue = "refunds"      // refunds that the gateway refused
	Differences  Queue = "differences"  // movements that gateways and books do not agree on
	Calendars    Queue = "calendars"    // linked calendars that cannot be read
	Jobs         Queue = "jobs"         // failed jobs
)

// Queues are all of them.
var Queues = []Queue{Verification, Licences, Reports, Contests, Requests, Payments, Refunds, Differences, Calendars, Jobs}

// When something is late enough to be an operator's affair.
const (
	UnreadAfter   = 24 * time.Hour      // a calendar without a fresh copy
	LicencesAhead = 60 * 24 * time.Hour // a licence is looked at so long before its end, when its practitioner is first warned
	RanOutFor     = 7 * 24 * time.Hour  // a request that ran out stays on the desk so long
)

// Count is how much waits in a queue.
type Count struct {
	Queue   Queue
	Waiting int
	Oldest  time.Time // zero when nothing waits
}

// Row is one thing that waits. Which fields are set depends on the queue.
type Row struct {
	ID      string // of the booking, refund, movement, calendar, job or practitioner; of a payment's step its key
	Code    string // of the booking it is about
	Name    string // of the practitioner it is about
	Person  uuid.UUID
	Why     string // a stable code: pending, ran_out, a step of a payment, a refund's reason, a calendar's or job's class of fault, ending, ended or renewed
	Since   time.Time
	Until   time.Time // when it runs out, or is tried again; zero: never
	Amount  money.Amount
	Kind    string // of a job or a movement
	Fault   string // what the last call for a payment's step came to, a stable code; "" when none failed
	Tries   int
	MaxTry  int
	Waits   bool      // a refund: until the payer's bank has decided about the payment
	Dispute uuid.UUID // of a refund's payment, the latest; zero: none
	GivenUp bool
}

// Counts says how much waits in each queue. Operators only. Errors: identity's.
func (s *Service) Counts(ctx context.Context, by identity.Principal) ([]Count, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	rows, err := on(s.DB).Counts(ctx, deskdb.CountsParams{RanOutSince: now.Add(-RanOutFor), StuckBefore: now.Add(-payment.StuckAfter), UnreadBefore: now.Add(-UnreadAfter), EndsBefore: now.Add(LicencesAhead), Now: now})
	if err != nil {
		return nil, err
	}
	failed, oldest, err := s.Jobs.CountStuck(ctx)
	if err != nil {
		return nil, err
	}
	out := []Count{{Jobs, failed, oldest}}
	for _, r := range rows {
		c := Count{Queue: Queue(r.Queue), Waiting: int(r.Waiting)}
		if r.Waiting > 0 {
			c.Oldest = r.Oldest.UTC()
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Count) int { return slices.Index(Queues, a.Queue) - slices.Index(Queues, b.Queue) })
	return out, nil
}

// List is one page of a queue, the longest waiting first, and how much waits in all; pages count from 1, limit is 1 to
// 100. Verification and Reports are listed by VerificationQueue of the catalogue and by Reports, Contests by ContestQueue of the bookings. Errors: identity's, ErrNoQueue.
func (s *Service) List(ctx context.Context, by identity.Principal, q Queue, page, limit int) ([]Row, int, error) {
	read, ok := map[Queue]func(context.Context, int, int) ([]Row, error){
		Licences: s.licences, Requests: s.requests, Payments: s.payments, Refunds: s.refunds, Differences: s.differences, Calendars: s.calendars, Jobs: s.jobs,
	}[q]
	if !ok {
		return nil, 0, ErrNoQueue
	}
	counts, err := s.Counts(ctx, by)
	if err != nil {
		return nil, 0, err
	}
	page, limit = min(max(page, 1), 10_000), min(max(limit, 1), 100)
	rows, err := read(ctx, limit, (page-1)*limit)
	return rows, counts[slices.Index(Queues, q)].Waiting, err
}

// licences are on the desk since LicencesAhead before their end.
func (s *Service) licences(ctx context.Context, limit, skip int) ([]Row, error) {
	now := s.Clock.Now()
	list, err := on(s.DB).Licences(ctx, deskdb.LicencesParams{EndsBefore: now.Add(LicencesAhead), RowLimit: int32(limit), RowOffset: int32(skip)})
	out := make([]Row, len(list))
	for i, r := range list {
		end := r.LicenceUntil.UTC()
		out[i] = Row{ID: r.PractitionerID.String(), Name: r.DisplayName, Person: r.PersonID, Why: "ending", Since: end.Add(-LicencesAhead), Until: end}
		switch {
		case r.Renewed:
			out[i].Why = "renewed"
		case !end.After(now):
			out[i].Why, out[i].Until = "ended", time.Time{}
		}
	}
	return out, err
}

func (s *Service) requests(ctx context.Context, limit, skip int) ([]Row, error) {
	list, err := on(s.DB).Requests(ctx, deskdb.RequestsParams{RanOutSince: s.Clock.Now().Add(-RanOutFor), RowLimit: int32(limit), RowOffset: int32(skip)})
	out := make([]Row, len(list))
	for i, r := range list {
		out[i] = Row{ID: r.BookingID.String(), Code: r.Code, Name: r.PractitionerName, Why: "ran_out", Since: r.CreatedAt.UTC()}
		if r.Status == "pending" {
			out[i].Why = "pending"
			if r.ExpiresAt != nil {
				out[i].Until = r.ExpiresAt.UTC()
			}
		}
	}
	return out, err
}

func (s *Service) payments(ctx context.Context, limit, skip int) ([]Row, error) {
	list, err := on(s.DB).Payments(ctx, deskdb.PaymentsParams{StuckBefore: s.Clock.Now().Add(-payment.StuckAfter), RowLimit: int32(limit), RowOffset: int32(skip)})
	out := make([]Row, len(list))
	for i, r := range list {
		out[i] = stepRow(r)
	}
	return out, err
}

func (s *Service) refunds(ctx context.Context, limit, skip int) ([]Row, error) {
	list, err := on(s.DB).Refunds(ctx, deskdb.RefundsParams{RowLimit: int32(limit), RowOffset: int32(skip)})
	out := make([]Row, len(list))
	for i, r := range list {
		out[i] = Row{ID: r.RefundID.String(), Code: r.Code, Why: r.Reason, Since: r.FailedAt.UTC(), Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, Dispute: r.DisputeID}
	}
	return out, err
}

// differences have the gateway as their name, its ref or our event key as their id, and the side as the reason.
func (s *Service) differences(ctx context.Context, limit, skip int) ([]Row, error) {
	list, err := on(s.DB).Differences(ctx, deskdb.DifferencesParams{Now: s.Clock.Now(), RowLimit: int32(limit), RowOffset: int32(skip)})
	out := make([]Row, len(list))
	for i, r := range list {
		out[i] = Row{ID: r.Subject, Name: r.Gateway, Kind: r.Kind, Why: r.Side, Since: r.At.UTC(), Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}}
	}
	return out, err
}

func (s *Service) calendars(ctx context.Context, limit, skip int) ([]Row, error) {
	list, err := on(s.DB).Calendars(ctx, deskdb.CalendarsParams{UnreadBefore: s.Clock.Now().Add(-UnreadAfter), RowLimit: int32(limit), RowOffset: int32(skip)})
	out := make([]Row, len(list))
	for i, r := range list {
		out[i] = Row{ID: r.SourceID.String(), Name: r.DisplayName, Person: r.PersonID, Why: r.ErrorCode, Since: r.GoodAt.UTC()}
	}
	return out, err
}

func (s *Service) jobs(ctx context.Context, limit, skip int) ([]Row, error) {
	list, err := s.Jobs.ListStuck(ctx, limit, skip)
	out := make([]Row, len(list))
	for i, j := range list {
		out[i] = jobRow(j)
	}
	return out, err
}
