package invoice

import (
	"context"
	"crypto/hmac"
	"encoding/base32"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice/internal/invoicedb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Query narrows a list to documents issued in [From, To); zero: all. Number counts from 1, Limit is 1 to 100.
type Query struct {
	From, To      time.Time
	Number, Limit int
}

const maxPage = 10_000

func (q Query) clamp() (from, to time.Time, limit, skip int32) {
	number, most := min(max(q.Number, 1), maxPage), min(max(q.Limit, 1), 100)
	if q.To.IsZero() {
		q.To = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return q.From, q.To, int32(most), int32((number - 1) * most)
}

// Mine lists what the caller bought, newest first, and how many there are. Errors: identity's.
func (s *Service) Mine(ctx context.Context, who identity.Principal, q Query) ([]Document, int, error) {
	if err := identity.Authorize(who, identity.Read, identity.ResPayment, identity.Subject{Owner: who.PersonID, Booking: who.BookingID}); err != nil {
		return nil, 0, err
	}
	from, to, limit, skip := q.clamp()
	rows, err := on(s.DB).DocumentsOfBuyer(ctx, invoicedb.DocumentsOfBuyerParams{BuyerID: who.PersonID, Since: from, Until: to, MaxRows: limit, Skip: skip})
	total, list := 0, make([]invoicedb.InvoiceDocument, len(rows))
	for i, r := range rows {
		list[i], total = r.InvoiceDocument, int(r.Total)
	}
	return listed(list, total, err)
}

// Practice lists what the caller sold as a practitioner and what the platform took for it. Errors: identity's.
func (s *Service) Practice(ctx context.Context, who identity.Principal, q Query) ([]Document, int, error) {
	if err := identity.Authorize(who, identity.Read, identity.ResPayout, identity.Subject{Owner: who.PersonID}); err != nil {
		return nil, 0, err
	}
	from, to, limit, skip := q.clamp()
	rows, err := on(s.DB).DocumentsOfPractitioner(ctx, invoicedb.DocumentsOfPractitionerParams{PersonID: &who.PersonID, Since: from, Until: to, MaxRows: limit, Skip: skip})
	total, list := 0, make([]invoicedb.InvoiceDocument, len(rows))
	for i, r := range rows {
		list[i], total = r.InvoiceDocument, int(r.Total)
	}
	return listed(list, total, err)
}

// All lists every document. Operators only. Errors: identity's.
func (s *Service) All(ctx context.Context, who identity.Principal, q Query) ([]Document, int, error) {
	if err := operator(who); err != nil {
		return nil, 0, err
	}
	from, to, limit, skip := q.clamp()
	rows, err := on(s.DB).AllDocuments(ctx, invoicedb.AllDocumentsParams{Since: from, Until: to, MaxRows: limit, Skip: skip})
	total, list := 0, make([]invoicedb.InvoiceDocument, len(rows))
	for i, r := range rows {
		list[i], total = r.InvoiceDocument, int(r.Total)
	}
	return listed(list, total, err)
}

// Of lists the documents of a booking that the caller may read, oldest first.
func (s *Service) Of(ctx context.Context, who identity.Principal, booking uuid.UUID) ([]Document, error) {
	rows, err := on(s.DB).DocumentsOfSubject(ctx, booking)
	list, _, err := listed(rows, 0, err)
	out := []Document{}
	for _, d := range list {
		if d.readable(who) {
			out = append(out, d)
		}
	}
	return out, err
}

func listed(rows []invoicedb.InvoiceDocument, total int, err error) ([]Document, int, error) {
	out := make([]Document, len(rows))
	for i, r := range rows {
		var fault error
		out[i], fault = documentOf(r)
		err = errors.Join(err, fault)
	}
	return out, total, err
}

// Find is the id of the document with a number, as printed. Operators only. Errors: identity's, ErrNotFound.
func (s *Service) Find(ctx context.Context, who identity.Principal, number string) (uuid.UUID, error) {
	if err := operator(who); err != nil {
		return uuid.Nil, err
	}
	id, err := on(s.DB).DocumentByNumber(ctx, strings.ToUpper(strings.TrimSpace(number)))
	if db.IsNoRows(err) {
		err = ErrNotFound
	}
	return id, err
}

// Numbering is the check of all series.
type Numbering struct {
	Series, Documents int
	Missing           int // numbers without a document: none, ever
}

// Numbering counts. Operators only. Errors: identity's.
func (s *Service) Numbering(ctx context.Context, who identity.Principal) (Numbering, error) {
	if err := operator(who); err != nil {
		return Numbering{}, err
	}
	r, err := on(s.DB).Numbering(ctx)
	return Numbering{int(r.Series), int(r.Documents), int(r.Missing)}, err
}

// Paper is a document to be read.
type Paper struct {
	Document
	Seller, Buyer Party
	About         string // what was paid for; "" once the buyer's account is deleted
	Corrected     string // the number of the document that a credit note corrects
	Token         string // of the page that says it is genuine
}

// Paper reads one for its seller, its buyer and operators. Errors: ErrNotFound, also when it is not theirs.
func (s *Service) Paper(ctx context.Context, who identity.Principal, id uuid.UUID) (Paper, error) {
	row, err := on(s.DB).Document(ctx, id)
	if db.IsNoRows(err) {
		return Paper{}, ErrNotFound
	}
	if err != nil {
		return Paper{}, err
	}
	d, err := documentOf(row.InvoiceDocument)
	if err != nil {
		return Paper{}, err
	}
	if !d.readable(who) {
		return Paper{}, ErrNotFound
	}
	return s.paper(ctx, d, row.Corrected)
}

func (s *Service) paper(ctx context.Context, d Document, corrected string) (Paper, error) {
	p := Paper{Document: d, Corrected: corrected, Token: tokenText.EncodeToString(d.row.Token)}
	if d.ByPlatform {
		if err := json.Unmarshal(d.row.Platform, &p.Seller); err != nil {
			return p, err
		}
	} else if err := s.openTx(ctx, s.DB, d.seller, field(d.ID, "seller_words"), d.row.SellerWords, &p.Seller); err != nil {
		return p, err
	}
	var w words
	err := s.openTx(ctx, s.DB, d.BuyerID, field(d.ID, "words"), d.row.Words, &w)
	p.Buyer, p.About = w.Party, w.About
	p.Seller.Number, p.Buyer.Number = d.SellerNumber, d.BuyerNumber
	return p, err
}

var tokenText = base32.StdEncoding.WithPadding(base32.NoPadding)

// Genuine is what anybody who holds a document may check about it.
type Genuine struct {
	Kind     Kind
	Number   string
	On       time.Time
	Total    int64
	Currency string
}

// Verify answers whoever holds the link on a document; one that was changed since is not genuine. Errors: ErrNotFound.
func (s *Service) Verify(ctx context.Context, token string) (Genuine, error) {
	raw, err := tokenText.DecodeString(strings.ToUpper(token))
	if err != nil || len(raw) != 16 {
		return Genuine{}, ErrNotFound
	}
	r, err := on(s.DB).DocumentByToken(ctx, raw)
	if db.IsNoRows(err) {
		return Genuine{}, ErrNotFound
	}
	if err != nil {
		return Genuine{}, err
	}
	want, err := s.seal(r)
	if err == nil && len(r.Seal) > 0 && !hmac.Equal(r.Seal, want) {
		return Genuine{}, ErrNotFound
	}
	return Genuine{Kind(r.Kind), r.Number, r.IssuedOn, r.TotalMinor, r.Currency}, err
}
