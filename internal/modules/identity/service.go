package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
)

// Service is the module. It is safe for concurrent use.
type Service struct {
	db        *db.DB
	bus       *events.Bus
	jobs      *jobs.Client
	clock     clock.Clock
	ids       ids.Source
	passwords Passwords
	keys      Keys
	images    Images
	blobs     Blobs
	mailer    Mailer
	guards    []Guard
	opt       Options
	cache     *principalCache
	// Derived from Deps.Secrets, one per secret: a leak of one use is no leak of another.
	tokenKeys  [][]byte
	deviceKeys [][]byte
	attemptKey []byte
}

// New builds the service. Call Handle with the queue before the queue is opened.
func New(d Deps) (*Service, error) {
	if len(d.Secrets) == 0 {
		return nil, errors.New("identity: no secret to sign tokens with")
	}
	s := &Service{
		db: d.DB, bus: d.Bus, jobs: d.Jobs, clock: d.Clock, ids: d.IDs, passwords: d.Passwords, keys: d.Keys,
		images: d.Images, blobs: d.Blobs, mailer: d.Mailer, guards: d.Guards, opt: d.Options.withDefaults(),
	}
	for _, secret := range d.Secrets {
		if len(secret) < 32 {
			return nil, errors.New("identity: a secret is shorter than 32 bytes")
		}
		s.tokenKeys = append(s.tokenKeys, mac(secret, []byte("identity access token")))
		s.deviceKeys = append(s.deviceKeys, mac(secret, []byte("identity device token")))
	}
	s.attemptKey = mac(d.Secrets[0], []byte("identity attempt"))
	s.cache = newPrincipalCache(s.opt.CacheFor)
	return s, nil
}

// queries binds the module's SQL to a pool or transaction.
func queries(q db.Querier) *identitydb.Queries { return identitydb.New(q) }

// mac is HMAC-SHA256 over parts, each preceded by its length so that no two lists of parts collide.
func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write([]byte{byte(len(p) >> 8), byte(len(p))})
		h.Write(p)
	}
	return h.Sum(nil)
}

// hashSecret is the stored form of a secret of 256 random bits: too long to guess, so a plain hash is enough.
func hashSecret(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

func ptr(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}
