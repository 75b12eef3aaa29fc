package subscription

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/payment"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// People are whom letters go to.
type People interface {
	PersonByID(ctx context.Context, q db.Querier, id uuid.UUID) (identity.Person, error)
}

// Letters writes to people; notify.Service does.
type Letters interface {
	Localizer(locale string) *i18n.Localizer
	Send(ctx context.Context, l notify.Letter) error
}

// Deps are what the module works with.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      ids.Source
	Events   *events.Bus
	Jobs     *jobs.Client
	People   People
	Payments *payment.Service
	Letters  Letters
	Taxes    Taxes  // nil: prices have none inside
	Country  string // of the platform, whose taxes those are
	Papers   Papers // nil: nobody documents
	BaseURL  string // of links in letters, without a trailing slash
	// Commission hears of practitioners' plans; nil: nobody does.
	Commission Commission
}

// Service is the module's verbs. Safe for concurrent use.
type Service struct{ Deps }

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	jobs.Handle(s.Jobs, s.SettlePayment)
	jobs.Handle(s.Jobs, func(ctx context.Context, _ Sweep) error { return s.SweepDue(ctx) })
	jobs.Handle(s.Jobs, func(ctx context.Context, j forget) error {
		return s.Payments.Forget(ctx, payment.KeptMethod{Gateway: j.Gateway, Ref: j.Ref})
	})
	jobs.Handle(s.Jobs, func(ctx context.Context, j trialEnding) error {
		return s.write(ctx, j.SubscriptionID, "plan_trial_ending", 0)
	})
	s.Jobs.Every(sweepEvery, Sweep{}, jobs.QueueMoney)
	return s
}

const sweepEvery = time.Minute

// forget is the job that tells a gateway to forget a method.
type forget struct{ Gateway, Ref string }

// Kind names the job.
func (forget) Kind() string { return "subscription_forget" }

// trialEnding is the job of the letter before a trial ends.
type trialEnding struct {
	SubscriptionID uuid.UUID `json:"subscription_id"`
}

// Kind names the job.
func (trialEnding) Kind() string { return "subscription_trial_ending" }

// The events of this module.
const (
	EventStarted      = "subscription.started"
	EventRenewed      = "subscription.renewed"
	EventChanged      = "subscription.changed"       // the plan, at once
	EventChargeFailed = "subscription.charge_failed" // of a renewal; it is tried again
	EventCancelled    = "subscription.cancelled"     // it runs to the end of what was paid
	EventResumed      = "subscription.resumed"
	EventEnded        = "subscription.ended"
	EventRefunded     = "subscription.refunded" // an operator gave back what was charged, or a part of it
)

// EventsWritten are those that a letter tells of.
var EventsWritten = []string{EventStarted, EventRenewed, EventChanged, EventChargeFailed, EventCancelled, EventEnded, EventRefunded}

// Fact is the payload of every event of this module, version 1.
type Fact struct {
	V              int       `json:"v"`
	SubscriptionID uuid.UUID `json:"subscription_id"`
	PersonID       uuid.UUID `json:"person_id"`
	Family         Family    `json:"family"`
	PlanID         uuid.UUID `json:"plan_id"`
	TermsID        uuid.UUID `json:"terms_id"`
	Cycle          Cycle     `json:"cycle"`
	Status         Status    `json:"status"`
	Reason         string    `json:"reason,omitempty"`       // of ended
	PeriodID       uuid.UUID `json:"period_id,omitzero"`     // of refunded, like the next
	RefundMinor    int64     `json:"refund_minor,omitempty"` // in the period's currency
}

// saveTx writes what was decided under the row's lock, with its event; kind "" for none.
func (s *Service) saveTx(ctx context.Context, tx db.Tx, sub Subscription, kind string, by events.Actor) (Subscription, error) {
	row, err := subscriptiondb.New(tx).SaveSubscription(ctx, sub.row())
	if err != nil {
		return sub, err
	}
	sub = subscriptionOf(row)
	if err := s.commissionTx(ctx, tx, sub); err != nil || kind == "" {
		return sub, err
	}
	return sub, s.publishTx(ctx, tx, sub, kind, by, sub.fact())
}

func (s *Service) publishTx(ctx context.Context, tx db.Tx, sub Subscription, kind string, by events.Actor, f Fact) error {
	return s.Events.PublishTx(ctx, tx, events.Event{Type: kind, AggregateType: "subscription", AggregateID: sub.ID, Seq: sub.Version, Actor: by, At: s.Clock.Now(), Data: f})
}

func (s Subscription) fact() Fact {
	return Fact{V: 1, SubscriptionID: s.ID, PersonID: s.PersonID, Family: s.Family, PlanID: s.PlanID, TermsID: s.TermsID, Cycle: s.Cycle, Status: s.Status,
		Reason: s.EndReason}
}

func owner(sub Subscription) events.Actor { return events.Actor{Kind: "person", ID: sub.PersonID} }

func lockTx(ctx context.Context, tx db.Tx, id uuid.UUID) (Subscription, error) {
	return found(subscriptiondb.New(tx).LockSubscription(ctx, id))
}

// found explains a missing row.
func found(row subscriptiondb.SubscriptionSubscription, err error) (Subscription, error) {
	if db.IsNoRows(err) {
		return Subscription{}, ErrNotFound
	}
	return subscriptionOf(row), err
}
