package payment

import (
	"context"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Memory is what the adapter of one gateway remembers: the gateway's id of what it made for one of our references. An
// adapter keeps the id before money can move through the object, so that a reference without an id took no money. Safe
// for concurrent use.
type Memory struct {
	db      *db.DB
	gateway string
}

// NewMemory is the memory of the gateway of that name. It uses connections of its own and joins no transaction.
func NewMemory(d *db.DB, gateway string) *Memory { return &Memory{d, gateway} }

// Keep notes that reference stands at the gateway as ref, and gives the id that counts: the first one ever kept.
func (m *Memory) Keep(ctx context.Context, kind string, reference uuid.UUID, ref string) (string, error) {
	err := paymentdb.New(m.db).KeepGatewayRef(ctx, paymentdb.KeepGatewayRefParams{Gateway: m.gateway, Kind: kind, Reference: reference, Ref: ref})
	if err != nil {
		return "", err
	}
	return m.Ref(ctx, kind, reference) // a statement of its own: it sees who was faster
}

// Ref is the gateway's id of what was made for reference; "" when nothing was.
func (m *Memory) Ref(ctx context.Context, kind string, reference uuid.UUID) (string, error) {
	ref, err := paymentdb.New(m.db).GatewayRef(ctx, paymentdb.GatewayRefParams{Gateway: m.gateway, Kind: kind, Reference: reference})
	if db.IsNoRows(err) {
		return "", nil
	}
	return ref, err
}

// Reference is what of ours stands at the gateway as ref; the zero id when nothing does.
func (m *Memory) Reference(ctx context.Context, kind, ref string) (uuid.UUID, error) {
	reference, err := paymentdb.New(m.db).GatewayReference(ctx, paymentdb.GatewayReferenceParams{Gateway: m.gateway, Ref: ref, Kind: kind})
	if db.IsNoRows(err) {
		return uuid.Nil, nil
	}
	return reference, err
}
