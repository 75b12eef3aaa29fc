package desk_test

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"
	deskpages "klear/internal/web/desk"
	"klear/internal/web/page/pagetest"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const operator = "op@example.org"

type site struct {
	*pagetest.Site
	desk  *desk.Service
	admin identity.Principal
}

func newSite(t *testing.T) *site {
	t.Helper()
	t.Parallel()
	s := &site{}
	s.Site = pagetest.New(t, func(p *pagetest.Site) {
		queue := jobs.New(p.DB, jobs.Options{})
		bus := events.NewBus(queue, ids.NewSource(nil))
		if err := queue.Open(); err != nil {
			t.Fatal(err)
		}
		s.desk = desk.New(desk.Deps{DB: p.DB, Clock: p.Clock, IDs: ids.NewSource(nil), Events: bus, Jobs: queue, People: p.People, Catalog: p.Catalog, Payments: p.Payments})
		deskpages.Handler{Kit: p.Kit, Desk: s.desk}.Mount(p.Mux)
	})
	s.admin = identity.Principal{PersonID: s.People.Account(t, operator, identity.Admin).ID, Role: identity.Admin, Verified: true}
	return s
}

// exec runs a statement that changes at least one row.
func (s *site) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if tag, err := s.DB.Exec(t.Context(), sql, args...); err != nil || tag.RowsAffected() == 0 {
		t.Fatalf("%d rows, %v: %s", tag.RowsAffected(), err, sql)
	}
}

// failJobs makes jobs that were given up on.
func (s *site) failJobs(t *testing.T, n int) {
	t.Helper()
	s.exec(t, `insert into jobs.river_job (kind, args, state, attempt, max_attempts, finalized_at, errors, queue)
		select 'event_delivery', '{}', 'discarded', 12, 12, now(), array['{"at": "2026-01-01T00:00:00Z", "attempt": 12, "error": "anna@example.org refused: smtp", "trace": ""}'::jsonb], 'default'
		from generate_series(1, $1)`, n)
}

// fill puts something into every queue, and beside it what is nearly the same and does not belong there.
func (s *site) fill(t *testing.T) {
	t.Helper()
	asked := s.Practice(t, "ananya@example.org", catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	for i, email := range []string{"kavya@example.com", "meera@example.com", "ravi@example.com"} {
		s.Book(t, asked, s.Tomorrow(9+2*i), pagetest.Client{Name: "Kavya", Email: email})
	}
	ranOut, long := s.Book(t, asked, s.Tomorrow(15), pagetest.Client{Name: "Imran", Email: "imran@example.com"}), s.Book(t, asked, s.Tomorrow(17), pagetest.Client{Name: "Lhamo", Email: "lhamo@example.com"})
	// Both end before the gateway was told to release the money, an hour ago; of the first it gives no answer.
	// The gateway was read just now, so that the sweep of the running queue leaves both alone.
	err := s.DB.InTx(t.Context(), func(tx db.Tx) error {
		_, err := tx.Exec(t.Context(), "update payment.payment set void_asked_at = $3, checked_at = $3 where booking_id in ($1, $2)", ranOut.ID, long.ID, s.Clock.Now().Add(-time.Hour))
		if err != nil {
			return err
		}
		_, err = tx.Exec(t.Context(), "update payment.payment set checked_at = $3 where booking_id in ($1, $2)", ranOut.ID, long.ID, s.Clock.Now().Add(time.Hour))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for b, days := range map[*booking.Booking]int{ranOut: 1, long: 30} {
		s.exec(t, "update booking.booking set status = 'expired', expires_at = null, finished_at = $2 where id = $1", b.ID, s.Clock.Now().AddDate(0, 0, -days))
	}
	s.exec(t, "update payment.payment set status = 'unknown' where booking_id = $1", ranOut.ID)
	s.exec(t, `insert into payment.refund (id, payment_id, event_key, amount_minor, currency, status, reason, created_at, settled_at)
		select gen_random_uuid(), p.id, 'ref:' || p.id, 100, p.currency, 'failed', 'cancelled', now(), now() from payment.payment p
		where p.booking_id not in ($1, $2) order by p.id limit 2`, ranOut.ID, long.ID)
	for days, code := range map[int]string{2: "calendar_gone", 0: "calendar_gone", 3: ""} {
		// Tried just now, so that the running queue does not try it meanwhile.
		s.exec(t, `insert into schedule.busy_source (id, practitioner_id, kind, name, url_sealed, zone, added_at, tried_at, fetched_at, error_code)
			values (gen_random_uuid(), $1, 'url', 'Mine', 'x', 'UTC', $2, $4, $2, $3)`, asked.ID, s.Clock.Now().AddDate(0, 0, -days), code, s.Clock.Now().Add(time.Hour))
	}
	for range 3 {
		if _, err := s.desk.ReportPage(t.Context(), identity.Principal{}, asked.ID, desk.Complaint{Kind: "wrong", Words: "The number is not in the register."}); err != nil {
			t.Fatal(err)
		}
	}
	catalogtest.Practitioner(t, s.DB, catalogtest.PractitionerSpec{Status: "pending"})
	for i, days := range []int{-5, 20, 59, 70, 30} {
		p := catalogtest.Practitioner(t, s.DB, catalogtest.PractitionerSpec{})
		s.exec(t, "update catalog.practitioner set licence_expires_on = $2::timestamptz::date, licence_until = $2::timestamptz, suspended = $3 where id = $1", p, s.Clock.Now().AddDate(0, 0, days), i == 4)
	}
	s.failJobs(t, 23)
	s.exec(t, `insert into jobs.river_job (kind, args, state, attempt, max_attempts, finalized_at, queue) values ('sweep', '{}', 'discarded', 1, 1, now() - interval '1 hour', 'bulk'), ('sweep', '{}', 'completed', 1, 1, now(), 'bulk')`)
}

// recounts count the tables themselves, without the views the desk reads.
var recounts = map[string]string{
	"/admin/verification":    "select count(*) from catalog.practitioner where verification_status = 'pending' and erased_at is null",
	"/admin/queue/licences":  "select count(*) from catalog.practitioner where licence_until <= now() + interval '60 days' and verification_status = 'verified' and not suspended and erased_at is null",
	"/admin/reports":         "select count(*) from desk.report where status = 'open'",
	"/admin/queue/requests":  "select count(*) from booking.booking where status = 'pending' or status = 'expired' and expires_at is null and finished_at > now() - interval '7 days'",
	"/admin/queue/payments":  "select count(*) from payment.payment where status in ('authorised', 'unknown') and void_asked_at <= now() - interval '15 minutes'",
	"/admin/queue/refunds":   "select count(*) from payment.refund where status = 'failed' and id not in (select refund_id from desk.refund_handled)",
	"/admin/queue/calendars": "select count(*) from schedule.busy_source where kind = 'url' and error_code <> '' and fetched_at <= now() - interval '1 day'",
	"/admin/queue/jobs":      "select count(*) from jobs.river_job where state in ('discarded', 'retryable') and kind <> 'sweep'",
}

// TestEveryNumberIsARecount: each number of the desk is what the tables say, and leads to exactly so many rows.
func TestEveryNumberIsARecount(t *testing.T) {
	s := newSite(t)
	s.fill(t)
	b := s.As(t, operator)
	numbers := numbersOf(t, b.Get("/admin").Want(200, ""))
	if len(numbers) != len(recounts) {
		t.Errorf("%d numbers, want %d: %v", len(numbers), len(recounts), numbers)
	}
	for at, sql := range recounts {
		var want int
		if err := s.DB.QueryRow(t.Context(), sql).Scan(&want); err != nil {
			t.Fatal(err)
		}
		if want == 0 {
			t.Errorf("%s: nothing to count", at)
		}
		rows := 0
		for n := 1; n <= 1+want/20 && at != "/admin/verification"; n++ {
			rows += rowsOf(b.Get(at+"?page="+strconv.Itoa(n)).Want(200, ""))
		}
		if at == "/admin/verification" { // a page of another area, over this list
			list, _, err := s.Catalog.VerificationQueue(t.Context(), s.admin, catalog.Pending, 1, 100)
			if rows = len(list); err != nil {
				t.Fatal(err)
			}
		}
		if numbers[at] != want || rows != want {
			t.Errorf("%s: the desk says %d, %d rows are listed, the tables say %d", at, numbers[at], rows, want)
		}
	}
	b.Get("/admin").Has(strconv.Itoa(sum(numbers)) + " things wait for you.")
}

func sum(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

var number = regexp.MustCompile(`<a href="([^"]+)"><b>([0-9,]+)</b>`)

// numbersOf reads the numbers of the desk by where they lead.
func numbersOf(t *testing.T, a *pagetest.Answer) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, m := range number.FindAllStringSubmatch(a.Body, -1) {
		n, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		out[m[1]] = n
	}
	return out
}

// rowsOf counts the rows of the page's table.
func rowsOf(a *pagetest.Answer) int {
	n := 0
	for e := range a.Page.Descendants() {
		if e.Type == html.ElementNode && e.Data == "th" {
			for _, at := range e.Attr {
				if at.Key == "scope" && at.Val == "row" {
					n++
				}
			}
		}
	}
	return n
}

func TestAFailedJob(t *testing.T) {
	s := newSite(t)
	s.failJobs(t, 1)
	b := s.As(t, operator)
	queue := b.Get("/admin/queue/jobs").Want(200, "").Has("event_delivery", "The mail server refused", "Given up after 12 tries")
	if strings.Contains(queue.Body, "anna@") {
		t.Error("the text of the fault is on the page")
	}
	var id string
	if err := s.DB.QueryRow(t.Context(), "select id::text from jobs.river_job where kind = 'event_delivery' and state = 'discarded'").Scan(&id); err != nil {
		t.Fatal(err)
	}
	at := "/admin/jobs/" + id + "/discard"
	form := b.Get(at).Want(200, "").Has("never done by itself")
	if wrong := form.Submit(at, url.Values{"reason": {" "}}).Want(422, ""); !wrong.Wrong("reason") {
		t.Error("the missing reason is not named")
	}
	form.Submit(at, url.Values{"reason": {"Sent by hand"}}).Want(303, "/admin/queue/jobs").Follow().Has("The job is deleted.", "All work got done.")
	form.Submit(at, url.Values{"reason": {"Sent by hand"}}).Want(404, "")
	b.Get("/admin/jobs/"+id+"/explode").Want(404, "")
}

func TestAFailedRefund(t *testing.T) {
	s := newSite(t)
	s.fill(t)
	b := s.As(t, operator)
	at := regexp.MustCompile(`/admin/refunds/[0-9a-f-]+`).FindString(b.Get("/admin/queue/refunds").Want(200, "").Body)
	form := b.Get(at).Want(200, "")
	form.Submit(at, url.Values{"reason": {"Paid back by bank transfer"}}).Want(303, "/admin/queue/refunds")
	form.Submit(at, url.Values{"reason": {"Again"}}).Want(409, "")
	if b.Get("/admin/queue/refunds").Link(at) {
		t.Error("it is still in the queue")
	}
	var failed int
	if err := s.DB.QueryRow(t.Context(), "select count(*) from payment.refund where status = 'failed'").Scan(&failed); err != nil || failed != 2 {
		t.Errorf("%d failed refunds in the books, %v", failed, err)
	}
}

// TestARefundThatABankSendsBackDaysLater: of a booking and of a package, each is counted, named, and taken care of.
func TestARefundThatABankSendsBackDaysLater(t *testing.T) {
	s := newSite(t)
	practice := s.Practice(t, "ananya@example.org", catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	kavya := s.People.Account(t, "kavya@example.org", identity.Seeker)
	code, packCode := s.givenBack(t, practice, identity.Principal{PersonID: kavya.ID, Role: identity.Seeker, Verified: true})
	s.until(t, "succeeded", 2)
	s.Clock.Advance(sandbox.RefundBounces + time.Minute)
	if err := s.Gateway.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.until(t, "failed", 2)
	b := s.As(t, operator)
	if n := numbersOf(t, b.Get("/admin").Want(200, ""))["/admin/queue/refunds"]; n != 2 {
		t.Errorf("the desk says %d", n)
	}
	queue := b.Get("/admin/queue/refunds").Want(200, "").Has(code, "Package "+packCode)
	if rowsOf(queue) != 2 || !queue.Link("/admin/people/"+kavya.ID.String()) || !queue.Link("/admin/bookings/"+code) {
		t.Errorf("%d rows\n%s", rowsOf(queue), queue.Body)
	}
	named := map[string]bool{}
	for _, at := range slices.Compact(regexp.MustCompile(`/admin/refunds/[0-9a-f-]+`).FindAllString(queue.Body, -1)) {
		form := b.Get(at).Want(200, "")
		for _, name := range []string{code, "Package " + packCode} {
			named[name] = named[name] || strings.Contains(form.Body, name)
		}
		form.Submit(at, url.Values{"reason": {"Sent to their bank account"}}).Want(303, "/admin/queue/refunds")
	}
	if len(named) != 2 || !named[code] || !named["Package "+packCode] {
		t.Errorf("the forms name %v", named)
	}
	b.Get("/admin/queue/refunds").Want(200, "").Has("Every refund went through")
	if err := s.Payments.VerifyBalanced(t.Context(), s.DB); err != nil {
		t.Error(err)
	}
}

// givenBack is a booking and a package whose payer's bank sends refunds back, both paid back.
func (s *site) givenBack(t *testing.T, practice pagetest.Practice, who identity.Principal) (code, packCode string) {
	t.Helper()
	ctx, ok := t.Context(), func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	card, err := payment.NewMethod(payment.Card, sandbox.CardRefundFails)
	ok(err)
	caller := booking.Caller{Principal: who}
	held, err := s.Bookings.Hold(ctx, caller, booking.HoldRequest{ServiceID: practice.Service, Start: s.Tomorrow(9).AddDate(0, 0, 3)}, idem.Key{})
	ok(err)
	booked, err := s.Bookings.Pay(ctx, caller, booking.PayRequest{BookingID: held.ID, Method: card})
	ok(err)
	_, _, err = s.Bookings.Cancel(ctx, caller, booked.ID, booking.Cancellation{})
	ok(err)
	offer, err := s.Catalog.UpsertPackage(ctx, s.admin, practice.ID, catalog.Package{ServiceID: practice.Service, Sessions: 5, Price: money.Amount{Minor: 500_000}, ValidDays: 90, Active: true})
	ok(err)
	bought, err := s.Packs.Buy(ctx, who, pack.BuyRequest{OfferID: offer.ID, OfferVersion: offer.Version, Method: card}, idem.Key{})
	ok(err)
	_, err = s.Packs.Refund(ctx, who, bought.ID, bought.Price)
	ok(err)
	return booked.Code, bought.Code
}

// until waits for the jobs: so many refunds stand so.
func (s *site) until(t *testing.T, status string, want int) {
	t.Helper()
	for n, deadline := 0, time.Now().Add(20*time.Second); n != want; time.Sleep(50 * time.Millisecond) {
		if err := s.DB.QueryRow(t.Context(), "select count(*) from payment.refund where status = $1", status).Scan(&n); err != nil || time.Now().After(deadline) {
			t.Fatalf("%d refunds %s, want %d, %v", n, status, want, err)
		}
	}
}

// TestAStuckPayment is done at once or given up, with a reason for the record, and leaves the queue.
func TestAStuckPayment(t *testing.T) {
	s := newSite(t)
	s.fill(t)
	b := s.As(t, operator)
	queue := b.Get("/admin/queue/payments").Want(200, "").Has("The reserved amount was not released yet", "Asked 1 time")
	at := regexp.MustCompile(`/admin/payments/(void:[0-9a-f-]+)/again`).FindAllStringSubmatch(queue.Body, -1)
	if len(at) != 2 {
		t.Fatalf("%d steps to try", len(at))
	}
	form := b.Get(at[0][0]).Want(200, "").Has("Nobody is charged twice")
	if wrong := form.Submit(at[0][0], url.Values{"reason": {" "}}).Want(422, ""); !wrong.Wrong("reason") {
		t.Error("the missing reason is not named")
	}
	form.Submit(at[0][0], url.Values{"reason": {"The gateway works again"}}).Want(303, "/admin/queue/payments")
	form.Submit(at[0][0], url.Values{"reason": {"Again"}}).Want(404, "")
	given := "/admin/payments/" + at[1][1] + "/give_up"
	b.Get(given).Want(200, "").Has("goes back to the payer").Submit(given, url.Values{"reason": {"It never answers"}}).Want(303, "/admin/queue/payments").Follow().Has("Every payment has its outcome.")
	b.Get("/admin/payments/"+at[1][1]+"/explode").Want(404, "")
	var acts int
	if err := s.DB.QueryRow(t.Context(), "select count(*) from desk.action where (verb, subject) in (('payment_tried', $1), ('payment_given_up', $2))", at[0][1], at[1][1]).Scan(&acts); err != nil || acts != 2 {
		t.Errorf("%d acts on record, %v", acts, err)
	}
}

func TestAReport(t *testing.T) {
	s := newSite(t)
	p := s.Practice(t, "ananya@example.org", catalogtest.PractitionerSpec{Name: "Ananya Rao"}, catalogtest.ServiceSpec{})
	r, err := s.desk.ReportPage(t.Context(), identity.Principal{}, p.ID, desk.Complaint{Kind: "unqualified", Words: "The number is not in the register."})
	if err != nil {
		t.Fatal(err)
	}
	b := s.As(t, operator)
	at := "/admin/reports/" + r.ReportID.String()
	if !b.Get("/admin/reports").Has("Ananya Rao").Link(at) {
		t.Fatal("the report cannot be opened")
	}
	form := b.Get(at).Want(200, "").Has("The number is not in the register.", "A visitor without an account")
	if wrong := form.Submit(at, nil).Want(422, ""); !wrong.Wrong("reason") || !wrong.Wrong("decision") {
		t.Error("what is missing is not named")
	}
	yes := url.Values{"decision": {"hidden"}, "reason": {"Number not found"}}
	form.Submit(at, yes).Want(303, "/admin/reports").Follow().Has("Nothing waits here.")
	form.Submit(at, yes).Want(303, "/admin/reports") // pressed twice
	form.Submit(at, url.Values{"decision": {"dismissed"}, "reason": {"Found after all"}}).Want(409, "").Has("Another operator has decided")
	if now, err := s.Catalog.PractitionerByID(t.Context(), p.ID); err != nil || now.Visible() {
		t.Errorf("the page is shown, %v", err)
	}
	b.Get("/admin/reports/"+uuid.NewString()).Want(404, "")
	b.Get("/admin/reports/x").Want(404, "")
}

func TestShortcutsAreOffUntilAskedFor(t *testing.T) {
	s := newSite(t)
	b := s.As(t, operator)
	start := b.Get("/admin")
	if strings.Contains(start.Body, "<k-keys") {
		t.Fatal("the letters work without being asked for")
	}
	start.Submit("/admin/shortcuts", url.Values{"keys": {"yes"}}).Want(303, "/admin")
	on := b.Get("/admin/reports")
	if !strings.Contains(on.Body, "<k-keys") {
		t.Error("the letters do not work in a table")
	}
	b.Get("/admin").Submit("/admin/shortcuts", url.Values{"keys": {""}}).Want(303, "/admin")
	if strings.Contains(b.Get("/admin").Body, "<k-keys") {
		t.Error("the letters cannot be switched off")
	}
}
