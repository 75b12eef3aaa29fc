package tariff

import (
	"context"
	"time"

	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Subscribed is what a practitioner's subscription means for commission from an instant on.
type Subscribed struct {
	PersonID uuid.UUID
	From     time.Time
	Plan     string // that rules may name; "": no plan any more
	// MostBps is the share of a price that the plan promises at most, in basis points; nil: it promises nothing. Where a rule
	// asks for less, that holds.
	MostBps *int64
}

// SubscribedTx keeps x in the caller's transaction, if it is news. A plan that was bought goes before one that an operator put
// the practitioner on, for as long as it runs.
func (s *Service) SubscribedTx(ctx context.Context, tx db.Tx, x Subscribed) error {
	p := tariffdb.SubscribedParams{ID: s.IDs.ID(), PersonID: x.PersonID, FromAt: x.From, Plan: wordOrNull(x.Plan)}
	if x.MostBps != nil {
		most := int32(*x.MostBps)
		p.MostBps = &most
	}
	return on(tx).Subscribed(ctx, p)
}
