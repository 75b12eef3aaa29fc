package dispute

import (
	"context"
	"log/slog"

	"klear/internal/modules/booking"
	"klear/internal/modules/dispute/internal/disputedb"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/payment"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Payments is the money that is disputed; payment.Service is.
type Payments interface {
	Get(ctx context.Context, q db.Querier, id uuid.UUID) (payment.Payment, error)
	Refunds(ctx context.Context, q db.Querier, payment uuid.UUID) ([]payment.RefundRecord, error)
	SubmitEvidence(ctx context.Context, dispute uuid.UUID, text string, files []payment.EvidenceFile) error
	AcceptDispute(ctx context.Context, dispute uuid.UUID) error
}

// Bookings says how a session went; booking.Service does.
type Bookings interface {
	RecordOf(ctx context.Context, q db.Querier, id uuid.UUID) (booking.Record, error)
}

// People are whom letters go to, and whose keys seal.
type People interface {
	PersonByID(ctx context.Context, q db.Querier, id uuid.UUID) (identity.Person, error)
	Operators(ctx context.Context, q db.Querier) ([]identity.Person, error)
	SealTx(ctx context.Context, q db.Querier, person uuid.UUID, at crypto.AAD, plain []byte) ([]byte, error)
	OpenTx(ctx context.Context, q db.Querier, person uuid.UUID, at crypto.AAD, sealed []byte) ([]byte, error)
}

// Blobs stores sealed files.
type Blobs interface {
	Put(ctx context.Context, key, contentType string, content []byte) error
	Get(ctx context.Context, key string) ([]byte, error)
	Delete(ctx context.Context, key string) error
}

// Letters writes to people; notify.Service does.
type Letters interface {
	Localizer(locale string) *i18n.Localizer
	Send(ctx context.Context, l notify.Letter) error
}

// Deps are what the module works with. All are required.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      ids.Source
	Jobs     *jobs.Client
	Payments Payments
	Bookings Bookings
	People   People
	Blobs    Blobs
	Letters  Letters
	BaseURL  string // of links in letters, without a trailing slash
	Log      *slog.Logger
}

// Service is the module's verbs. Safe for concurrent use.
type Service struct{ Deps }

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{d}
	s.registerJobs()
	return s
}

func on(q db.Querier) *disputedb.Queries { return disputedb.New(q) }

// find reads a dispute for whoever may do action with it: its practitioner, or an operator. Errors: ErrNotFound, also for
// those of others.
func (s *Service) find(ctx context.Context, q db.Querier, who identity.Principal, action identity.Action, id uuid.UUID) (Dispute, error) {
	row, err := on(q).Dispute(ctx, id)
	if db.IsNoRows(err) {
		return Dispute{}, ErrNotFound
	} else if err != nil {
		return Dispute{}, err
	}
	d := disputeOf(row)
	if !identity.Allowed(who, action, identity.ResDispute, identity.Subject{Owner: d.PersonID}) {
		return Dispute{}, ErrNotFound
	}
	return d, nil
}

// may lets operators look and decide.
func may(who identity.Principal, action identity.Action) error {
	return identity.Authorize(who, action, identity.ResDispute, identity.Subject{})
}

// field names where a sealed value lives; a file's content is a file, named like a column.
func field(table, column string, row uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "dispute." + table, Column: column, Row: row}
}
