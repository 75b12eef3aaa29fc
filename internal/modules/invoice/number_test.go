package invoice_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/invoice"
	"klear/internal/platform/db"

	"github.com/jackc/pgx/v5"
)

var errGaveUp = errors.New("gave up")

// TestNumbersHaveNoGap: of 200 at once, some of which give up after they took their numbers, each series counts from one
// without a gap or a duplicate.
func TestNumbersHaveNoGap(t *testing.T) {
	t.Parallel()
	o := open(t, 24)
	o.register(pune, mysuru)
	list := make([]invoice.Supply, 200)
	for i := range list {
		list[i] = o.supply(o.paid("massage", 105_000))
	}
	var group sync.WaitGroup
	for i, x := range list {
		group.Go(func() {
			err := o.db.InTx(ctx, func(tx db.Tx) error {
				if err := o.SettleTx(ctx, tx, o.clock.Now(), x); err != nil {
					return err
				}
				if i%5 == 0 {
					return errGaveUp
				}
				return nil
			})
			if (i%5 == 0) != errors.Is(err, errGaveUp) || i%5 != 0 && err != nil {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	group.Wait()
	n, err := o.Numbering(ctx, o.admin)
	if err != nil || n.Series != 2 || n.Documents != 320 || n.Missing != 0 {
		t.Errorf("%+v %v", n, err)
	}
	var off int
	o.ok(o.db.QueryRow(ctx, "select count(*) from (select prefix from invoice.document group by prefix having min(no) <> 1 or max(no) <> 160 or count(distinct no) <> 160) x").Scan(&off))
	if off != 0 {
		t.Errorf("%d series with gaps", off)
	}
}

// TestTheDatabaseRefusesAGap: a number that does not follow, one that is taken, a changed document and a deleted one, whatever
// code tries; also as the owner of the tables.
func TestTheDatabaseRefusesAGap(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	p := o.paid("massage", 105_000)
	o.earn(p)
	owner, err := pgx.Connect(ctx, o.url)
	o.ok(err)
	defer owner.Close(ctx)
	copied := func(no int) string {
		return `insert into invoice.document (id, prefix, no, kind, role, issued_on, issued_at, subject_id, reference, by_platform, practitioner_id, practitioner_person_id, buyer_id, country, place, code,
			currency, net_minor, tax_minor, total_minor, taxes, tax_owner, withheld_minor, withheld_owner, seller_number, buyer_number, platform, token, seal)
			select gen_random_uuid(), prefix, ` + string(rune('0'+no)) + `, kind, role, issued_on, issued_at, subject_id, reference, by_platform, practitioner_id, practitioner_person_id, buyer_id, country, place, code,
			currency, net_minor, tax_minor, total_minor, taxes, tax_owner, withheld_minor, withheld_owner, seller_number, buyer_number, platform, substr(uuid_send(gen_random_uuid()), 1, 16), seal
			from invoice.document where by_platform and no = 1`
	}
	for what, sql := range map[string]string{
		"a gap": copied(3), "a duplicate": copied(1),
		"another total": "update invoice.document set net_minor = net_minor + 1, total_minor = total_minor + 1", "gone": "delete from invoice.document",
	} {
		if _, err := owner.Exec(ctx, sql); err == nil {
			t.Errorf("%s: done by the owner", what)
		}
		if _, err := o.db.Exec(ctx, sql); err == nil {
			t.Errorf("%s: done by the application", what)
		}
	}
	if _, err := owner.Exec(ctx, copied(2)); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

// TestTheFiscalYearBeginsInApril: in India.
func TestTheFiscalYearBeginsInApril(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	for _, x := range []struct {
		at   time.Time
		want string
	}{{time.Date(2027, 3, 31, 18, 29, 0, 0, time.UTC), "P1R/26-27/0001"}, {time.Date(2027, 3, 31, 18, 30, 0, 0, time.UTC), "P1R/27-28/0001"}, {time.Date(2027, 4, 2, 0, 0, 0, 0, time.UTC), "P1R/27-28/0002"}} {
		o.clock.Set(x.at)
		p := o.paid("massage", 1_000)
		o.earn(p)
		if got := o.papers(p)[0].Number; got != x.want {
			t.Errorf("%s: %s, want %s", x.at, got, x.want)
		}
	}
}
