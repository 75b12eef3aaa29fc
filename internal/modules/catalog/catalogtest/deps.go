package catalogtest

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/platform/db"
)

// Accounts keeps accounts in identity's table, as plainly as a test needs.
type Accounts struct{}

// BecomePractitionerTx sets the role.
func (Accounts) BecomePractitionerTx(ctx context.Context, tx db.Tx, personID uuid.UUID) error {
	_, err := tx.Exec(ctx, "update identity.person set role = 'practitioner' where id = $1 and role = 'seeker'", personID)
	return err
}

// CreateAccountsTx finds or makes the account of each address.
func (Accounts) CreateAccountsTx(ctx context.Context, tx db.Tx, now time.Time, list []catalog.NewAccount) ([]uuid.UUID, error) {
	ids, emails, names, zones := make([]uuid.UUID, len(list)), make([]string, len(list)), make([]string, len(list)), make([]string, len(list))
	for i, a := range list {
		ids[i], emails[i], names[i], zones[i] = uuid.Must(uuid.NewV7()), a.Email, a.Name, a.Zone
	}
	_, err := tx.Exec(ctx, `insert into identity.person (id, kind, email, name, role, zone, created_at)
		select r.id, 'account', r.email, r.name, 'practitioner', r.zone, $5
		from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) r(id, email, name, zone)
		on conflict (lower(email)) where kind = 'account' and status <> 'deleted' do nothing`, ids, emails, names, zones, now)
	if err != nil {
		return nil, err
	}
	err = tx.QueryRow(ctx, `select array_agg(p.id order by r.n) from unnest($1::text[]) with ordinality r(email, n)
		join identity.person p on lower(p.email) = lower(r.email) and p.kind = 'account' and p.status <> 'deleted'`, emails).Scan(&ids)
	return ids, err
}

// ActiveTx reads the account's status.
func (Accounts) ActiveTx(ctx context.Context, tx db.Tx, personID uuid.UUID) (active bool, err error) {
	err = tx.QueryRow(ctx, "select status = 'active' from identity.person where id = $1", personID).Scan(&active)
	return active, err
}

// Hours remembers the hours of the last import.
type Hours struct {
	mu   sync.Mutex
	Last map[uuid.UUID]catalog.PractitionerHours
}

// ReplaceAllTx remembers the hours, whether or not the transaction commits.
func (h *Hours) ReplaceAllTx(_ context.Context, _ db.Tx, list []catalog.PractitionerHours) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.Last == nil {
		h.Last = map[uuid.UUID]catalog.PractitionerHours{}
	}
	for _, p := range list {
		h.Last[p.PractitionerID] = p
	}
	return nil
}

// Blobs keeps files in memory.
type Blobs struct {
	mu    sync.Mutex
	Files map[string][]byte
}

// Put stores a file.
func (b *Blobs) Put(_ context.Context, key, _ string, content []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Files == nil {
		b.Files = map[string][]byte{}
	}
	b.Files[key] = bytes.Clone(content)
	return nil
}

// Get reads a file.
func (b *Blobs) Get(_ context.Context, key string) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	content, ok := b.Files[key]
	if !ok {
		return nil, errors.New("catalogtest: no such file")
	}
	return content, nil
}

// Delete removes a file.
func (b *Blobs) Delete(_ context.Context, key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.Files, key)
	return nil
}

// Photos passes pictures through.
type Photos struct{}

// Portrait returns src.
func (Photos) Portrait(_ context.Context, src []byte) ([]byte, error) { return src, nil }

// Sealer marks content with person and purpose and flips its bits: enough to see that the right key and purpose are used.
type Sealer struct{}

// Seal hides plain.
func (Sealer) Seal(_ context.Context, personID uuid.UUID, purpose string, plain []byte) ([]byte, error) {
	return append([]byte(personID.String()+purpose+"\x00"), flip(plain)...), nil
}

// Open shows what Seal hid.
func (Sealer) Open(_ context.Context, personID uuid.UUID, purpose string, sealed []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(sealed, []byte(personID.String()+purpose+"\x00"))
	if !ok {
		return nil, errors.New("catalogtest: sealed for another person or purpose")
	}
	return flip(rest), nil
}

func flip(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		out[i] = ^c
	}
	return out
}
