// Package events is the spine: a command appends what happened in its own transaction, and in that same transaction each
// subscriber's work becomes a durable job. Nothing is sent from inside a request; nothing is lost between commit and
// delivery. Delivery is at least once; handlers are idempotent and look at the current state, not at the order of arrival.
package events

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"klear/internal/platform/db"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Actor is who caused an event.
type Actor struct {
	Kind string // person, guest, practitioner, admin, system, gateway
	ID   uuid.UUID
}

// System is the actor of everything that a job or timer does.
var System = Actor{Kind: "system"}

// Event is one thing that happened to one aggregate. Type is "noun.verb" in the past tense and is stable; Data is its
// versioned payload: ids, codes, amounts and instants, never a person's words.
type Event struct {
	ID            uuid.UUID
	Type          string
	AggregateType string
	AggregateID   uuid.UUID
	Seq           int64 // the aggregate's version after the change: the order within it
	Actor         Actor
	At            time.Time
	RequestID     string
	Data          any
	Told          []string // subscribers that act on it in the same transaction: no delivery for them
	Concern       string   // which of the subscribers of SubscribeTo it is for; "": all
}

// Delivery is the job by which one subscriber learns of one event.
type Delivery struct {
	Subscriber  string          `json:"subscriber"`
	EventID     uuid.UUID       `json:"event_id"`
	Type        string          `json:"type"`
	AggregateID uuid.UUID       `json:"aggregate_id"`
	At          time.Time       `json:"at"`
	Data        json.RawMessage `json:"data"`
}

// Kind names the job.
func (Delivery) Kind() string { return "event_delivery" }

// Handler reacts to one event. An error makes the delivery run again later.
type Handler func(ctx context.Context, d Delivery) error

// Bus knows who listens. Subscribe before the first publish; app/subscribe.go is the only caller.
type Bus struct {
	// RequestID says which request ctx belongs to, for events that do not name one; nil: none.
	RequestID func(ctx context.Context) string
	// Committed hears the type of each event once it is there for good, for counting; may be nil.
	Committed func(eventType string)

	jobs     *jobs.Client
	ids      ids.Source
	byType   map[string][]string
	concern  map[string]string // of a subscriber that hears only what concerns it
	handlers map[string]Handler
}

// NewBus registers the delivery worker with the queue.
func NewBus(q *jobs.Client, src ids.Source) *Bus {
	b := &Bus{jobs: q, ids: src, byType: map[string][]string{}, concern: map[string]string{}, handlers: map[string]Handler{}}
	jobs.Handle(q, b.deliver)
	return b
}

// Subscribe lets handler hear the named event types under a stable subscriber name.
func (b *Bus) Subscribe(subscriber string, handler Handler, types ...string) {
	if _, dup := b.handlers[subscriber]; dup {
		panic("events: two subscribers named " + subscriber)
	}
	b.handlers[subscriber] = handler
	for _, t := range types {
		b.byType[t] = append(b.byType[t], subscriber)
	}
}

// SubscribeTo is Subscribe for events of one concern: where many listen to a type and each event is for one of them, the others
// cost no job.
func (b *Bus) SubscribeTo(concern, subscriber string, handler Handler, types ...string) {
	b.Subscribe(subscriber, handler, types...)
	b.concern[subscriber] = concern
}

// PublishTx appends the events and one delivery per subscriber, in the caller's transaction.
func (b *Bus) PublishTx(ctx context.Context, tx db.Tx, list ...Event) error {
	deliveries, err := b.AppendTx(ctx, tx, list...)
	if err != nil {
		return err
	}
	return b.jobs.AddTx(ctx, tx, deliveries...)
}

// AppendTx appends the events and returns the deliveries for a caller that enqueues other jobs in the same statement.
func (b *Bus) AppendTx(ctx context.Context, tx db.Tx, list ...Event) ([]jobs.Job, error) {
	const insert = `insert into events.event (id, occurred_at, type, aggregate_type, aggregate_id, aggregate_seq, actor_kind, actor_id, request_id, data)
		values ($1, $2, $3, $4, $5, $6, $7, nullif($8, '00000000-0000-0000-0000-000000000000'::uuid), $9, $10)`
	var out []jobs.Job
	for _, e := range list {
		data, err := json.Marshal(e.Data)
		if err != nil {
			return nil, fmt.Errorf("event %s: %w", e.Type, err)
		}
		if e.ID == uuid.Nil {
			e.ID = b.ids.ID()
		}
		if e.RequestID == "" && b.RequestID != nil {
			e.RequestID = b.RequestID(ctx)
		}
		if _, err := tx.Exec(ctx, insert, e.ID, e.At, e.Type, e.AggregateType, e.AggregateID, e.Seq, e.Actor.Kind, e.Actor.ID, e.RequestID, data); err != nil {
			return nil, fmt.Errorf("appending event %s: %w", e.Type, err)
		}
		if b.Committed != nil {
			db.OnCommit(tx, func() { b.Committed(e.Type) })
		}
		for _, s := range b.byType[e.Type] {
			if only := b.concern[s]; slices.Contains(e.Told, s) || only != "" && e.Concern != "" && only != e.Concern {
				continue
			}
			out = append(out, jobs.Job{Args: Delivery{Subscriber: s, EventID: e.ID, Type: e.Type, AggregateID: e.AggregateID, At: e.At, Data: data}})
		}
	}
	return out, nil
}

func (b *Bus) deliver(ctx context.Context, d Delivery) error {
	h, ok := b.handlers[d.Subscriber]
	if !ok {
		return fmt.Errorf("no subscriber named %q: was it renamed while a delivery was waiting?", d.Subscriber)
	}
	return h(ctx, d)
}

// Decode reads the payload of a delivery.
func Decode[T any](d Delivery) (T, error) {
	var v T
	err := json.Unmarshal(d.Data, &v)
	return v, err
}

// Entry is one line of an aggregate's history.
type Entry struct {
	At    time.Time
	Type  string
	Actor string // the kind of actor, never who
}

// OfAggregate lists what happened to one aggregate, oldest first, at most 200 entries.
func (b *Bus) OfAggregate(ctx context.Context, q db.Querier, id uuid.UUID) ([]Entry, error) {
	rows, err := q.Query(ctx, "select occurred_at, type, actor_kind from events.event where aggregate_id = $1 order by aggregate_seq, occurred_at limit 200", id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Entry])
}
