package api

import (
	"bytes"
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/platform/money"
	"klear/internal/platform/pdf"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

type invoices struct{ service *invoice.Service }

// Invoices registers invoices, receipts and credit notes, their register, and what a month owes the tax offices.
func Invoices(a huma.API, s *invoice.Service) {
	h := invoices{s}
	const tag, admin = "payments", "admin"
	huma.Register(a, op(http.MethodGet, "/invoices", "listInvoices", "The documents of what one bought, newest first", tag), h.mine)
	huma.Register(a, op(http.MethodGet, "/invoices/sold", "listSoldInvoices", "The documents of what one sold as a practitioner, and of what the platform took for it, newest first", tag), h.sold)
	huma.Register(a, op(http.MethodGet, "/invoices/{invoice}", "getInvoice", "One document, for its buyer, its seller and operators", tag), h.one)
	huma.Register(a, op(http.MethodGet, "/invoices/{invoice}/pdf", "getInvoiceFile", "Its file", tag), h.file)
	huma.Register(a, op(http.MethodGet, "/genuine/{link}", "verifyInvoice", "Whether a document is genuine, for whoever holds the link on it", tag), h.verify)
	huma.Register(a, op(http.MethodGet, "/admin/invoices", "listAllInvoices", "The register of documents, newest first (operators)", admin), h.all)
	huma.Register(a, op(http.MethodGet, "/admin/invoices/numbering", "checkNumbering", "How many numbers were taken without a document: none (operators)", admin), h.numbering)
	huma.Register(a, op(http.MethodGet, "/admin/taxes/report", "reportTaxes", "What is owed to the tax offices for a time, by the documents and by the ledger (operators)", admin), h.report)
}

// TaxLineView is a part of the tax.
type TaxLineView struct {
	Name  string `json:"name" doc:"CGST, SGST, IGST, VAT"`
	Bps   int64  `json:"bps" doc:"basis points"`
	Minor int64  `json:"minor"`
}

// InvoiceView is a document in a list. Amounts are minor units, less than nothing on a credit note.
type InvoiceView struct {
	ID           uuid.UUID     `json:"id" format:"uuid"`
	Number       string        `json:"number"`
	Kind         invoice.Kind  `json:"kind" enum:"invoice,receipt,credit_note" doc:"a receipt: its seller has no tax number"`
	For          invoice.Role  `json:"for" enum:"service,client_fee,commission,plan"`
	Day          string        `json:"day" format:"date" doc:"in the brand's zone"`
	IssuedAt     time.Time     `json:"issuedAt"`
	SubjectID    uuid.UUID     `json:"subjectId" format:"uuid" doc:"the booking, the package, or the period of a plan"`
	PaymentID    *uuid.UUID    `json:"paymentId,omitempty" format:"uuid"`
	Reference    string        `json:"reference,omitempty" doc:"the code of the booking or package"`
	Platform     bool          `json:"platform" doc:"the platform is the seller"`
	Country      string        `json:"country"`
	Place        string        `json:"place,omitempty" doc:"of supply: the code of the state in India"`
	Code         string        `json:"code,omitempty" doc:"HSN or SAC"`
	SellerNumber string        `json:"sellerNumber,omitempty" doc:"of the tax office"`
	BuyerNumber  string        `json:"buyerNumber,omitempty"`
	Net          int64         `json:"net"`
	Tax          int64         `json:"tax"`
	Taxes        []TaxLineView `json:"taxes"`
	Withheld     int64         `json:"withheld" doc:"collected from the practitioner out of it"`
	Off          int64         `json:"off,omitempty" doc:"what a code took off the price before: not in the total"`
	Borne        int64         `json:"borne,omitempty" doc:"what the platform paid of the total with a code, instead of the buyer"`
	Total        money.Amount  `json:"total"`
}

func viewInvoice(d invoice.Document) InvoiceView {
	v := InvoiceView{ID: d.ID, Number: d.Number, Kind: d.Kind, For: d.Role, Day: dayText(d.IssuedOn), IssuedAt: d.IssuedAt, SubjectID: d.SubjectID, Reference: d.Reference,
		Platform: d.ByPlatform, Country: d.Country, Place: d.Place, Code: d.Code, SellerNumber: d.SellerNumber, BuyerNumber: d.BuyerNumber, Net: d.Net, Tax: d.Tax,
		Taxes: make([]TaxLineView, len(d.Taxes)), Withheld: d.Withheld, Off: d.Off, Borne: d.Borne, Total: d.Amount()}
	for i, t := range d.Taxes {
		v.Taxes[i] = TaxLineView(t)
	}
	if d.PaymentID != uuid.Nil {
		v.PaymentID = &d.PaymentID
	}
	return v
}

// PartyView is a side of a document; without a name once the account is deleted.
type PartyView struct {
	Name    string `json:"name,omitempty"`
	Address string `json:"address,omitempty"`
	Number  string `json:"number,omitempty"`
}

// PaperView is a document with who is in it.
type PaperView struct {
	InvoiceView
	Seller   PartyView `json:"seller"`
	Buyer    PartyView `json:"buyer"`
	About    string    `json:"about,omitempty" doc:"what was paid for"`
	Corrects string    `json:"corrects,omitempty" doc:"the number of the document that a credit note corrects"`
	Verify   string    `json:"verify" doc:"the address that tells anybody that it is genuine"`
}

type invoicesInput struct {
	PageQuery
	From time.Time `query:"from" doc:"left out: from the beginning"`
	To   time.Time `query:"to" doc:"exclusive; left out: until now"`
}

func (in *invoicesInput) query() invoice.Query {
	return invoice.Query{From: in.From, To: in.To, Number: in.Page, Limit: in.Limit}
}

// listed answers with a page of one of the three lists there are.
func listed(ctx context.Context, in *invoicesInput, read func(context.Context, identity.Principal, invoice.Query) ([]invoice.Document, int, error)) (*Out[[]InvoiceView], error) {
	list, total, err := read(ctx, identity.PrincipalFrom(ctx), in.query())
	if err != nil {
		return nil, err
	}
	out := make([]InvoiceView, len(list))
	for i, d := range list {
		out[i] = viewInvoice(d)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

func (h invoices) mine(ctx context.Context, in *invoicesInput) (*Out[[]InvoiceView], error) {
	return listed(ctx, in, h.service.Mine)
}

func (h invoices) sold(ctx context.Context, in *invoicesInput) (*Out[[]InvoiceView], error) {
	return listed(ctx, in, h.service.Practice)
}

func (h invoices) all(ctx context.Context, in *invoicesInput) (*Out[[]InvoiceView], error) {
	return listed(ctx, in, h.service.All)
}

type invoiceInput struct {
	Invoice uuid.UUID `path:"invoice" format:"uuid"`
}

func (h invoices) one(ctx context.Context, in *invoiceInput) (*Out[PaperView], error) {
	p, err := h.service.Paper(ctx, identity.PrincipalFrom(ctx), in.Invoice)
	if err != nil {
		return nil, err
	}
	return OK(ctx, PaperView{viewInvoice(p.Document), PartyView(p.Seller), PartyView(p.Buyer), p.About, p.Corrected, h.service.Link(p)}), nil
}

// FileView is a file inside an answer.
type FileView struct {
	Name string `json:"name"`
	PDF  string `json:"pdf" doc:"in base 64"`
}

func (h invoices) file(ctx context.Context, in *invoiceInput) (*Out[FileView], error) {
	f, err := h.service.PDF(ctx, identity.PrincipalFrom(ctx), in.Invoice)
	if err != nil {
		return nil, err
	}
	return okFile(ctx, f)
}

// okFile answers with a file.
func okFile(ctx context.Context, f pdf.File) (*Out[FileView], error) {
	var body bytes.Buffer
	if err := f.Write(&body); err != nil {
		return nil, err
	}
	return OK(ctx, FileView{f.Name, base64.StdEncoding.EncodeToString(body.Bytes())}), nil
}

// GenuineView is what anybody may know of a document whose link they hold.
type GenuineView struct {
	Kind   invoice.Kind `json:"kind" enum:"invoice,receipt,credit_note"`
	Number string       `json:"number"`
	Day    string       `json:"day" format:"date"`
	Total  money.Amount `json:"total"`
}

func (h invoices) verify(ctx context.Context, in *struct {
	Link string `path:"link" maxLength:"40" doc:"the last part of the address on the document"`
}) (*Out[GenuineView], error) {
	g, err := h.service.Verify(ctx, in.Link)
	if err != nil {
		return nil, err
	}
	return OK(ctx, GenuineView{g.Kind, g.Number, dayText(g.On), money.Amount{Minor: g.Total, Currency: g.Currency}}), nil
}

// NumberingView is the check of all series of numbers.
type NumberingView struct {
	Series    int `json:"series"`
	Documents int `json:"documents"`
	Missing   int `json:"missing" doc:"numbers without a document"`
}

func (h invoices) numbering(ctx context.Context, _ *struct{}) (*Out[NumberingView], error) {
	n, err := h.service.Numbering(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	return OK(ctx, NumberingView(n)), nil
}

// TaxSumView is what is owed to a tax office; the two amounts are the same.
type TaxSumView struct {
	Owner     string `json:"owner" doc:"GST:IN, TCS:IN"`
	Currency  string `json:"currency"`
	Documents int64  `json:"documents" doc:"minor units, by the documents"`
	Ledger    int64  `json:"ledger" doc:"minor units, by the entries"`
}

func (h invoices) report(ctx context.Context, in *struct {
	From time.Time `query:"from" required:"true"`
	To   time.Time `query:"to" required:"true" doc:"exclusive"`
}) (*Out[[]TaxSumView], error) {
	r, err := h.service.Taxes(ctx, identity.PrincipalFrom(ctx), in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := make([]TaxSumView, len(r.Sums))
	for i, s := range r.Sums {
		out[i] = TaxSumView(s)
	}
	return OK(ctx, out), nil
}
