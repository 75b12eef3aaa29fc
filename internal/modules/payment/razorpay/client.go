package razorpay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
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

// post makes something, patch changes it. Only 400 proves that nothing was done. Errors: payment.ErrGatewayRefused,
// payment.ErrUnknown.
func (g *Gateway) post(ctx context.Context, path string, body, into any) error {
	return explain(g.call(ctx, http.MethodPost, path, body, into))
}

func (g *Gateway) patch(ctx context.Context, path string, body, into any) error {
	return explain(g.call(ctx, http.MethodPatch, path, body, into))
}

// upload gives Razorpay a document as evidence of a dispute; what is uploaded and not used in one is nobody's. Errors: as post.
func (g *Gateway) upload(ctx context.Context, name, contentType string, content []byte) (id string, err error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if err := w.WriteField("purpose", "dispute_evidence"); err != nil {
		return "", err
	}
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`}, "Content-Type": {contentType}})
	if err != nil {
		return "", err
	}
	if _, err := part.Write(content); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	var made struct {
		ID string `json:"id"`
	}
	err = explain(g.send(ctx, http.MethodPost, "/v1/documents", w.FormDataContentType(), &form, &made))
	return made.ID, err
}

func explain(err error) error {
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
	return g.send(ctx, method, path, "application/json", content, into)
}

func (g *Gateway) send(ctx context.Context, method, path, contentType string, content io.Reader, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, g.o.URL+path, content)
	if err != nil {
		return err
	}
	r.SetBasicAuth(g.o.KeyID, g.o.KeySecret)
	r.Header.Set("Content-Type", contentType)
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
