package payment_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/modules/payment"
	"klear/internal/modules/tariff"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// openWords keep nothing secret: what documents seal is not this test's business.
type openWords struct{}

func (openWords) SealTx(_ context.Context, _ db.Querier, _ uuid.UUID, _ crypto.AAD, plain []byte) ([]byte, error) {
	return plain, nil
}

func (openWords) OpenTx(_ context.Context, _ db.Querier, _ uuid.UUID, _ crypto.AAD, sealed []byte) ([]byte, error) {
	return sealed, nil
}

// registered is a platform in Pune and a practitioner in Mysuru.
type registered struct{}

func (registered) PartiesOn(context.Context, db.Querier, uuid.UUID, string, time.Time) (tariff.Parties, error) {
	return tariff.Parties{Platform: tariff.TaxIdentity{Country: "IN", Number: "27AAPFU0939F1ZV", LegalName: "Klear Private Limited", Address: "Pune"},
		Person: tariff.TaxIdentity{Country: "IN", Number: "29AAGCB7383J1Z4", LegalName: "Ravi", Address: "Mysuru"}}, nil
}

var operator = identity.Principal{PersonID: uuid.UUID{1}, Role: identity.Admin, Verified: true}

// documented is a house whose money is written on documents.
func documented(t *testing.T) (*house, *invoice.Service) {
	h := open(t)
	papers := invoice.New(invoice.Deps{DB: h.db, Clock: h.clock, IDs: src, People: openWords{}, Tariff: registered{}, Country: "IN", Key: []byte("key")})
	queue := jobs.New(h.db, jobs.Options{})
	h.svc = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: queue, Bus: events.NewBus(queue, src), Gateways: []payment.Gateway{h.sandbox}, Papers: papers})
	h.ok(queue.Open())
	return h, papers
}

// quoteOf takes a price apart: a practitioner's own service at 5 % of which 0.5 % are collected, or one that the platform
// owes 18 % of; 12.34 % and 3.33 % are the platform's.
func quoteOf(t *testing.T, list int64, deemed bool) tariff.Quote {
	t.Helper()
	of := func(amount, part, whole int64) int64 {
		n, err := money.MulDivRound(amount, part, whole)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	q := tariff.Quote{ListMinor: list, FeeMinor: of(list, 1234, 10_000), ClientFeeMinor: of(list, 333, 10_000), TaxOwner: "GST:IN",
		Commission: tariff.TaxTerm{Owner: "GST:IN", Bps: 1800, Code: "998599"}}
	if deemed {
		q.Supply = tariff.TaxTerm{Owner: "GST:IN", Bps: 1800, Code: "9987"}
		q.SupplyTaxMinor = of(list, 1800, 11_800)
		return q
	}
	q.FeeTaxMinor, q.ClientTaxMinor = of(q.FeeMinor, 18, 100), of(q.ClientFeeMinor, 18, 100)
	q.Supply = tariff.TaxTerm{Owner: "GST:IN", Bps: 500, Code: "99972"}
	q.WithheldMinor, q.WithheldOwner = of(list-of(list, 500, 10_500), 50, 10_000), "TCS:IN"
	return q
}

// drawn is a booking that a package paid: no gateway has to be asked.
func (h *house) drawn(q tariff.Quote) payment.Payment {
	h.Helper()
	var p payment.Payment
	h.ok(h.db.InTx(ctx, func(tx db.Tx) (err error) {
		p, err = h.svc.DrawTx(ctx, tx, h.clock.Now(), payment.Draw{PackID: uuid.New(), Method: "Package", BookingID: src.ID(), PayerID: h.payer, PractitionerID: h.practitioner,
			PractitionerPersonID: h.practitionerPerson, Amount: money.Amount{Minor: q.PayinMinor(), Currency: "INR"}, Quote: q})
		return err
	}))
	return p
}

// paid is a booking that was paid: by a package, or with a code, which packages do not take, by card.
func (h *house) paid(q tariff.Quote) payment.Payment {
	h.Helper()
	if q.PromotionID == uuid.Nil {
		return h.drawn(q)
	}
	b := h.offer()
	b.Amount.Minor, b.Quote = q.PayinMinor(), q
	return h.captured(b)
}

// giveBack refunds up to what is kept, if anything is.
func (h *house) giveBack(id uuid.UUID, r *rand.Rand) {
	h.Helper()
	p, err := h.svc.Get(ctx, h.db, id)
	h.ok(err)
	if p.KeptMinor() > 0 {
		h.ok(h.db.InTx(ctx, func(tx db.Tx) error {
			_, err := h.svc.RefundTx(ctx, tx, h.clock.Now(), payment.Refund{PaymentID: id, AmountMinor: 1 + r.Int64N(p.KeptMinor()), EventKey: "ref:" + src.ID().String(), Reason: "test"})
			return err
		}))
	}
}

// withCode takes a tenth off a quote, borne by the platform or, known before it was made, by the practitioner.
func withCode(q tariff.Quote, platform bool) tariff.Quote {
	q.PromotionID, q.OffMinor = uuid.New(), q.ListMinor/10
	if platform {
		q.BorneMinor = q.OffMinor
	}
	return q
}

// TestDocumentsSumToTheBooks: over many prices, codes and refunds, online and at the venue, with a part that the client pays on top, the
// documents of a booking sum to what was kept of it and what the platform adds, which they name, and the report of the time to
// what the books owe, recounted from the entries.
func TestDocumentsSumToTheBooks(t *testing.T) {
	t.Parallel()
	h, papers := documented(t)
	r := rand.New(rand.NewPCG(1, 69))
	for n := range 60 {
		q := quoteOf(t, 1_000+r.Int64N(200_000), n%3 == 0)
		if n%5 < 2 {
			q = withCode(q, n%5 == 0)
		}
		var p payment.Payment
		if n%4 == 1 {
			p = h.atVenue(q)
		} else {
			p = h.paid(q)
			for range r.IntN(2) {
				h.giveBack(p.ID, r)
			}
			h.ok(h.db.InTx(ctx, func(tx db.Tx) error { _, err := h.svc.EarnTx(ctx, tx, h.clock.Now(), p.ID); return err }))
		}
		for range r.IntN(4) {
			h.giveBack(p.ID, r)
		}
		now, err := h.svc.Get(ctx, h.db, p.ID)
		h.ok(err)
		list, err := papers.Of(ctx, operator, p.BookingID)
		h.ok(err)
		total, borne := clientsPart(list)
		if total != now.KeptMinor()+now.BorneKeptMinor() || borne != now.BorneKeptMinor() {
			t.Errorf("%d, of which %d by the platform, documented of %+v", total, borne, now)
		}
	}
	books, reported, listed := h.owed(), map[string]int64{}, map[string]int64{}
	report, err := papers.Taxes(ctx, operator, at, at.AddDate(0, 0, 1))
	h.ok(err)
	for _, s := range report.Sums {
		if s.Documents != s.Ledger {
			t.Errorf("%+v", s)
		}
		reported[s.Owner] = s.Documents
	}
	list, err := papers.TaxDocuments(ctx, operator, at, at.AddDate(0, 0, 1))
	h.ok(err)
	for _, d := range list {
		if d.ByPlatform {
			listed[d.TaxOwner] += d.Tax
		}
		if d.Withheld != 0 {
			listed[d.WithheldOwner] += d.Withheld
		}
	}
	if len(books) != 2 || !cmp.Equal(books, reported) || !cmp.Equal(books, listed) {
		t.Errorf("books %v, report %v, documents %v", books, reported, listed)
	}
}

// clientsPart is what a client's documents of a booking sum to, and what of it the platform paid.
func clientsPart(list []invoice.Document) (total, borne int64) {
	for _, d := range list {
		if d.Role != invoice.Commission {
			total += d.Total
		}
		borne += d.Borne
	}
	return total, borne
}

// owed is what the entries of the books say is owed to tax offices.
func (h *house) owed() map[string]int64 {
	h.Helper()
	rows, err := h.db.Query(ctx, `select a.owner, -sum(e.amount_minor) from ledger.entry e join ledger.account a on a.id = e.account_id where a.kind in ('tax_payable', 'tcs_payable') group by 1`)
	h.ok(err)
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var owner string
		var minor int64
		h.ok(rows.Scan(&owner, &minor))
		out[owner] = minor
	}
	h.ok(rows.Err())
	return out
}

// TestADocumentGoesBackWithItsMoney: a transaction that gives up after it earned leaves no document and no number.
func TestADocumentGoesBackWithItsMoney(t *testing.T) {
	t.Parallel()
	h, papers := documented(t)
	p := h.drawn(quoteOf(t, 105_000, false))
	_ = h.db.InTx(ctx, func(tx db.Tx) error {
		if _, err := h.svc.EarnTx(ctx, tx, h.clock.Now(), p.ID); err != nil {
			t.Error(err)
		}
		return context.Canceled
	})
	if n, err := papers.Numbering(ctx, operator); err != nil || n != (invoice.Numbering{}) {
		t.Errorf("%+v %v", n, err)
	}
}
