package invoice_test

import (
	"bytes"
	"errors"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// TestWhoReadsADocument: seller and buyer, and operators; others find nothing, and the register is the operators'.
func TestWhoReadsADocument(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	o.register(pune, mysuru)
	p := o.paid("massage", 105_000)
	o.earn(p)
	list := o.papers(p)
	service, commission := list[0].ID, list[1].ID
	other := identity.Principal{PersonID: catalogtest.Person(t, o.db, "practitioner"), Role: identity.Practitioner, Verified: true}
	guest := identity.Principal{Guest: true, PersonID: o.client.PersonID, BookingID: p.BookingID}
	for _, x := range []struct {
		what string
		who  identity.Principal
		id   uuid.UUID
		sees bool
	}{{"buyer", o.client, service, true}, {"seller", o.pro, service, true}, {"operator", o.admin, service, true}, {"practitioner", o.pro, commission, true},
		{"client of the commission", o.client, commission, false}, {"stranger", other, service, false}, {"nobody", identity.Principal{}, service, false},
		{"guest", guest, service, true}, {"guest of the commission", guest, commission, false}} {
		if _, err := o.Paper(ctx, x.who, x.id); x.sees != (err == nil) || !x.sees && !errors.Is(err, invoice.ErrNotFound) {
			t.Errorf("%s: %v", x.what, err)
		}
	}
	for _, who := range []identity.Principal{o.client, o.pro, {}} {
		_, _, all := o.All(ctx, who, invoice.Query{})
		_, numbers := o.Numbering(ctx, who)
		_, find := o.Find(ctx, who, list[0].Number)
		_, taxes := o.Taxes(ctx, who, noon, noon)
		_, documents := o.TaxDocuments(ctx, who, noon, noon)
		for i, err := range []error{all, numbers, find, taxes, documents} {
			if err == nil {
				t.Errorf("%q, call %d", who.Role, i)
			}
		}
	}
	if mine, n, err := o.Mine(ctx, o.client, invoice.Query{Limit: 10}); err != nil || n != 1 || mine[0].ID != service {
		t.Errorf("%d %v", n, err)
	}
	if sold, n, err := o.Practice(ctx, o.pro, invoice.Query{Limit: 10}); err != nil || n != 2 || len(sold) != 2 {
		t.Errorf("%d %v", n, err)
	}
	if id, err := o.Find(ctx, o.admin, " "+list[0].Number); err != nil || id != service {
		t.Errorf("%s %v", id, err)
	}
}

// TestWhatIsSealedGoesWithTheKey: names cannot be read in the table; once the keys are destroyed amounts and numbers of tax
// offices are left, and a refund still has its credit note.
func TestWhatIsSealedGoesWithTheKey(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	o.register(pune, mysuru)
	p := o.paid("massage", 105_000)
	o.earn(p)
	id := o.papers(p)[0].ID
	before, err := o.Paper(ctx, o.client, id)
	o.ok(err)
	if before.Seller.Name != "Ananya Rao Wellness" || before.Buyer.Name == "" {
		t.Errorf("%+v", before)
	}
	var row []byte
	o.ok(o.db.QueryRow(ctx, "select convert_to(d::text, 'UTF8') || d.words || d.seller_words from invoice.document d where id = $1", id).Scan(&row))
	for _, secret := range []string{"Ananya", "Mysuru", before.Buyer.Name} {
		if bytes.Contains(row, []byte(secret)) {
			t.Errorf("%q can be read in the table", secret)
		}
	}
	_, err = o.db.Exec(ctx, "update identity.person_key set wrapped = null, destroyed_at = now()")
	o.ok(err)
	o.refund(p, 1_000)
	after, err := o.Paper(ctx, o.admin, id)
	o.ok(err)
	if after.Seller.Name != "" || after.Buyer.Name != "" || after.Seller.Number != mysuru || after.Total != before.Total {
		t.Errorf("%+v", after)
	}
	if n := len(o.papers(p)); n != 4 {
		t.Errorf("%d documents", n)
	}
}

// TestAGuestsDocumentsBecomeTheAccounts: with their words, which the account's key opens.
func TestAGuestsDocumentsBecomeTheAccounts(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	p := o.paid("massage", 105_000)
	o.earn(p)
	account := identity.Principal{PersonID: catalogtest.Person(t, o.db, "seeker"), Role: identity.Seeker, Verified: true}
	id := o.papers(p)[0].ID
	before, err := o.Paper(ctx, o.client, id)
	o.ok(err)
	o.ok(o.db.InTx(ctx, func(tx db.Tx) error { return o.ClaimTx(ctx, tx, account.PersonID, []uuid.UUID{o.client.PersonID}) }))
	after, err := o.Paper(ctx, account, id)
	o.ok(err)
	if after.Buyer != before.Buyer || after.Number != before.Number {
		t.Errorf("%+v", after)
	}
	if _, err := o.Paper(ctx, o.client, id); !errors.Is(err, invoice.ErrNotFound) {
		t.Error(err)
	}
}

// TestTheLinkSaysGenuineAndNothingElse: who has not got it cannot guess it.
func TestTheLinkSaysGenuineAndNothingElse(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	p := o.paid("massage", 105_000)
	o.earn(p)
	paper, err := o.Paper(ctx, o.client, o.papers(p)[0].ID)
	o.ok(err)
	got, err := o.Verify(ctx, paper.Token)
	if err != nil || got != (invoice.Genuine{Kind: paper.Kind, Number: paper.Number, On: paper.IssuedOn, Total: paper.Total, Currency: "INR"}) {
		t.Errorf("%+v %v", got, err)
	}
	for _, wrong := range []string{"", "x", paper.Number, paper.ID.String(), paper.Token[1:] + "A", paper.Token + "A"} {
		if _, err := o.Verify(ctx, wrong); !errors.Is(err, invoice.ErrNotFound) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
