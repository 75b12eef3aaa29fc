package httpx

import (
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/apperr"
	"klear/internal/platform/ratelimit"
)

// Class is a kind of work with its own buckets. The zero Class means ClassWrite for unsafe methods and ClassRead
// otherwise.
type Class uint8

// The classes.
const (
	classByMethod  Class = iota
	ClassRead            // reading
	ClassWrite           // changing something
	ClassAuth            // trying a password, a code, a reset: guessing must be slow
	ClassHold            // taking something from others for a while, such as a time to book
	ClassUnlimited       // never refused: crisis help, health checks
	classes
)

// Limits are the buckets of each class, per client address and per signed-in person.
type Limits struct {
	Address [classes]ratelimit.Limit
	Person  [classes]ratelimit.Limit
}

// DefaultLimits let an office behind one address and a fast typist work undisturbed and make scraping and guessing
// slow.
func DefaultLimits() Limits {
	var l Limits
	l.Address[ClassRead] = ratelimit.PerSecond(30, 200)
	l.Address[ClassWrite] = ratelimit.PerSecond(5, 60)
	l.Address[ClassAuth] = ratelimit.PerMinute(20, 20)
	l.Address[ClassHold] = ratelimit.PerMinute(20, 40)
	l.Person[ClassRead] = ratelimit.PerSecond(20, 100)
	l.Person[ClassWrite] = ratelimit.PerSecond(2, 30)
	l.Person[ClassAuth] = ratelimit.PerMinute(10, 10)
	l.Person[ClassHold] = ratelimit.PerMinute(10, 20)
	return l
}

func (x *exchange) class(method string) Class {
	switch {
	case x.rule.Class != classByMethod:
		return x.rule.Class
	case safe(method):
		return ClassRead
	}
	return ClassWrite
}

func (x *exchange) allowAddress(method string) error {
	c := x.class(method)
	if x.stack.opt.Limiter == nil || c == ClassUnlimited {
		return nil
	}
	return x.allow(ratelimit.Address(uint8(c), x.client), x.stack.opt.Limits.Address[c])
}

func (x *exchange) allowPerson(method string, person uuid.UUID) error {
	c := x.class(method)
	if x.stack.opt.Limiter == nil || c == ClassUnlimited {
		return nil
	}
	return x.allow(ratelimit.Person(uint8(c), person), x.stack.opt.Limits.Person[c])
}

func (x *exchange) allow(key ratelimit.Key, limit ratelimit.Limit) error {
	ok, wait := x.stack.opt.Limiter.Allow(key, limit)
	if ok {
		return nil
	}
	return RetryAfter(ErrTooManyRequests, wait)
}

// retryAfter travels inside an error to the Retry-After header.
type retryAfter time.Duration

func (d retryAfter) Error() string { return "retry after " + time.Duration(d).String() }

// RetryAfter attaches a waiting time to an error of kind RateLimited or Unavailable; WriteError sends it as the
// Retry-After header, rounded up to whole seconds.
func RetryAfter(e *apperr.Error, wait time.Duration) *apperr.Error { return e.With(retryAfter(wait)) }
