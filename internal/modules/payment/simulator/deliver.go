package simulator

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"klear/internal/modules/payment/sandbox"
)

// deliverWithin is how long a receiver may take over one webhook.
const deliverWithin = 10 * time.Second

// Post delivers webhooks to a URL. Anything but a success makes a message come again.
func Post(url string) sandbox.Deliver {
	client := &http.Client{Timeout: deliverWithin, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return func(ctx context.Context, header http.Header, body []byte) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return err
		}
		req.Header = header
		res, err := client.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection can be used again
		if res.StatusCode/100 != 2 {
			return fmt.Errorf("webhook: %s answered %d", url, res.StatusCode)
		}
		return nil
	}
}
