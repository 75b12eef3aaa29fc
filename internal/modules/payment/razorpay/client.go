package razorpay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"klear/internal/modules/payment"
)

// maxAnswer bounds what is read of an answer.
const maxAnswer = 8 << 20

// apiError is an answer that is no object. Its description may quote what somebody typed and is left out.
type apiError struct {
	Status int
	Code   string `json:"code"`
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

func (e *apiError) Error() string {
	return fmt.Sprintf("razorpay: %d %s %s (field %q)", e.Status, e.Code, e.Reason, e.Field)
}

// get reads. Whatever goes wrong, what became of the money is not known: a key of another account finds nothing that we
// made. Errors: payment.ErrUnknown.
func (g *Gateway) get(ctx context.Context, path string, q url.Values, into any) error {
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	if err := g.call(ctx, http.MethodGet, path, nil, into); err != nil {
		return payment.ErrUnknown.With(err)
	}
	return nil
}

// post changes something. Only 400 proves that nothing was done. Errors: payment.ErrGatewayRefused, payment.ErrUnknown.
func (g *Gateway) post(ctx context.Context, path string, body, into any) error {
	err := g.call(ctx, http.MethodPost, path, body, into)
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*apiError](err); ok && e.Status == http.StatusBadRequest {
		return payment.ErrGatewayRefused.With(e)
	}
	return payment.ErrUnknown.With(err)
}

func (g *Gateway) call(ctx context.Context, method, path string, body, into any) error {
	var content io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(ctx, method, g.o.URL+path, content)
	if err != nil {
		return err
	}
	r.SetBasicAuth(g.o.KeyID, g.o.KeySecret)
	r.Header.Set("Content-Type", "application/json")
	answer, err := g.http.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return err
	}
	if answer.StatusCode/100 != 2 {
		var wrong struct {
			Error apiError `json:"error"`
		}
		_ = json.Unmarshal(raw, &wrong) // a body that is no JSON leaves the status, which says enough
		wrong.Error.Status = answer.StatusCode
		return &wrong.Error
	}
	return json.Unmarshal(raw, into)
}
