package reconcile

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/payment"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     ids.Source
	Events  *events.Bus
	Jobs    *jobs.Client
	People  People
	Letters Letters
	// Reporters are the gateways that give reports, by their names. A gateway without reports is not reconciled. One that is a
	// payment.LaggingReporter says how long it may take to report something.
	Reporters map[string]payment.Reporter
	Bank      string // the ledger's name of the platform's own bank account, which gateways settle to
	BaseURL   string // of links in letters, without a trailing slash
}

// People are whom the alarm goes to; identity.Service does it.
type People interface {
	Operators(ctx context.Context, q db.Querier) ([]identity.Person, error)
}

// Letters writes to people; notify.Service does.
type Letters interface {
	Localizer(locale string) *i18n.Localizer
	Send(ctx context.Context, l notify.Letter) error
}
