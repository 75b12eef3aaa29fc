package stripe

import (
	"errors"
	"fmt"
	"net/http"

	"klear/internal/modules/payment"

	sdk "github.com/stripe/stripe-go/v86"
)

// explain maps an error of a call that changes something. Only what Stripe says about the request itself proves that
// nothing was done: 400, 402 and 404. A key that is wrong or limited (401, 403, 429), a conflict with the same call under
// way (409) and everything from 500 on are no answers. Neither is an empty balance: it fills again.
func explain(err error) error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*sdk.Error](err)
	if !ok {
		return payment.ErrUnknown.With(err)
	}
	switch e.HTTPStatusCode {
	case http.StatusBadRequest, http.StatusPaymentRequired, http.StatusNotFound:
		if e.Code != sdk.ErrorCodeBalanceInsufficient && e.Code != sdk.ErrorCodeLockTimeout {
			return payment.ErrGatewayRefused.With(brief(e))
		}
	}
	return payment.ErrUnknown.With(brief(e))
}

// unread maps an error of a read: whatever Stripe says, what became of the money is not known. A key of another account
// finds nothing that we made, and must not pass for "never happened".
func unread(err error) error {
	if e, ok := errors.AsType[*sdk.Error](err); ok {
		return payment.ErrUnknown.With(brief(e))
	}
	return payment.ErrUnknown.With(err)
}

// brief says what went wrong without what the payer typed, which a whole error of Stripe's may quote.
func brief(e *sdk.Error) error {
	return fmt.Errorf("stripe: %d %s %s (param %q, request %s)", e.HTTPStatusCode, e.Type, e.Code, e.Param, e.RequestID)
}

func refused(err error) bool { return errors.Is(err, payment.ErrGatewayRefused) }

// maxKeys bounds how many further keys are tried.
const maxKeys = 3

// keyed makes a call under an idempotency key. When Stripe repeats a failure of its own that it stored under the key, the
// call is made under a further one. The caller has read before that what it asks for does not exist, long after the
// failure; that, and not the new key, keeps it from happening twice.
func keyed[T any](key string, call func(key *string) (T, error)) (T, error) {
	for n := 1; ; n++ {
		k := key
		if n > 1 {
			k = fmt.Sprintf("%s:%d", key, n)
		}
		v, err := call(&k)
		if n == maxKeys || !replayedFailure(err) {
			return v, err
		}
	}
}

func replayedFailure(err error) bool {
	e, ok := errors.AsType[*sdk.Error](err)
	return ok && e.HTTPStatusCode >= 500 && e.LastResponse != nil && e.LastResponse.Header.Get("Idempotent-Replayed") == "true"
}

// insufficient reports that our balance at Stripe is too low.
func insufficient(err error) bool {
	e, ok := errors.AsType[*sdk.Error](err)
	return ok && e.Code == sdk.ErrorCodeBalanceInsufficient
}
