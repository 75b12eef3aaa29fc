package invoice

import (
	"context"
	"crypto/hmac"
	"fmt"
	"time"

	"klear/internal/modules/invoice/internal/invoicedb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Off is a document that is not what was issued, or a number without one.
type Off struct {
	Number     string
	DocumentID uuid.UUID // zero: there is none
	Why        string    // changed, unsealed, missing
}

// String says it in a line.
func (o Off) String() string { return fmt.Sprintf("document %s: %s", o.Number, o.Why) }

const (
	verifyBatch = 1000
	verifyMost  = 1000
)

// VerifyDocuments checks the seal of every document and that no number is missing; at most 1,000 are named. Documents of before
// there were seals have none. Give it a repeatable-read transaction when money is moving.
func (s *Service) VerifyDocuments(ctx context.Context, q db.Querier) ([]Off, error) {
	series, err := on(q).AllSeries(ctx)
	if err != nil {
		return nil, err
	}
	c := check{service: s, last: map[string]int32{}}
	for at := (invoicedb.DocumentsAfterParams{MaxRows: verifyBatch}); ; {
		rows, err := on(q).DocumentsAfter(ctx, at)
		if err != nil {
			return nil, err
		}
		for _, d := range rows {
			if err := c.document(d); err != nil {
				return nil, err
			}
		}
		if len(rows) < verifyBatch {
			break
		}
		at.Prefix, at.No = rows[len(rows)-1].Prefix, rows[len(rows)-1].No
	}
	for _, x := range series {
		c.missing(x.Prefix, c.last[x.Prefix]+1, x.LastNo)
	}
	return c.found(), nil
}

// check goes through the documents in the order of their numbers.
type check struct {
	service *Service
	last    map[string]int32 // the number seen last, by series
	since   time.Time        // from when on every document is sealed; zero: none was seen
	bare    []invoicedb.InvoiceDocument
	off     []Off
}

func (c *check) document(d invoicedb.InvoiceDocument) error {
	c.missing(d.Prefix, c.last[d.Prefix]+1, d.No-1)
	c.last[d.Prefix] = d.No
	if len(d.Seal) == 0 {
		c.bare = append(c.bare, invoicedb.InvoiceDocument{ID: d.ID, Number: d.Number, IssuedAt: d.IssuedAt})
		return nil
	}
	want, err := c.service.seal(d)
	if err != nil {
		return err
	}
	if !hmac.Equal(d.Seal, want) {
		c.off = append(c.off, Off{d.Number, d.ID, "changed"})
	} else if c.since.IsZero() || d.IssuedAt.Before(c.since) {
		c.since = d.IssuedAt
	}
	return nil
}

// missing names the numbers of a series from first to last.
func (c *check) missing(prefix string, first, last int32) {
	for no := first; no <= last && len(c.off) < verifyMost; no++ {
		c.off = append(c.off, Off{Number: fmt.Sprintf("%s%04d", prefix, no), Why: "missing"})
	}
}

// found adds what lost its seal: it was issued when all had one.
func (c *check) found() []Off {
	for _, d := range c.bare {
		if !c.since.IsZero() && d.IssuedAt.After(c.since) {
			c.off = append(c.off, Off{d.Number, d.ID, "unsealed"})
		}
	}
	return c.off[:min(len(c.off), verifyMost)]
}
