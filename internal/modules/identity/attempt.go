package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
)

// quota is a token bucket: one attempt comes back per every, at most burst are kept. In any window of length w at most
// burst + w/every attempts pass.
type quota struct {
	every time.Duration
	burst int
}

// The quotas. Of sign-ins, at most 10 + 9 = 19 in any hour reach the password hash per address, and as many per known
// device of its owner; an attempt that succeeds is given back.
var (
	quotaSignIn   = quota{every: 400 * time.Second, burst: 10}
	quotaPassword = quota{every: 400 * time.Second, burst: 10} // the current password, asked again inside a session
	quotaMail     = quota{every: 20 * time.Minute, burst: 3}   // mails that a stranger can cause to one address
)

// bucket is the key of one quota's count. It is a keyed hash: the table names nobody.
type bucket []byte

// id names the bucket as an aggregate of events.
func (b bucket) id() uuid.UUID { return uuid.UUID(b[:16]) }

func (s *Service) bucket(use string, who []byte) bucket { return mac(s.attemptKey, []byte(use), who) }

func (s *Service) emailBucket(use, email string) bucket { return s.bucket(use, []byte(email)) }

// take takes one attempt in a statement of its own, so that it counts whatever happens afterwards. count grows with each
// attempt of the bucket; ok is false when none is left.
func (s *Service) take(ctx context.Context, q db.Querier, now time.Time, b bucket, limit quota) (count int64, ok bool, err error) {
	count, err = queries(q).TakeAttempt(ctx, identitydb.TakeAttemptParams{
		Key: b, Now: now, Seconds: limit.every.Seconds(), FullBy: now.Add(limit.every * time.Duration(limit.burst-1)),
	})
	if db.IsNoRows(err) {
		return 0, false, nil
	}
	return count, err == nil, err
}

func (s *Service) giveBack(ctx context.Context, q db.Querier, b bucket, limit quota) error {
	return queries(q).GiveBackAttempt(ctx, identitydb.GiveBackAttemptParams{Key: b, Seconds: limit.every.Seconds()})
}
