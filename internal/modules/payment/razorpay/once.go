package razorpay

import (
	"context"
	"fmt"
	"hash/maphash"
	"strconv"
	"strings"
	"time"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

const (
	// lease is how long one attempt to create something may take: longer than any call waits.
	lease       = 2 * time.Minute
	maxAttempts = 20
)

// attemptSpace is the name space of attempts' ids.
var attemptSpace = uuid.MustParse("0f9a7a52-6a0e-4f0b-8e57-7261706179aa")

var seed = maphash.MakeSeed()

// once creates something that Razorpay would create again if it were asked again. find looks for it by our key. Only who
// claims the next attempt may create, only after the attempt before it is over and find, asked after that, found nothing:
// so two processes never create at the same time, and one that died holds nobody up for longer than the lease. Errors:
// payment.ErrUnknown while another is at it; those of find and create.
func once[T any](ctx context.Context, g *Gateway, key string, find func() (T, bool, error), create func() (T, error)) (T, error) {
	lane := &g.stripes[maphash.String(seed, key)%uint64(len(g.stripes))]
	lane.Lock() // many callers in one process wait rather than fail
	defer lane.Unlock()
	var none T
	v, found, err := find()
	if err != nil || found {
		return v, err
	}
	for n := range maxAttempts {
		name := attemptName(key, n)
		mine := strconv.FormatInt(g.o.Clock.Now().Unix(), 10) + ":" + uuid.NewString()
		stands, err := g.o.Memory.Keep(ctx, kindAttempt, name, mine)
		switch {
		case err != nil:
			return none, err
		case stands == mine:
			if v, found, err := find(); err != nil || found {
				return v, err
			}
			return create()
		case g.o.Clock.Now().Sub(begun(stands)) < lease:
			return none, payment.ErrUnknown.With(fmt.Errorf("razorpay: another attempt at %s is under way", key))
		}
	}
	return none, payment.ErrUnknown.With(fmt.Errorf("razorpay: %s was tried %d times", key, maxAttempts))
}

// attemptName is what an attempt is remembered by.
func attemptName(key string, n int) uuid.UUID {
	return uuid.NewSHA1(attemptSpace, fmt.Appendf(nil, "%s#%d", key, n))
}

// begun is when an attempt was claimed.
func begun(attempt string) time.Time {
	at, _, _ := strings.Cut(attempt, ":")
	unix, _ := strconv.ParseInt(at, 10, 64)
	return time.Unix(unix, 0)
}
