package invoices_test

import (
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/web/invoices"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const gstin = "27AAPFU0939F1ZV"

func newSite(t *testing.T) *pagetest.Site {
	t.Helper()
	t.Parallel()
	s := pagetest.New(t, func(s *pagetest.Site) {
		invoices.Handler{Kit: s.Kit, Bookings: s.Bookings, Invoices: s.Invoices, Tariff: s.Tariff}.Mount(s.Mux)
	})
	s.People.Account(t, "op@example.org", identity.Admin)
	return s
}

// sold is a session that was paid and held, with its documents: the service first.
func sold(t *testing.T, s *pagetest.Site) []invoice.Document {
	t.Helper()
	s.People.Account(t, "anna@example.org", identity.Seeker)
	who := s.People.SignIn(t, "anna@example.org", identity.PageSession)
	pro := s.Practice(t, "ananya@example.org", catalogtest.PractitionerSpec{Name: "Ananya Rao"}, catalogtest.ServiceSpec{PriceMinor: 120_000})
	b := s.BookAs(t, booking.Caller{Principal: who.Principal}, pro, s.Tomorrow(10), pagetest.Client{})
	paid, err := s.Payments.ByBooking(t.Context(), s.DB, b.ID)
	if err != nil || len(paid) != 1 {
		t.Fatalf("%d payments, %v", len(paid), err)
	}
	err = s.DB.InTx(t.Context(), func(tx db.Tx) error {
		_, err := s.Payments.EarnTx(t.Context(), tx, s.Clock.Now(), paid[0].ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.Invoices.Of(t.Context(), identity.Principal{PersonID: pro.Account.ID, Role: identity.Admin}, b.ID)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d documents, %v", len(list), err)
	}
	return list
}

// TestADocumentIsReadKeptAndChecked: by its two sides and operators; its link tells anybody that it is genuine, and no names.
func TestADocumentIsReadKeptAndChecked(t *testing.T) {
	s := newSite(t)
	list := sold(t, s)
	at := "/account/invoices/" + list[0].ID.String()
	page := s.As(t, "anna@example.org").Get(at).Want(200, "").Has(list[0].Number, "Receipt", "Ananya Rao", "₹1,200.00", "one thousand two hundred")
	s.As(t, "ananya@example.org").Get(at).Want(200, "").Has(list[0].Number)
	s.As(t, "op@example.org").Get(at).Want(200, "")
	if file := s.As(t, "anna@example.org").Get(at+"/pdf").Want(200, "").Body; !strings.HasPrefix(file, "%PDF-") {
		t.Errorf("%.20q", file)
	}
	s.People.Account(t, "bea@example.org", identity.Seeker)
	s.As(t, "bea@example.org").Get(at).Want(404, "")
	s.As(t, "bea@example.org").Get(at+"/pdf").Want(404, "")
	_, token, _ := strings.Cut(page.Body, "https://klear.test/genuine/")
	token, _, _ = strings.Cut(token, `"`)
	genuine := s.As(t, "bea@example.org").Get("/genuine/"+token).Want(200, "").Has("genuine", list[0].Number, "₹1,200.00").Text()
	if strings.Contains(genuine, "Ananya") || strings.Contains(genuine, "anna") {
		t.Error("it names people")
	}
	s.As(t, "bea@example.org").Get("/genuine/"+token+"A").Want(404, "")
}

func TestListsAndTheRegister(t *testing.T) {
	s := newSite(t)
	list := sold(t, s)
	s.As(t, "ananya@example.org").Get("/pro/invoices").Want(200, "").Has(list[0].Number, list[1].Number, "Commission", "Monthly statements")
	op := s.As(t, "op@example.org")
	op.Get("/admin/invoices").Want(200, "").Has(list[0].Number, list[1].Number, "No gap in the numbers")
	op.Get("/admin/invoices?number="+url.QueryEscape(list[1].Number)).Want(303, "/account/invoices/"+list[1].ID.String())
	op.Get("/admin/invoices?number=INV/1").Want(404, "").Has("There is no such document")
}

func TestTaxDetailsAreCheckedAndKept(t *testing.T) {
	s := newSite(t)
	s.Practice(t, "ananya@example.org", catalogtest.PractitionerSpec{Name: "Ananya Rao"}, catalogtest.ServiceSpec{})
	b := s.As(t, "ananya@example.org")
	form := b.Get("/pro/taxes").Want(200, "")
	wrong := form.Submit("/pro/taxes", url.Values{"country": {"IN"}, "number": {"27AAPFU0939F1ZW"}, "legal_name": {"Ananya Rao Wellness"}, "address": {""}}).Want(422, "").Has("no tax number", "Give the address")
	if wrong.Value("legal_name") != "Ananya Rao Wellness" || wrong.Value("number") != "27AAPFU0939F1ZW" {
		t.Error("what was typed is lost")
	}
	form.Submit("/pro/taxes", url.Values{"country": {"IN"}, "number": {" 27 AAPFU-0939F1ZV"}, "legal_name": {"Ananya Rao Wellness"}, "address": {"1 MG Road"}}).Want(303, "/pro/taxes").Follow().Has("The tax details are saved")
	if again := b.Get("/pro/taxes"); again.Value("number") != gstin {
		t.Errorf("%q", again.Value("number"))
	}
}

func TestOperatorsKeepRulesAndRegistrations(t *testing.T) {
	s := newSite(t)
	op := s.As(t, "op@example.org")
	page := op.Get("/admin/taxes").Want(200, "").Has("registered nowhere", "notification 15/2024", "notification 15/2025", "No tax in this month")
	page.Submit("/admin/taxes/platform", url.Values{"country": {"IN"}, "number": {gstin}, "legal_name": {"Klear"}, "address": {"Pune"}}).Want(303, "/admin/taxes").Follow().Has(gstin)
	rule := url.Values{"rule_country": {"IN"}, "kind": {"commission"}, "tax": {"gst"}, "rate": {"12"}, "rule_from": {s.Tariff.Today().Format("2006-01-02")}, "rule_note": {"Our accountant"}}
	added := page.Submit("/admin/taxes/rules", rule).Want(303, "/admin/taxes").Follow().Has("The rule is added", "Our accountant", "12 %")
	page.Submit("/admin/taxes/rules", rule).Want(409, "").Has("begins on this day already")
	rule.Set("rate", "lots")
	if again := page.Submit("/admin/taxes/rules", rule).Want(422, ""); again.Value("rule_note") != "Our accountant" {
		t.Error("what was typed is lost")
	}
	var id string
	if err := s.DB.QueryRow(t.Context(), "select id::text from tariff.tax_rule").Scan(&id); err != nil {
		t.Fatal(err)
	}
	added.Submit("/admin/taxes/rules/"+id+"/end", nil).Want(303, "/admin/taxes")
	added.Submit("/admin/taxes/rules/"+id+"/end", nil).Want(409, "").Has("ended already")
	sold(t, s)
	op.Get("/admin/taxes").Want(200, "").Has("GST:IN", "₹32.40", "Equal")
	if file := op.Get("/admin/taxes.csv").Want(200, "").Body; !strings.Contains(file, ",180.00,32.40,GST:IN,212.40,") {
		t.Error(file)
	}
}
