package invoice

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice/internal/invoicedb"
)

// MaxReport is the longest report, in documents.
const MaxReport = 50_000

// TaxSum is what is owed to a tax office for a time, by the documents and by the books. The two are the same.
type TaxSum struct {
	Owner     string // "GST:IN", "TCS:IN"
	Currency  string
	Documents int64 // minor units
	Ledger    int64
}

// TaxReport is what operators tell the tax offices about a time.
type TaxReport struct {
	From, To time.Time
	Sums     []TaxSum
}

// Taxes sums up [from, to). Operators only. Errors: identity's.
func (s *Service) Taxes(ctx context.Context, who identity.Principal, from, to time.Time) (TaxReport, error) {
	out := TaxReport{From: from, To: to}
	if err := operator(who); err != nil {
		return out, err
	}
	rows, err := on(s.DB).TaxSums(ctx, invoicedb.TaxSumsParams{Since: from, Until: to})
	for _, r := range rows {
		out.Sums = append(out.Sums, TaxSum{r.Owner, r.Currency, r.DocumentsMinor, r.LedgerMinor})
	}
	return out, err
}

// TaxDocuments are the documents behind Taxes, oldest first. Operators only. Errors: identity's, ErrTooMany.
func (s *Service) TaxDocuments(ctx context.Context, who identity.Principal, from, to time.Time) ([]Document, error) {
	if err := operator(who); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).TaxDocuments(ctx, invoicedb.TaxDocumentsParams{Since: from, Until: to, MaxRows: MaxReport + 1})
	if len(rows) > MaxReport {
		return nil, ErrTooMany
	}
	out, _, err := listed(rows, 0, err)
	return out, err
}
