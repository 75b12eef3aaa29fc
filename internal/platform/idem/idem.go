// Package idem makes commands idempotent: the client's key, a hash of the request and the answer are stored in the
// transaction of the effect. The same key and body gives the same answer; another body is refused; of two at once, one
// waits for the other and then gets its answer.
package idem

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"time"

	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
)

// ErrReused: the key was used before with another body.
var ErrReused = apperr.New(apperr.Unprocessable, "idempotency_key_reused", "This Idempotency-Key was used with another request. Use a new key.")

// ErrKey: the key cannot be used.
var ErrKey = apperr.New(apperr.Invalid, "idempotency_key_invalid", "An Idempotency-Key has 1 to 255 printable ASCII characters.")

// ErrNeeded: what was asked moves money, and came without a key.
var ErrNeeded = apperr.New(apperr.Invalid, "idempotency_key_required", "Send an Idempotency-Key: a new one for each intention, and the same one when you send a request again.")

// Key identifies a request. Scope holds who asks and for what ("hold:<person>"), so that keys of two clients never
// meet. The zero Key switches idempotency off.
type Key struct {
	Scope string
	Key   string
	Hash  [sha256.Size]byte
}

// New hashes the request's meaning (its decoded body), so that white space in JSON makes no other request. An empty
// key gives the zero Key.
func New(scope, key string, request any) (Key, error) {
	if key == "" {
		return Key{}, nil
	}
	if len(key) > 255 {
		return Key{}, ErrKey
	}
	for _, r := range key {
		if r < 0x21 || r > 0x7e {
			return Key{}, ErrKey
		}
	}
	b, err := json.Marshal(request)
	if err != nil {
		return Key{}, err
	}
	return Key{Scope: scope, Key: key, Hash: sha256.Sum256(b)}, nil
}

// Run performs fn once for the key and remembers its answer, in tx. When the key was used before, the stored answer is
// returned and fn does not run (replayed is true). fn's failure stores nothing: the transaction is rolled back.
func Run[T any](ctx context.Context, tx db.Tx, k Key, now time.Time, fn func() (T, error)) (answer T, replayed bool, err error) {
	if k.Key == "" {
		answer, err = fn()
		return answer, false, err
	}
	tag, err := tx.Exec(ctx, `insert into platform.idempotency (scope, key, request_hash, created_at) values ($1, $2, $3, $4)
		on conflict do nothing`, k.Scope, k.Key, k.Hash[:], now)
	if err != nil {
		return answer, false, err
	}
	if tag.RowsAffected() == 0 {
		answer, err = replay[T](ctx, tx, k)
		return answer, err == nil, err
	}
	if answer, err = fn(); err != nil {
		return answer, false, err
	}
	b, err := json.Marshal(answer)
	if err != nil {
		return answer, false, err
	}
	_, err = tx.Exec(ctx, "update platform.idempotency set response = $3 where scope = $1 and key = $2", k.Scope, k.Key, b)
	return answer, false, err
}

type keyOf struct{}

// With lets the command that is called with the context be repeated under k. Like the request's id and its principal the
// key rides along; the transaction never does. One command of a request looks at it, through InTx.
func With(ctx context.Context, k Key) context.Context { return context.WithValue(ctx, keyOf{}, k) }

func from(ctx context.Context) Key {
	k, _ := ctx.Value(keyOf{}).(Key)
	return k
}

// InTx is d.InTx for a command that may be repeated under the key of With: fn sets out, and what it is afterwards is the
// answer that is remembered in the same transaction. The second time fn does not run and out is that answer; fields that
// JSON does not see are then empty. Errors: ErrReused, those of fn.
func InTx[T any](ctx context.Context, d *db.DB, now time.Time, out *T, fn func(tx db.Tx) error) error {
	return d.InTx(ctx, func(tx db.Tx) error {
		answer, _, err := Run(ctx, tx, from(ctx), now, func() (T, error) {
			err := fn(tx)
			return *out, err
		})
		if err == nil {
			*out = answer
		}
		return err
	})
}

// Answered puts the answer that is remembered under the key of With into out, for a command that would do work before
// its transaction. Errors: ErrReused.
func Answered[T any](ctx context.Context, q db.Querier, out *T) (bool, error) {
	k := from(ctx)
	if k.Key == "" {
		return false, nil
	}
	answer, err := replay[T](ctx, q, k)
	if db.IsNoRows(err) {
		return false, nil
	}
	if err == nil {
		*out = answer
	}
	return err == nil, err
}

func replay[T any](ctx context.Context, q db.Querier, k Key) (answer T, err error) {
	var hash, stored []byte
	err = q.QueryRow(ctx, "select request_hash, response from platform.idempotency where scope = $1 and key = $2", k.Scope, k.Key).Scan(&hash, &stored)
	if err != nil {
		return answer, err
	}
	if string(hash) != string(k.Hash[:]) {
		return answer, ErrReused
	}
	return answer, json.Unmarshal(stored, &answer)
}

// Keep is how long keys are remembered.
const Keep = 48 * time.Hour

// Sweep is the job that forgets old keys.
type Sweep struct{}

// Kind names the job.
func (Sweep) Kind() string { return "idempotency_sweep" }

// Forget deletes keys older than Keep.
func Forget(ctx context.Context, q db.Querier, now time.Time) error {
	_, err := q.Exec(ctx, "delete from platform.idempotency where created_at < $1", now.Add(-Keep))
	return err
}
