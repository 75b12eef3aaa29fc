package payout

import (
	"context"
	"log/slog"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Practices says which practice belongs to an account; catalog.Catalog does.
type Practices interface {
	PractitionerByPerson(ctx context.Context, person uuid.UUID) (catalog.Practitioner, error)
}

// People are whom letters go to.
type People interface {
	PersonByID(ctx context.Context, q db.Querier, id uuid.UUID) (identity.Person, error)
}

// Letters writes to people; notify.Service does.
type Letters interface {
	Localizer(locale string) *i18n.Localizer
	Send(ctx context.Context, l notify.Letter) error
}

// Chooser names the gateway that takes payments in a currency in a country; payment.Service does.
type Chooser interface {
	GatewayFor(currency, country string) (string, error)
}

// Policy is the brand's part of the rules.
type Policy struct {
	Every         Cadence        // until a practitioner chooses otherwise
	After         time.Duration  // from earning to the earliest payout: the time for complaints
	MinimumMinor  int64          // the smallest payout in Currency; other currencies have none
	Currency      string         // ISO 4217
	OnlyVerified  bool           // nobody is paid before an operator knows who they are
	Zone          *time.Location // whose calendar days are payout days
	StartsAt      int            // hour of such a day at which the scheduled run begins
	GatewayPeriod time.Duration  // of one call to a gateway; 0: payment.DefaultGatewayTimeout
}

// Deps are what the module works with. All but Log and Payments are required.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      ids.Source
	Events   *events.Bus
	Jobs     *jobs.Client
	Catalog  Practices
	People   People
	Letters  Letters
	Payments *payment.Service  // takes what practitioners owe; nil: nobody pays here
	Gateways []payment.Gateway // all that have payouts
	Chooser  Chooser           // says which of them opens a new account: the one that takes the practitioner's payments
	Policy   Policy
	BaseURL  string // of links in letters, without a trailing slash
	Log      *slog.Logger
}

// Service is the module's verbs. Safe for concurrent use.
type Service struct {
	Deps
	gateways map[string]payment.PayoutGateway
}

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{Deps: d, gateways: map[string]payment.PayoutGateway{}}
	for _, g := range d.Gateways {
		if p, ok := g.(payment.PayoutGateway); ok {
			s.gateways[g.Name()] = p
		}
	}
	if s.Policy.GatewayPeriod == 0 {
		s.Policy.GatewayPeriod = payment.DefaultGatewayTimeout
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	s.registerJobs()
	return s
}

func on(q db.Querier) *payoutdb.Queries { return payoutdb.New(q) }

// own is the practice of who, for its money. Errors: identity.ErrUnauthenticated, identity.ErrForbidden,
// catalog.ErrNoPractitioner.
func (s *Service) own(ctx context.Context, who identity.Principal, action identity.Action) (catalog.Practitioner, error) {
	if !who.SignedIn() {
		return catalog.Practitioner{}, identity.ErrUnauthenticated
	}
	if err := identity.Authorize(who, action, identity.ResPayout, identity.Subject{Owner: who.PersonID}); err != nil {
		return catalog.Practitioner{}, err
	}
	return s.Catalog.PractitionerByPerson(ctx, who.PersonID)
}

// may lets operators look and act.
func may(who identity.Principal, action identity.Action) error {
	return identity.Authorize(who, action, identity.ResPayout, identity.Subject{})
}

// matured is the instant before which money must have been earned to be paid out at now.
func (s *Service) matured(now time.Time) time.Time { return now.Add(-s.Policy.After) }

// Page of a list; Number counts from 1, Limit is 1 to 100.
type Page struct{ Number, Limit int }

func (p Page) window() (limit, skip int32) {
	n, most := min(max(p.Number, 1), 10_000), min(max(p.Limit, 1), 100)
	return int32(most), int32((n - 1) * most)
}
