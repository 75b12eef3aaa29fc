package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"

	"klear/internal/app"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/ledger"
	"klear/internal/platform/caldav/davtest"
	"klear/internal/platform/clock"
	"klear/internal/platform/config"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/platform/secret"
)

// world is the whole product on an empty database, as the composition root builds it, with the people and things that
// a request can be about.
type world struct {
	t       *testing.T
	db      *db.DB
	clock   *clock.Fake
	handler http.Handler
	doc     *openapi3.T
	dataDir string
	dav     netip.AddrPort    // where a calendar server may run
	ids     map[string]string // by what they are of: practitioner, service, booking …
	casts   int
	cast
}

// cast is people's addresses.
type cast struct{ seeker, stranger, practitioner, operator string }

const worldPassword = "an unusual long phrase"

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldWith(t, func(*config.Config) {})
}

// newWorldWith is newWorld with other settings.
func newWorldWith(t *testing.T, change func(*config.Config)) *world {
	t.Helper()
	t.Parallel()
	d, databaseURL := dbtest.NewWithURL(t, 8)
	w := &world{t: t, db: d, clock: clock.NewFake(time.Now().Truncate(time.Second)), ids: map[string]string{}, dataDir: t.TempDir(), dav: davtest.FreeAddr(t)}
	no := false
	cfg := &config.Config{Addr: "127.0.0.1:0", PublicURL: "https://klear.test", Brand: "klearkarma", Env: config.Development, Data: w.dataDir, Demo: &no,
		DatabaseURL: secret.New(databaseURL), MailFrom: "Klear <no-reply@klear.test>", RequestTimeout: 15 * time.Second, ShutdownGrace: time.Second,
		MaxRequestBytes: 1 << 20, PoolSize: 8, Workers: 2, HoldMinutes: 15, LogLevel: "error",
		PrivateCalendars: []string{w.dav.String()}}
	change(cfg)
	a, err := app.New(t.Context(), cfg, app.Options{Version: "test", Clock: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = a.Close(ctx)
	})
	w.handler = a.Handler()
	w.loadDocument()
	return w
}

// loadDocument reads the API's own description, in the older dialect, which is the one the validator knows best.
func (w *world) loadDocument() {
	w.t.Helper()
	got := w.serve(httptest.NewRequest(http.MethodGet, "/api/openapi-3.0.json", nil))
	var err error
	if w.doc, err = openapi3.NewLoader().LoadFromData(got.Body.Bytes()); err != nil {
		w.t.Fatal(err)
	}
	if err := w.doc.Validate(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) serve(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return rec
}

// call sends JSON; path is below /api/v1. header holds pairs.
func (w *world) call(method, path, bearer string, body any, header ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	var b bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&b).Encode(body); err != nil {
			w.t.Fatal(err)
		}
	}
	r := httptest.NewRequestWithContext(w.t.Context(), method, "/api/v1"+path, &b)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	withKey(r)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return w.serve(r)
}

// withKey gives a change a key of its own, as clients do, unless it has one.
func withKey(r *http.Request) {
	if r.Method != http.MethodGet && r.Header.Get(keyHeader) == "" {
		r.Header.Set(keyHeader, uuid.NewString())
	}
}

// data is what a successful answer carries.
func (w *world) data(rec *httptest.ResponseRecorder) map[string]any {
	w.t.Helper()
	var e struct{ Data json.RawMessage }
	if err := json.Unmarshal(rec.Body.Bytes(), &e); err != nil || rec.Code >= 300 {
		w.t.Fatalf("answered %d %s", rec.Code, rec.Body)
	}
	var out map[string]any
	_ = json.Unmarshal(e.Data, &out) // a list is looked at by who expects one
	return out
}

// account makes a verified account of a role and returns its id.
func (w *world) account(email, role string) uuid.UUID {
	w.t.Helper()
	w.data(w.call("POST", "/auth/register", "", object{"email": email, "password": worldPassword, "name": "Anna Berg", "acceptTerms": true}))
	var id uuid.UUID
	err := w.db.QueryRow(w.t.Context(), "update identity.person set email_verified_at = now(), role = $2 where email = $1 returning id", email, role).Scan(&id)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// twin makes another account with the password of the first one, without the work of hashing it.
func (w *world) twin(email, role string) uuid.UUID {
	w.t.Helper()
	id := uuid.Must(uuid.NewV7())
	w.exec(`insert into identity.person (id, kind, email, email_verified_at, name, role, zone, created_at) values ($1, 'account', $2, now(), 'Anna Berg', $3, 'UTC', now())`, id, email, role)
	w.exec(`insert into identity.credential (person_id, password_hash, changed_at) select $1, c.password_hash, c.changed_at from identity.credential c
		join identity.person p on p.id = c.person_id where p.email = $2`, id, theFirst)
	return id
}

// tokens begins a session of an account, without the work of checking a password.
func (w *world) tokens(email string) (access, refresh string) {
	w.t.Helper()
	secret, session, now := ids.NewSource(nil).Secret(), uuid.Must(uuid.NewV7()), w.clock.Now()
	hash := sha256.Sum256([]byte(secret))
	w.exec(`insert into identity.session (id, person_id, kind, user_agent, created_at, last_seen_at, expires_at)
		select $1, p.id, 'api', 'test', $3, $3, $3::timestamptz + interval '90 days' from identity.person p where p.email = $2`, session, email, now)
	w.exec(`insert into identity.refresh_token (token_hash, session_id, issued_at, expires_at) values ($1, $2, $3, $3::timestamptz + interval '1 day')`, hash[:], session, now)
	d := w.data(w.call("POST", "/auth/refresh", "", object{"refreshToken": secret}))
	return d["accessToken"].(string), d["refreshToken"].(string)
}

// link makes a mailed link's token.
func (w *world) link(email, purpose string) string {
	w.t.Helper()
	secret, now := ids.NewSource(nil).Secret(), w.clock.Now()
	hash := sha256.Sum256([]byte(secret))
	w.exec(`insert into identity.one_time_token (token_hash, person_id, purpose, created_at, expires_at)
		select $1, p.id, $3, $4, $4::timestamptz + interval '1 hour' from identity.person p where p.email = $2`, hash[:], email, purpose, now)
	return secret
}

// exec changes exactly one row.
func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if tag, err := w.db.Exec(w.t.Context(), sql, args...); err != nil || tag.RowsAffected() != 1 {
		w.t.Fatalf("%d rows, %v: %s", tag.RowsAffected(), err, sql)
	}
}

// theFirst is the account whose password all others have.
const theFirst = "first@example.org"

// populate makes new people: a practitioner with a service and hours, a seeker with a confirmed booking, and strangers to
// it all. What happens to them touches no earlier ones.
func (w *world) populate() {
	w.t.Helper()
	if w.casts == 0 {
		w.account(theFirst, "seeker")
	}
	w.casts++
	address := func(who string) string { return fmt.Sprintf("%s%d@example.org", who, w.casts) }
	w.cast = cast{address("seeker"), address("stranger"), address("practitioner"), address("operator")}
	w.twin(w.seeker, "seeker")
	w.twin(w.stranger, "practitioner")
	w.twin(w.operator, "admin")
	profile := catalogtest.Practitioner(w.t, w.db, catalogtest.PractitionerSpec{PersonID: w.twin(w.practitioner, "practitioner"), Zone: "UTC"})
	w.ids = map[string]string{"practitioner": profile.String(), "service": catalogtest.Service(w.t, w.db, catalogtest.ServiceSpec{Practitioner: profile}).String()}
	w.ids["variantOf"] = w.ids["service"]
	w.ids["people"] = w.twin(address("somebody"), "seeker").String() // admin/people/{id}
	pro, _ := w.tokens(w.practitioner)
	w.data(w.call("PUT", "/practitioners/"+w.ids["practitioner"]+"/availability", pro, object{"weekly": everyDay(), "overrides": []object{}, "timeOff": []object{}}))
	block := w.data(w.call("POST", "/practitioners/"+w.ids["practitioner"]+"/blocks", pro, object{"start": w.ahead(8), "end": w.ahead(9)}))
	w.ids["block"] = block["id"].(string)
	w.team(pro)
	seeker, _ := w.tokens(w.seeker)
	w.ids["booking"] = w.book(seeker, 10)
	w.ids["payment"] = w.paymentOf(seeker)
	w.between(seeker)
}

// insight is a claim about somebody's entries, as the weekly look keeps it.
func (w *world) insight(email string) string {
	w.t.Helper()
	id := uuid.NewString()
	w.exec(`with r as (insert into insight.run (id, person_id, at, slot, first_day, last_day, days, entries, tests)
			select gen_random_uuid(), id, $3, $3, '2026-01-01', '2026-03-31', 20, 20, 2 from identity.person where email = $2 returning id, person_id)
		insert into insight.claim (id, run_id, person_id, kind, figure, up, effect, mean_with, mean_other, days, days_with, p, q)
		select $1, id, person_id, 'trend', 'mood', true, 0.5, 4, 6, 20, 20, 0.001, 0.002 from r`, id, email, w.clock.Now().AddDate(0, 0, -1))
	return id
}

// between is what the seeker keeps between sessions.
func (w *world) between(seeker string) {
	w.t.Helper()
	w.ids["round"] = w.data(w.call("POST", "/mood/two-weeks", seeker, object{"answers": []int{1, 0, 2, 1, 0, 1, 0, 0, 0}}))["id"].(string)
	w.ids["mood"] = w.data(w.call("POST", "/mood", seeker, object{"mood": 4, "triggers": []string{"Work"}}))["id"].(string)
	var word string
	if err := w.db.QueryRow(w.t.Context(), "select trigger_id::text from mood.entry_trigger where entry_id = $1", w.ids["mood"]).Scan(&word); err != nil {
		w.t.Fatal(err)
	}
	w.ids["goal"] = w.data(w.call("POST", "/goals", seeker, object{"title": "Walk", "measure": "count", "target": 10}))["id"].(string)
	w.ids["insight"] = w.insight(w.seeker)
	w.ids["share"] = w.data(w.call("POST", "/sharing", seeker, object{"practitionerId": w.ids["practitioner"], "kinds": []string{"mood", "goals", "insights"}, "days": 30}))["id"].(string)
	w.ids["trigger"], w.ids["progress"] = word, w.data(w.call("POST", "/goals/"+w.ids["goal"]+"/progress", seeker, object{"amount": 1}))["id"].(string)
}

// invoice is the receipt of a booking that was held, with the link that says it is genuine.
func (w *world) invoice(of map[string]string) {
	w.t.Helper()
	id, token := uuid.New(), uuid.New()
	w.exec(`insert into invoice.issuer (practitioner_id) values ($1) on conflict do nothing`, of["practitioner"])
	w.exec(`with s as (insert into invoice.series (prefix, last_no) select 'P' || i.no || 'R/2026/', 1 from invoice.issuer i where i.practitioner_id = $2::uuid returning prefix)
		insert into invoice.document (id, prefix, no, kind, role, issued_on, issued_at, subject_id, reference, by_platform, practitioner_id, practitioner_person_id, buyer_id, country, place, code,
			currency, net_minor, tax_minor, total_minor, taxes, tax_owner, withheld_minor, withheld_owner, seller_number, buyer_number, token, seal)
		select $1::uuid, s.prefix, 1, 'receipt', 'service', '2026-11-20', '2026-11-20', b.id, b.code, false, b.practitioner_id, b.practitioner_person_id, b.seeker_id, 'IN', '', '',
			'INR', 100000, 0, 100000, '[]', '', 0, '', '', '', $4::bytea, ''
		from s, booking.booking b where b.id = $3::uuid`, id, of["practitioner"], of["booking"], token[:])
	of["invoice"], of["link"] = id.String(), base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(token[:])
}

// payout is one that was sent to a practitioner, made of one posting.
func (w *world) payout(practitioner, person string) (id string) {
	w.t.Helper()
	id, run := uuid.NewString(), uuid.NewString()
	w.exec(`with who as (select id from identity.person where email = $4),
		r as (insert into payout.run (id, kind, on_day, started_by, started_at) select $2, 'operator', '2026-01-05', who.id, now() from who returning id),
		i as (insert into payout.run_item (run_id, practitioner_id, currency, outcome, decided_at) select r.id, $3, 'INR', 'sent', now() from r returning run_id),
		p as (insert into payout.payout (id, run_id, practitioner_id, person_id, gateway, payee_ref, amount_minor, currency, status, created_at, checked_at)
			select $1, i.run_id, $3, who.id, 'sandbox', 'payee', 90000, 'INR', 'in_transit', now(), now() from i, who returning id)
		insert into payout.line (payout_id, transaction_id, amount_minor) select p.id, gen_random_uuid(), 90000 from p`, id, run, practitioner, person)
	return id
}

// earns lets a practitioner have earned something that is ready to be paid out, with an account for it.
func (w *world) earns(practitioner string, minor int64) {
	w.t.Helper()
	id := uuid.Must(uuid.Parse(practitioner))
	err := w.db.InTx(w.t.Context(), func(tx db.Tx) error {
		_, err := ledger.PostTx(w.t.Context(), tx, ledger.Posting{ID: uuid.New(), EventKey: "earn:" + uuid.NewString(), Event: "earn", BookingID: uuid.New(), At: w.clock.Now().AddDate(0, 0, -10), Lines: []ledger.Line{
			ledger.Debit(ledger.Account{Kind: ledger.PSPClearing, Owner: "sandbox", Currency: "INR"}, minor),
			ledger.Credit(ledger.Account{Kind: ledger.PractitionerPayable, Owner: id.String(), Currency: "INR"}, minor)}})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.exec("update payout.account set gateway = 'sandbox', payee_ref = 'payee', ready = true, bank = 'Bank account ending 6789', next_on = '2026-01-01' where practitioner_id = $1", id)
}

// owes makes a practitioner owe minor units more than they have earned.
func (w *world) owes(practitioner string, minor int64) {
	w.t.Helper()
	err := w.db.InTx(w.t.Context(), func(tx db.Tx) error {
		balance, err := ledger.LockPractitionerTx(w.t.Context(), tx, uuid.MustParse(practitioner), "INR")
		if err != nil {
			return err
		}
		owed := max(balance.Payable-balance.Receivable, 0) + minor
		_, err = ledger.PostTx(w.t.Context(), tx, ledger.Posting{ID: uuid.New(), EventKey: "owes:" + uuid.NewString(), Event: "correction", At: w.clock.Now(), Lines: []ledger.Line{
			ledger.Debit(ledger.Account{Kind: ledger.PractitionerReceivable, Owner: practitioner, Currency: "INR"}, owed),
			ledger.Credit(ledger.Account{Kind: ledger.PSPClearing, Owner: "sandbox", Currency: "INR"}, owed)}})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// team makes a business of the practitioner's own, with one of each thing in it.
func (w *world) team(pro string) {
	w.t.Helper()
	w.ids["slug"] = fmt.Sprintf("team-%d", w.casts)
	made := w.data(w.call("POST", "/businesses", pro, object{"slug": w.ids["slug"], "name": "Team", "zone": "UTC"}))
	w.ids["business"] = made["id"].(string)
	at := "/businesses/" + w.ids["business"]
	w.ids["room"] = w.data(w.call("POST", at+"/rooms", pro, object{"name": "Blue room"}))["id"].(string)
	w.ids["invitation"] = w.data(w.call("POST", at+"/invitations", pro, object{"email": "asked@example.org", "role": "member"}))["id"].(string)
	w.ids["teamService"] = w.data(w.call("POST", at+"/team-services", pro, w.teamService()))["id"].(string)
	var owner string
	if err := w.db.QueryRow(w.t.Context(), "select owner_id::text from business.business where id = $1", w.ids["business"]).Scan(&owner); err != nil {
		w.t.Fatal(err)
	}
	w.ids["member"] = owner
}

// teamService is the body of a team service of the practitioner's own.
func (w *world) teamService() object {
	return object{"name": "Anybody", "team": "any", "mode": "online", "priceMinor": 200_000, "freeCancelHours": 24, "lateCancelFeeBps": 10_000, "active": true,
		"services": []string{w.ids["service"]}}
}

// ahead is an hour in three days as the API writes it: late enough to move and cancel for free.
func (w *world) ahead(hour int) string {
	y, m, d := w.clock.Now().Date()
	return time.Date(y, m, d+3, hour, 0, 0, 0, time.UTC).Format(time.RFC3339)
}

// hold keeps an hour in three days.
func (w *world) hold(bearer string, hour int) string {
	w.t.Helper()
	return w.data(w.call("POST", "/bookings", bearer, object{"serviceId": w.ids["service"], "start": w.ahead(hour)}))["bookingId"].(string)
}

var goodCard = object{"type": "card", "number": "4242424242424242"}

// book holds and pays.
func (w *world) book(bearer string, hour int) string {
	w.t.Helper()
	id := w.hold(bearer, hour)
	w.data(w.call("POST", "/payments/confirm", bearer, object{"bookingId": id, "method": goodCard}))
	return id
}

func (w *world) paymentOf(bearer string) string {
	w.t.Helper()
	var e struct {
		Data []struct{ ID string }
	}
	rec := w.call("GET", "/payments/history", bearer, nil)
	if err := json.Unmarshal(rec.Body.Bytes(), &e); err != nil || len(e.Data) == 0 {
		w.t.Fatalf("no payment: %d %s", rec.Code, rec.Body)
	}
	return e.Data[0].ID
}

// sell lets the practitioner offer a package and the seeker buy it.
func (w *world) sell(ids map[string]string, who cast) {
	w.t.Helper()
	pro, _ := w.tokens(who.practitioner)
	seeker, _ := w.tokens(who.seeker)
	offer := w.data(w.call("POST", "/practitioners/"+ids["practitioner"]+"/packages", pro, aPackage(ids["service"])))
	ids["offer"] = offer["id"].(string)
	ids["gift"] = w.data(w.call("POST", "/gifts", seeker, aGift()))["id"].(string)
	ids["package"] = w.data(w.call("POST", "/packages", seeker, object{"offerId": ids["offer"], "offerVersion": 1, "method": goodCard}))["id"].(string)
}

// aGift is 1,000 for somebody.
func aGift() object {
	return object{"amount": object{"amount": 100_000, "currency": "INR"}, "message": "Rest well", "method": goodCard}
}

// subscribe makes a plan and lets the seeker have it.
func (w *world) subscribe(ids map[string]string, who cast) {
	w.t.Helper()
	operator, _ := w.tokens(who.operator)
	seeker, _ := w.tokens(who.seeker)
	w.casts++
	words := object{"en": "Plus"}
	ids["plan"] = w.data(w.call("POST", "/admin/plans", operator, object{"family": "seeker", "code": fmt.Sprintf("plus%d", w.casts), "rank": 1, "name": words, "summary": words}))["id"].(string)
	price := object{"amount": 30_000, "currency": "INR"}
	terms := w.data(w.call("POST", "/admin/plans/"+ids["plan"]+"/terms", operator, object{"prices": []object{{"cycle": "month", "amount": price}}}))["id"]
	ids["subscription"] = w.data(w.call("POST", "/subscriptions", seeker, object{"termsId": terms, "cycle": "month", "dueNow": price, "method": goodCard}))["id"].(string)
	charges := w.data(w.call("GET", "/admin/plan-charges", operator, nil))["list"].([]any)
	ids["period"] = charges[0].(map[string]any)["id"].(string)
}

// aPackage is ten sessions for 9,000.
func aPackage(service string) object {
	return object{"serviceId": service, "sessions": 10, "price": 900_000, "validDays": 180}
}

// place puts the world's ids into a path of the document: {id} is of what the segment before it names.
func (w *world) place(path string, own map[string]string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		name, ok := strings.CutPrefix(s, "{")
		if !ok {
			continue
		}
		name = strings.TrimSuffix(name, "}")
		if v, ok := own[name]; ok {
			segments[i] = v
			continue
		}
		if name == "id" && i > 0 {
			name = strings.TrimSuffix(segments[i-1], "s")
		}
		segments[i] = w.ids[name]
		if segments[i] == "" {
			segments[i] = uuid.NewString()
		}
	}
	return strings.Join(segments, "/")
}

// failedJob is a job that was given up on.
func (w *world) failedJob() (id string) {
	w.t.Helper()
	const insert = `insert into jobs.river_job (kind, args, state, attempt, max_attempts, finalized_at, errors, queue)
		values ('idempotency_sweep', '{}', 'discarded', 12, 12, now(), array['{"at": "2026-01-01T00:00:00Z", "attempt": 12, "error": "broken", "trace": ""}'::jsonb], 'bulk') returning id::text`
	if err := w.db.QueryRow(w.t.Context(), insert).Scan(&id); err != nil {
		w.t.Fatal(err)
	}
	return id
}

// failedRefund is one that the gateway refused.
func (w *world) failedRefund(payment string) string {
	w.t.Helper()
	id := uuid.NewString()
	w.exec(`insert into payment.refund (id, payment_id, event_key, amount_minor, currency, status, reason, created_at, settled_at)
		select $1::uuid, p.id, 'ref:test:' || p.id || now(), 100, p.currency, 'failed', 'goodwill', now(), now() from payment.payment p where p.id = $2::uuid`, id, payment)
	return id
}

// dispute is one about an attempt like payment, open at its gateway.
func (w *world) dispute(payment string) string {
	w.t.Helper()
	id, attempt := uuid.NewString(), uuid.NewString()
	w.exec(`with a as (insert into payment.payment (id, booking_id, payer_id, practitioner_id, practitioner_person_id, gateway, status, amount_minor, commission_minor, currency, checked_at, created_at)
			select $2::uuid, p.booking_id, p.payer_id, p.practitioner_id, p.practitioner_person_id, 'sandbox', 'declined', 100, 0, p.currency, now(), now()
			from payment.payment p where p.id = $3::uuid returning id, booking_id, currency)
		insert into payment.dispute (id, payment_id, booking_id, gateway, gateway_ref, status, reason, amount_minor, currency, evidence_due, opened_at)
		select $1::uuid, a.id, a.booking_id, 'sandbox', $1::text, 'open', 'general', 100, a.currency, $4, now() from a`, id, attempt, payment, w.clock.Now().AddDate(0, 0, 7))
	return id
}

// disputeFile is a paper that the practitioner added to a dispute.
func (w *world) disputeFile(dispute, bearer string) string {
	w.t.Helper()
	q := request{method: http.MethodPost, path: "/disputes/" + dispute + "/files", bearer: "Bearer " + bearer, header: http.Header{}, contentType: formType,
		body: w.form(openapi3.NewObjectSchema().WithProperty("file", openapi3.NewStringSchema().WithFormat("binary")), "log.png", pixels)}
	return w.data(w.serve(q.http()))["id"].(string)
}

// stuckStep is one of an attempt like payment of which the gateway never heard, an hour ago.
func (w *world) stuckStep(payment string) string {
	w.t.Helper()
	id := uuid.NewString()
	w.exec(`insert into payment.payment (id, booking_id, payer_id, practitioner_id, practitioner_person_id, gateway, status, amount_minor, commission_minor, currency, checked_at, created_at)
		select $1::uuid, gen_random_uuid(), p.payer_id, p.practitioner_id, p.practitioner_person_id, 'sandbox', 'unknown', 100, 0, p.currency, $3, $3
		from payment.payment p where p.id = $2::uuid`, id, payment, w.clock.Now().Add(-time.Hour))
	return "auth:" + id
}

// onCallCase is the case of somebody who may be in danger.
func (w *world) onCallCase(email string) string {
	w.t.Helper()
	id := uuid.NewString()
	w.exec(`insert into safety.on_call_case (id, person_id, level, opened_at, latest_at) select $1, p.id, 'high', $3, $3 from identity.person p where p.email = $2`, id, email, w.clock.Now())
	return id
}

// report is somebody's report of a page.
func (w *world) report(practitioner string) string {
	w.t.Helper()
	return w.data(w.call("POST", "/practitioners/"+practitioner+"/reports", "", object{"kind": "wrong", "words": "The register does not know this number."}))["reportId"].(string)
}

// contest is what the client of a booking said about it, and took back.
func (w *world) contest(booking string) string {
	w.t.Helper()
	id := uuid.NewString()
	w.exec(`insert into booking.contest (id, booking_id, client_id, reason, status, answer_by, created_at, closed_at)
		select $1, b.id, b.seeker_id, 'absent', 'withdrawn', b.starts_at, b.starts_at, b.starts_at from booking.booking b where b.id = $2`, id, booking)
	return id
}
