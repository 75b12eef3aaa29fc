package invoice_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/invoice"

	"github.com/jackc/pgx/v5"
)

// TestAnEditedDocumentIsNamed: every column that says something, changed behind the constraints; one that lost its seal; numbers
// that are gone. A guest's document that became their account's is still what was issued. What
// was changed is not called genuine either.
func TestAnEditedDocumentIsNamed(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	o.register(pune, mysuru)
	o.clock.Set(noon.Add(123_456_789 * time.Nanosecond)) // finer than the database keeps it
	for range 3 {
		p := o.paid("massage", 105_000)
		o.earn(p)
		o.refund(p, 5_000)
		o.clock.Advance(time.Minute)
	}
	_, err := o.db.Exec(ctx, "update invoice.document set buyer_id = $1, words = null where number = 'INV/26-27/0002'", o.client.PersonID)
	o.ok(err)
	o.off()
	const number = "INV/26-27/0002"
	id, err := o.Find(ctx, o.admin, number)
	o.ok(err)
	paper, err := o.Paper(ctx, o.admin, id)
	o.ok(err)
	link := paper.Token
	o.behind("alter table invoice.document drop constraint document_code")
	o.behind("create table was as select * from invoice.document where number = $1", number)
	for _, edit := range []string{"net_minor = net_minor + 1, total_minor = total_minor + 1", "tax_minor = tax_minor + 1, net_minor = net_minor - 1", "withheld_minor = 1", "off_minor = off_minor + 1",
		"borne_minor = borne_minor + 1", "issued_on = issued_on + 1", "issued_at = issued_at + interval '1 microsecond'", "kind = 'receipt'", "role = 'client_fee'", "currency = 'USD'",
		"seller_number = '27AAPFU0939F1ZX'", "buyer_number = ''", "place = '07'", "code = '1'", "reference = 'X'", "country = 'DE'", "tax_owner = 'VAT:DE'", "withheld_owner = 'TCS:IN'",
		"subject_id = gen_random_uuid()", "payment_id = null", "practitioner_id = gen_random_uuid()", "practitioner_person_id = gen_random_uuid()", "taxes = '[]'",
		`platform = platform || '{"name": "Another"}'`, "token = decode(repeat('00', 16), 'hex')", "id = gen_random_uuid()", "seal = decode(repeat('00', 32), 'hex')"} {
		o.behind("update invoice.document set " + edit + " where number = '" + number + "'")
		o.off(invoice.Off{Number: number, Why: "changed"})
		o.behind("delete from invoice.document where number = $1", number)
		o.restore()
	}
	_, err = o.Verify(ctx, link)
	o.ok(err)
	o.behind("update invoice.document set net_minor = net_minor + 1, total_minor = total_minor + 1 where number = $1", number)
	if g, err := o.Verify(ctx, link); !errors.Is(err, invoice.ErrNotFound) {
		t.Errorf("said to be genuine: %+v %v", g, err)
	}
	o.behind("update invoice.document set seal = '' where number = $1", number)
	o.off(invoice.Off{Number: number, Why: "unsealed"})
	o.behind("delete from invoice.document where number in ('INV/26-27/0002', 'INV/26-27/0003')")
	o.off(invoice.Off{Number: number, Why: "missing"}, invoice.Off{Number: "INV/26-27/0003", Why: "missing"})
	o.behind("update invoice.document set seal = ''")
	o.off(invoice.Off{Number: number, Why: "missing"}, invoice.Off{Number: "INV/26-27/0003", Why: "missing"}) // all of them are of before
}

// off expects these to be named, and nothing else.
func (o *office) off(want ...invoice.Off) {
	o.Helper()
	list, err := o.VerifyDocuments(ctx, o.db)
	o.ok(err)
	same := len(list) == len(want)
	for i := range min(len(list), len(want)) {
		same = same && list[i].Number == want[i].Number && list[i].Why == want[i].Why
	}
	if !same {
		o.Errorf("named %v, want %v", list, want)
	}
}

// restore puts the document back that was kept in the table was.
func (o *office) restore() {
	o.Helper()
	o.behind(`insert into invoice.document (id, prefix, no, kind, role, issued_on, issued_at, subject_id, payment_id, reference, by_platform, practitioner_id, practitioner_person_id, buyer_id, country,
		place, code, currency, net_minor, tax_minor, total_minor, taxes, tax_owner, withheld_minor, withheld_owner, seller_number, buyer_number, platform, seller_words, words, corrects, token, off_minor, borne_minor, seal)
		select id, prefix, no, kind, role, issued_on, issued_at, subject_id, payment_id, reference, by_platform, practitioner_id, practitioner_person_id, buyer_id, country,
		place, code, currency, net_minor, tax_minor, total_minor, taxes, tax_owner, withheld_minor, withheld_owner, seller_number, buyer_number, platform, seller_words, words, corrects, token, off_minor, borne_minor, seal from was`)
	o.off()
}

// behind changes rows behind everybody's back: no trigger, no right.
func (o *office) behind(sql string, args ...any) {
	o.Helper()
	owner, err := pgx.Connect(ctx, o.url)
	o.ok(err)
	defer owner.Close(ctx)
	_, err = owner.Exec(ctx, "set session_replication_role = replica")
	o.ok(err)
	_, err = owner.Exec(ctx, sql, args...)
	o.ok(err)
}
