package password

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// DefaultCost is bcrypt's cost in production.
const DefaultCost = 12

// maxBcrypt is what bcrypt reads.
const maxBcrypt = 72

// The schemes of stored hashes.
const (
	schemePlain = "bcrypt"
	schemeLong  = "bcrypt-sha256"
)

// ErrStored means that a stored hash is in no form that this package knows: a fault of ours, never of the person.
var ErrStored = errors.New("password: stored hash is not understood")

// Hasher hashes and verifies. It is safe for concurrent use.
type Hasher struct {
	cost  int
	slots chan struct{}
	dummy []byte
}

// NewHasher uses bcrypt at cost, which is DefaultCost except in tests (bcrypt.MinCost is 4). It panics on a cost that
// bcrypt does not have.
func NewHasher(cost int) *Hasher {
	if cost < bcrypt.MinCost || cost > bcrypt.MaxCost {
		panic("password: cost out of range")
	}
	return &Hasher{
		cost:  cost,
		slots: make(chan struct{}, runtime.NumCPU()),
		// A well-formed hash of nothing known: comparing with it costs the same as with a real one.
		dummy: fmt.Appendf(nil, "$2a$%02d$7EqJtq98hPqEX7fNZaFWoOhi5DLsWpYMyPpnGeaFFHTjLZjCRoDMO", cost),
	}
}

// acquire waits for a processor. The caller must call the returned function.
func (h *Hasher) acquire(ctx context.Context) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Hash returns the stored form of password. It fails only when ctx ends while waiting.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	release, err := h.acquire(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	scheme, input := prepare(password)
	b, err := bcrypt.GenerateFromPassword(input, h.cost)
	if err != nil {
		return "", fmt.Errorf("password: hash: %w", err)
	}
	return scheme + string(b), nil
}

// Verify reports whether password is the one behind stored, and whether it should be hashed anew because the scheme
// or the cost has changed since. It returns ErrStored, or the error of ctx when that ends while waiting.
func (h *Hasher) Verify(ctx context.Context, stored, password string) (ok, needsRehash bool, err error) {
	release, err := h.acquire(ctx)
	if err != nil {
		return false, false, err
	}
	defer release()
	wantScheme, input := prepare(password)
	scheme, hash, err := split(stored)
	if err != nil {
		return false, false, err
	}
	if scheme != wantScheme && (scheme != "" || wantScheme != schemePlain) {
		// The lengths differ, so it cannot be the password; take the usual time to say so.
		_ = bcrypt.CompareHashAndPassword(h.dummy, input)
		return false, false, nil
	}
	switch err := bcrypt.CompareHashAndPassword([]byte(hash), input); {
	case errors.Is(err, bcrypt.ErrMismatchedHashAndPassword):
		return false, false, nil
	case err != nil:
		return false, false, errors.Join(ErrStored, err)
	}
	cost, err := bcrypt.Cost([]byte(hash))
	if err != nil {
		return false, false, errors.Join(ErrStored, err)
	}
	return true, scheme == "" || cost != h.cost, nil
}

// DummyVerify takes as long as Verify and proves nothing. It fails only when ctx ends while waiting.
func (h *Hasher) DummyVerify(ctx context.Context, password string) error {
	release, err := h.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	_, input := prepare(password)
	_ = bcrypt.CompareHashAndPassword(h.dummy, input)
	return nil
}

// prepare chooses the scheme by length and returns what bcrypt gets.
func prepare(password string) (scheme string, input []byte) {
	if len(password) <= maxBcrypt {
		return schemePlain, []byte(password)
	}
	sum := sha256.Sum256([]byte(password))
	return schemeLong, base64.RawStdEncoding.AppendEncode(nil, sum[:])
}

// split separates a stored form; scheme is "" for a plain bcrypt hash from elsewhere.
func split(stored string) (scheme, hash string, err error) {
	i := strings.IndexByte(stored, '$')
	if i < 0 {
		return "", "", ErrStored
	}
	switch scheme = stored[:i]; scheme {
	case "", schemePlain, schemeLong:
		return scheme, stored[i:], nil
	}
	return "", "", ErrStored
}
