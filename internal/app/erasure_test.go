package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/schedule"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"
	"klear/internal/platform/ssrf"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const erasurePassword = "an unusual long phrase"

// erasure is two people whose every word holds the marker "zqmarker", and the means to look for it.
type erasure struct {
	*App
	t                  *testing.T
	pro, seeker, admin identity.Principal
	practitioner       uuid.UUID
	service            uuid.UUID
	hash               string
	cancelled, in      uuid.UUID // bookings
}

// TestDeletedAccountsLeaveNoWordAnywhere plants a marker in every field that a practitioner and a seeker can fill,
// deletes both accounts, lets the queue work, and then reads every column of every table and every stored file.
func TestDeletedAccountsLeaveNoWordAnywhere(t *testing.T) {
	a := newApp(t)
	e := &erasure{App: a, t: t}
	e.people()
	e.profile()
	e.calendar()
	e.sessions()
	e.App.work(t)
	e.expectMarkers()

	for _, p := range []identity.Principal{e.pro, e.seeker} {
		e.ok(e.App.people.DeleteAccount(t.Context(), p, erasurePassword, identity.Device{}))
	}
	e.App.work(t)
	e.expectNothing()

	// What the law of money needs is still there, and everything may happen twice.
	var books string
	e.ok(e.db.QueryRow(t.Context(), `select string_agg(concat_ws(' ', status, price_minor, currency, practitioner_name, service_name), '; ' order by id)
		from booking.booking where id = any($1)`, []uuid.UUID{e.cancelled, e.in}).Scan(&books))
	if want := "cancelled 150000 INR Deleted person Session; completed 150000 INR Deleted person Session"; books != want {
		t.Errorf("the books say %q, want %q", books, want)
	}
	e.ok(e.App.catalog.FollowAccount(t.Context(), e.pro.PersonID))
	if n := e.count("select count(*) from events.event where type = $1", catalog.EventErased); n != 1 {
		t.Errorf("the erasure was told %d times", n)
	}
	if _, _, err := e.App.catalog.PractitionerBySlug(t.Context(), "zqmarker-old"); err == nil {
		t.Error("the old address still leads to the page")
	}
	if _, waiting, err := e.App.catalog.VerificationQueue(t.Context(), e.admin, catalog.Rejected, 1, 10); err != nil || waiting != 0 {
		t.Errorf("an erased profile waits for the operator: %d %v", waiting, err)
	}
}

// TestAMissedErasureIsCaughtUp: of an account that was deleted before profiles followed, or whose delivery was given up on.
func TestAMissedErasureIsCaughtUp(t *testing.T) {
	a := newApp(t)
	missed := catalogtest.Practitioner(t, a.db, catalogtest.PractitionerSpec{Name: "Zqmarker"})
	away := catalogtest.Practitioner(t, a.db, catalogtest.PractitionerSpec{Name: "On leave"})
	e := &erasure{App: a, t: t}
	e.exec("update catalog.practitioner set suspended = true")
	e.exec("update identity.person set status = 'deleted', deleted_at = now() where id = (select person_id from catalog.practitioner where id = $1)", missed)
	e.exec("update identity.person set status = 'suspended' where id = (select person_id from catalog.practitioner where id = $1)", away)
	a.work(t) // the daily jobs run at start, too
	for id, want := range map[uuid.UUID]string{missed: identity.DeletedName, away: "On leave"} {
		if p, err := a.catalog.PractitionerByID(t.Context(), id); err != nil || p.DisplayName != want || !p.Suspended {
			t.Errorf("%q is there, %v; want %q", p.DisplayName, err, want)
		}
	}
}

func (e *erasure) ok(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *erasure) count(sql string, args ...any) (n int) {
	e.t.Helper()
	e.ok(e.db.QueryRow(e.t.Context(), sql, args...).Scan(&n))
	return n
}

func (e *erasure) people() {
	var err error
	e.hash, err = e.passwords.Hash(e.t.Context(), erasurePassword)
	e.ok(err)
	e.pro, e.seeker, e.admin = e.account(identity.Practitioner), e.account(identity.Seeker), e.account(identity.Admin)
	for _, p := range []identity.Principal{e.pro, e.seeker} {
		in, err := e.App.people.Login(e.t.Context(), identity.Credentials{Email: p.Email, Password: erasurePassword, Kind: identity.PageSession,
			Device: identity.Device{UserAgent: "zqmarker browser"}})
		e.ok(err)
		name, phone := "Zqmarker Name", "+44 zqmarker"
		if _, err := e.App.people.UpdateProfile(e.t.Context(), in.Principal, identity.ProfileChange{Name: &name}, identity.Device{}); err != nil {
			e.t.Fatal(err)
		}
		_, err = e.db.Exec(e.t.Context(), "update identity.person set phone = $2, status_reason = 'zqmarker' where id = $1", p.PersonID, phone)
		e.ok(err)
		_, err = e.App.people.SetAvatar(e.t.Context(), in.Principal, bytes.NewReader(picture(e.t)), identity.Device{})
		e.ok(err)
	}
}

// account makes an account; the operator's words about others are planted elsewhere, and the operator stays.
func (e *erasure) account(role identity.Role) identity.Principal {
	n := identity.NewAccount{Email: string(role) + ".zqmarker@example.org", Name: "Zqmarker", Role: role, PasswordHash: e.hash, Verified: true, Zone: "UTC", Locale: "en"}
	if role == identity.Admin {
		n.Email, n.Name = "operator@example.org", "Operator"
	}
	var p identity.Person
	e.ok(e.db.InTx(e.t.Context(), func(tx db.Tx) (err error) {
		p, err = e.App.people.CreateAccountTx(e.t.Context(), tx, e.clock.Now(), n)
		return err
	}))
	return identity.Principal{PersonID: p.ID, Role: role, Verified: true, Email: n.Email, Name: n.Name}
}

func (e *erasure) profile() {
	ctx := e.t.Context()
	in := catalog.Profile{Slug: "zqmarker-old", DisplayName: "Dr Zqmarker", Headline: "zqmarker head", Bio: "zqmarker bio", Languages: []string{"en"},
		Specializations: []string{"zqmarker special"}, Certifications: []catalog.Certification{{Name: "zqmarker", Issuer: "zqmarker", Number: "zqmarker"}},
		RegistrationBody: "zqmarker", RegistrationNumber: "zqmarker", Currency: "INR", Country: "IN", City: "zqmarker city", Area: "zqmarker area",
		Address: "1 zqmarker street", Latitude: 12.3456781, Longitude: 77.3456781, Zone: "UTC", Confirmation: catalog.Instant, Listed: true}
	p, err := e.App.catalog.CreatePractitioner(ctx, e.pro, in)
	e.ok(err)
	e.practitioner = p.ID
	in.Slug = "zqmarker-new"
	p, err = e.App.catalog.UpdatePractitioner(ctx, e.pro, p.ID, p.Version, in)
	e.ok(err)
	catalogtest.Category(e.t, e.db, "yoga", nil)
	s, err := e.App.catalog.UpsertService(ctx, e.pro, p.ID, catalog.Service{CategorySlug: "yoga", Name: "Yoga with zqmarker", Description: "zqmarker", DurationMin: 60,
		Price: money.Amount{Minor: 150_000, Currency: "INR"}, Modes: []catalog.Mode{catalog.AtCustomer}, Window: catalog.Window{Kind: catalog.WindowRolling, Days: 60}, Capacity: 1,
		PendingBlocks: true, FreeCancelHours: 24, LateCancelFeeBps: 10_000, Active: true})
	e.ok(err)
	e.service = s.ID
	_, err = e.App.catalog.SetPhoto(ctx, e.pro, p.ID, picture(e.t))
	e.ok(err)
	_, err = e.App.catalog.AddDocument(ctx, e.pro, p.ID, catalog.Paper{Kind: "degree", Name: "zqmarker.pdf", Number: "zqmarker", Issuer: "zqmarker", Content: []byte("%PDF-1.4 zqmarker")})
	e.ok(err)
	p, err = e.App.catalog.PractitionerByID(ctx, p.ID)
	e.ok(err)
	_, err = e.App.catalog.DecideVerification(ctx, e.admin, p.ID, catalog.Verdict{Status: catalog.Verified, Method: "zqmarker", Reason: "zqmarker is on the register", Version: p.Version})
	e.ok(err)
	_, err = e.db.Exec(ctx, "update catalog.practitioner set external_key = 'zqmarker' where id = $1", p.ID)
	e.ok(err)
	_, err = e.db.Exec(ctx, "update catalog.service set external_key = 'zqmarker' where id = $1", s.ID)
	e.ok(err)
}

// aCalendar answers any address.
type aCalendar struct{}

func (aCalendar) Fetch(context.Context, string, ssrf.Conditions) (*ssrf.Response, error) {
	return &ssrf.Response{Status: 200, Body: []byte(theCalendar), ETag: "zqmarker"}, nil
}

const theCalendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20200101T100000Z\r\n" +
	"DTEND:20200101T110000Z\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:zqmarker\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func (e *erasure) calendar() {
	ctx := e.t.Context()
	week := schedule.Hours{}
	for day := 1; day <= 7; day++ {
		week.Weekly = append(week.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: "12:00", End: "18:00"}}})
	}
	_, err := e.App.schedule.SetHours(ctx, e.pro, e.practitioner, time.UTC, week)
	e.ok(err)
	_, err = e.App.schedule.BlockTime(ctx, e.pro, e.practitioner, e.ahead(17), e.ahead(18))
	e.ok(err)
	e.App.schedule.Fetcher = aCalendar{}
	for _, n := range []schedule.NewSource{{Name: "zqmarker", URL: "https://calendar.example/zqmarker"}, {Name: "zqmarker", File: []byte(theCalendar)}} {
		n.Practitioner, n.Person, n.Zone = e.practitioner, e.pro.PersonID, "UTC"
		_, err := e.App.schedule.AddSource(ctx, n)
		e.ok(err)
	}
	_, err = e.App.schedule.NewFeed(ctx, e.practitioner)
	e.ok(err)
}

func (e *erasure) ahead(hour int) time.Time {
	y, m, d := e.clock.Now().UTC().Date()
	return time.Date(y, m, d+3, hour, 0, 0, 0, time.UTC)
}

// sessions are one that is cancelled, one that takes place, and one that a guest with the seeker's address cancels.
func (e *erasure) sessions() {
	ctx := e.t.Context()
	seeker, pro := booking.Caller{Principal: e.seeker}, booking.Caller{Principal: e.pro}
	guest := booking.Caller{Access: e.ids.Secret()}
	cancelled, second, in := e.book(seeker, 12), e.book(guest, 13), e.book(seeker, 14)
	e.cancelled, e.in = cancelled.ID, in.ID
	for c, b := range map[*booking.Caller]*booking.Booking{&seeker: cancelled, &pro: second} {
		now, err := e.bookings.ByID(ctx, *c, b.ID)
		e.ok(err)
		_, _, err = e.bookings.Cancel(ctx, *c, b.ID, booking.Cancellation{Version: now.Version, Reason: "because of zqmarker"})
		e.ok(err)
	}
	e.clock.(*clock.Fake).Set(in.Start)
	in, err := e.bookings.Start(ctx, pro, in.ID, in.Version)
	e.ok(err)
	_, err = e.bookings.Finish(ctx, pro, in.ID, in.Version, "zqmarker sleeps badly")
	e.ok(err)
}

func (e *erasure) book(c booking.Caller, hour int) *booking.Booking {
	e.t.Helper()
	card, err := payment.NewMethod(payment.Card, "4242424242424242")
	e.ok(err)
	h, err := e.bookings.Hold(e.t.Context(), c, booking.HoldRequest{ServiceID: e.service, Start: e.ahead(hour)}, idem.Key{})
	e.ok(err)
	r := booking.PayRequest{BookingID: h.ID, Method: card, Address: "2 zqmarker lane", Note: "zqmarker note", ReturnURL: "https://klear.test/"}
	if !c.SignedIn() {
		r.Contact = booking.Contact{Name: "Zqmarker Guest", Email: e.seeker.Email, Phone: "+44 20 7946 0123"}
	}
	b, err := e.bookings.Pay(e.t.Context(), c, r)
	e.ok(err)
	return b
}

// traces lists the tables that still hold the marker, as text, in bytes, or as the coordinates.
func (e *erasure) traces() []string {
	e.t.Helper()
	rows, err := e.db.Query(e.t.Context(), `select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'public') order by 1, 2`)
	e.ok(err)
	tables, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Schema, Name string }])
	e.ok(err)
	if len(tables) < 40 {
		e.t.Fatalf("only %d tables", len(tables))
	}
	var out []string
	for _, table := range tables {
		sql := fmt.Sprintf(`select count(*) from %s r where r::text ~* 'zqmarker|%x|%x|7946 0123|[17][27]\.3456781'`, pgx.Identifier{table.Schema, table.Name}.Sanitize(), "zqmarker", "Zqmarker")
		if e.count(sql) > 0 {
			out = append(out, table.Schema+"."+table.Name)
		}
	}
	return out
}

// gone counts rows that say something about one of the two people although nobody can read it, or without words.
var gone = []string{
	"select count(*) from booking.booking where address_sealed is not null or note_sealed is not null or reason_sealed is not null",
	"select count(*) from booking.session_note", "select count(*) from schedule.busy_source", "select count(*) from schedule.busy",
	"select count(*) from schedule.feed", "select count(*) from schedule.weekly_window", "select count(*) from schedule.occupancy where status = 'block'",
	"select count(*) from catalog.verification_document", "select count(*) from search.document",
	"select count(*) from identity.person_key where wrapped is not null",
}

// expectMarkers shows that the test looks where the words are.
func (e *erasure) expectMarkers() {
	e.t.Helper()
	found := e.traces()
	for _, table := range []string{"booking.booking", "catalog.practitioner", "catalog.service", "catalog.slug_history", "catalog.verification_decision",
		"identity.person", "identity.session", "schedule.busy_source", "search.document", "search.lexeme"} {
		if !slices.Contains(found, table) {
			e.t.Errorf("no marker was planted in %s", table)
		}
	}
	for _, sql := range gone {
		if e.count(sql) == 0 {
			e.t.Errorf("nothing was planted for %s", sql)
		}
	}
	if n := len(e.stored()); n < 4 {
		e.t.Errorf("%d files, want avatars, photo and document", n)
	}
}

func (e *erasure) expectNothing() {
	e.t.Helper()
	if left := e.traces(); len(left) > 0 {
		e.t.Errorf("words are left in %s", strings.Join(left, ", "))
	}
	for _, sql := range gone {
		if n := e.count(sql); n != 0 {
			e.t.Errorf("%d left: %s", n, sql)
		}
	}
	if left := e.stored(); len(left) > 0 {
		e.t.Errorf("files are left: %v", left)
	}
}

// stored lists the files of the store.
func (e *erasure) stored() (out []string) {
	e.t.Helper()
	e.ok(fs.WalkDir(os.DirFS(e.cfg.BlobDir()), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".json") {
			out = append(out, path)
		}
		return err
	}))
	return out
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 300, 300))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
