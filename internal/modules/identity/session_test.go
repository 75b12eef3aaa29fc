package identity_test

import (
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func TestAfterLogoutNothingOfTheSessionWorks(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	other := identitytest.NewNode(t, k)
	k.Account(t, "anna@example.org", identity.Seeker)
	page, api := k.SignIn(t, "anna@example.org", identity.PageSession), k.SignIn(t, "anna@example.org", identity.APISession)
	kept := k.SignIn(t, "anna@example.org", identity.APISession)
	for _, s := range []*identity.Service{k.Service, other} { // both nodes have them in their caches
		_, err := s.PrincipalByCookie(ctx, page.CookieSecret)
		must(t, err)
		_, err = s.PrincipalByToken(ctx, api.Tokens.Access)
		must(t, err)
	}
	bearer, err := k.PrincipalByToken(ctx, api.Tokens.Access)
	must(t, err)
	must(t, k.Logout(ctx, page.Principal, identity.Device{}))
	must(t, k.Logout(ctx, bearer, identity.Device{}))
	must(t, k.Logout(ctx, bearer, identity.Device{})) // again is no error
	refused := func(s *identity.Service) {
		t.Helper()
		_, err := s.PrincipalByCookie(ctx, page.CookieSecret)
		want(t, err, identity.ErrUnauthenticated)
		_, err = s.PrincipalByToken(ctx, api.Tokens.Access)
		want(t, err, identity.ErrUnauthenticated)
	}
	refused(k.Service) // at once where it happened
	k.Clock.Advance(time.Second)
	refused(other) // within a second elsewhere
	_, err = other.Refresh(ctx, api.Tokens.Refresh, identity.Device{})
	want(t, err, identity.ErrRefresh)
	if _, err := other.PrincipalByToken(ctx, kept.Tokens.Access); err != nil {
		t.Errorf("the other device: %v", err)
	}
	if n := scan[int](t, k, "select count(*) from events.event where type = $1", identity.EventLogout); n != 2 {
		t.Errorf("%d logouts", n)
	}
	jti := scan[uuid.UUID](t, k, "select jti from identity.revoked_token")
	if jti != bearer.TokenID {
		t.Errorf("revoked %s, want %s", jti, bearer.TokenID)
	}
}

// A token is refused by its own id, even while its session lives.
func TestARevokedTokenIsRefused(t *testing.T) {
	k := setup(t)
	k.Account(t, "anna@example.org", identity.Seeker)
	in := k.SignIn(t, "anna@example.org", identity.APISession)
	p, err := k.PrincipalByToken(t.Context(), in.Tokens.Access)
	must(t, err)
	_, err = k.DB.Exec(t.Context(), "insert into identity.revoked_token values ($1, $2)", p.TokenID, k.Clock.Now().Add(time.Hour))
	must(t, err)
	k.Clock.Advance(time.Second)
	_, err = k.PrincipalByToken(t.Context(), in.Tokens.Access)
	want(t, err, identity.ErrUnauthenticated)
	_, err = k.Refresh(t.Context(), in.Tokens.Refresh, identity.Device{})
	must(t, err)
}

func TestAPrincipalCostsOneQueryASecond(t *testing.T) {
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 0)
	k := identitytest.New(t, d)
	ctx := t.Context()
	pool, err := db.Open(ctx, url, db.Options{MaxConns: 2}) // nothing else runs on it
	must(t, err)
	t.Cleanup(pool.Close)
	node := identitytest.NewNode(t, k, func(deps *identity.Deps) { deps.DB = pool })
	k.Account(t, "anna@example.org", identity.Seeker)
	page, api := k.SignIn(t, "anna@example.org", identity.PageSession), k.SignIn(t, "anna@example.org", identity.APISession)
	queries := func(rounds int) int64 {
		t.Helper()
		before := pool.Stat().AcquireCount()
		for range rounds {
			p, err := node.PrincipalByCookie(ctx, page.CookieSecret)
			must(t, err)
			q, err := node.PrincipalByToken(ctx, api.Tokens.Access)
			must(t, err)
			if p.PersonID != page.Principal.PersonID || q.PersonID != p.PersonID || q.SessionID != api.Principal.SessionID || q.TokenID == uuid.Nil {
				t.Fatalf("principals %+v %+v", p, q)
			}
		}
		return pool.Stat().AcquireCount() - before
	}
	for range 3 {
		if n := queries(100); n != 2 {
			t.Errorf("%d queries, want one each", n)
		}
		k.Clock.Advance(time.Second)
	}
}

func TestSessionsEndByIdlenessAndByAge(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	k.Account(t, "root@example.org", identity.Admin)
	const day = 24 * time.Hour
	alive := func(cookie string, step time.Duration) (lived time.Duration) {
		for ; lived < 200*day; lived += step {
			k.Clock.Advance(step)
			if _, err := k.PrincipalByCookie(ctx, cookie); err != nil {
				// A refused request must not have revived the session.
				_, err = k.PrincipalByCookie(ctx, cookie)
				want(t, err, identity.ErrUnauthenticated)
				return lived
			}
		}
		return lived
	}
	for _, c := range []struct {
		email string
		step  time.Duration
		want  time.Duration
	}{
		{"anna@example.org", 14 * day, 0}, {"anna@example.org", 13 * day, 78 * day},
		{"root@example.org", time.Hour, 0}, {"root@example.org", 50 * time.Minute, 14 * 50 * time.Minute},
	} {
		if got := alive(k.SignIn(t, c.email, identity.PageSession).CookieSecret, c.step); got != c.want {
			t.Errorf("%s every %s: lived %s, want %s", c.email, c.step, got, c.want)
		}
	}
}

func TestRefreshRotates(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	in := k.SignIn(t, "anna@example.org", identity.APISession)
	seen := map[string]bool{}
	for range 5 {
		k.Clock.Advance(20 * time.Minute)
		_, err := k.PrincipalByToken(ctx, in.Tokens.Access)
		want(t, err, identity.ErrUnauthenticated) // 15 minutes
		next, err := k.Refresh(ctx, in.Tokens.Refresh, identity.Device{})
		must(t, err)
		if seen[next.Tokens.Refresh] || next.Principal.SessionID != in.Principal.SessionID {
			t.Fatal("not a new token of the same session")
		}
		seen[next.Tokens.Refresh] = true
		in = next
		_, err = k.PrincipalByToken(ctx, in.Tokens.Access)
		must(t, err)
	}
	k.Clock.Advance(30 * 24 * time.Hour)
	_, err := k.Refresh(ctx, in.Tokens.Refresh, identity.Device{})
	want(t, err, identity.ErrRefresh)
	for _, made := range []string{"", "x", string(make([]byte, 5000))} {
		_, err := k.Refresh(ctx, made, identity.Device{})
		want(t, err, identity.ErrRefresh)
	}
}

func TestARefreshTokenUsedTwiceEndsTheSession(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	stolen := k.SignIn(t, "anna@example.org", identity.APISession)
	next, err := k.Refresh(ctx, stolen.Tokens.Refresh, identity.Device{})
	must(t, err)
	_, err = k.PrincipalByToken(ctx, next.Tokens.Access)
	must(t, err)
	_, err = k.Refresh(ctx, stolen.Tokens.Refresh, identity.Device{})
	want(t, err, identity.ErrRefresh)
	_, err = k.Refresh(ctx, next.Tokens.Refresh, identity.Device{})
	want(t, err, identity.ErrRefresh)
	_, err = k.PrincipalByToken(ctx, next.Tokens.Access)
	want(t, err, identity.ErrUnauthenticated)
	if n := scan[int](t, k, "select count(*) from events.event where type = $1 and aggregate_id = $2", identity.EventSessionReused, stolen.Principal.SessionID); n != 1 {
		t.Errorf("%d events", n)
	}
}

func TestRefreshAtOnceHasOneWinner(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	for range 5 {
		in := k.SignIn(t, "anna@example.org", identity.APISession)
		won, errs := atOnce(20, func() error { _, err := k.Refresh(ctx, in.Tokens.Refresh, identity.Device{}); return err })
		if won != 1 {
			t.Fatalf("%d winners", won)
		}
		for _, err := range errs {
			want(t, err, identity.ErrRefresh)
		}
		if n := scan[int](t, k, "select count(*) from identity.refresh_token where session_id = $1", in.Principal.SessionID); n != 2 {
			t.Errorf("%d tokens were issued, want the first and one more", n)
		}
	}
}

func TestPeopleSeeAndEndTheirOwnSessionsOnly(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	k.Account(t, "eve@example.org", identity.Admin)
	phone, laptop, tablet := k.SignIn(t, "anna@example.org", identity.APISession), k.SignIn(t, "anna@example.org", identity.PageSession), k.SignIn(t, "anna@example.org", identity.PageSession)
	eve := k.SignIn(t, "eve@example.org", identity.PageSession)
	list, err := k.Sessions(ctx, laptop.Principal)
	must(t, err)
	current := 0
	for _, s := range list {
		if s.Current {
			current++
		}
	}
	if len(list) != 3 || current != 1 {
		t.Errorf("sessions %+v", list)
	}
	want(t, k.EndSession(ctx, eve.Principal, phone.Principal.SessionID, identity.Device{}), identity.ErrSessionNotFound)
	want(t, k.EndSession(ctx, eve.Principal, uuid.New(), identity.Device{}), identity.ErrSessionNotFound)
	want(t, k.EndSession(ctx, identity.Principal{}, phone.Principal.SessionID, identity.Device{}), identity.ErrUnauthenticated)
	must(t, k.EndSession(ctx, laptop.Principal, phone.Principal.SessionID, identity.Device{}))
	_, err = k.PrincipalByToken(ctx, phone.Tokens.Access)
	want(t, err, identity.ErrUnauthenticated)
	n, err := k.EndOtherSessions(ctx, laptop.Principal, identity.Device{})
	must(t, err)
	if n != 1 {
		t.Errorf("ended %d", n)
	}
	_, err = k.PrincipalByCookie(ctx, tablet.CookieSecret)
	want(t, err, identity.ErrUnauthenticated)
	_, err = k.PrincipalByCookie(ctx, laptop.CookieSecret)
	must(t, err)
}

func TestTheOldestSessionGivesWay(t *testing.T) {
	k := setup(t)
	k.Account(t, "anna@example.org", identity.Seeker)
	first := k.SignIn(t, "anna@example.org", identity.PageSession)
	for range 50 {
		k.Clock.Advance(time.Second)
		k.SignIn(t, "anna@example.org", identity.PageSession)
	}
	_, err := k.PrincipalByCookie(t.Context(), first.CookieSecret)
	want(t, err, identity.ErrUnauthenticated)
	if n := scan[int](t, k, "select count(*) from identity.session where revoked_at is null"); n != 50 {
		t.Errorf("%d sessions live", n)
	}
}

// A change of role in a transaction that is still open must not be hidden by the cache once it commits.
func TestAChangeOfRoleCountsFromTheNextRequest(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	anna := k.Account(t, "anna@example.org", identity.Seeker)
	root := k.Account(t, "root@example.org", identity.Admin)
	in, api := k.SignIn(t, "anna@example.org", identity.PageSession), k.SignIn(t, "anna@example.org", identity.APISession)
	roleIs := func(role identity.Role) {
		t.Helper()
		p, err := k.PrincipalByCookie(ctx, in.CookieSecret)
		must(t, err)
		q, err := k.PrincipalByToken(ctx, api.Tokens.Access)
		must(t, err)
		if p.Role != role || q.Role != role {
			t.Fatalf("roles %s and %s, want %s", p.Role, q.Role, role)
		}
	}
	roleIs(identity.Seeker)
	must(t, k.DB.InTx(ctx, func(tx db.Tx) error {
		if err := k.SetRoleTx(ctx, tx, k.Clock.Now(), events.System, anna.ID, identity.Practitioner); err != nil {
			return err
		}
		roleIs(identity.Seeker) // not committed
		return nil
	}))
	roleIs(identity.Practitioner)
	admin := k.SignIn(t, root.Email, identity.PageSession).Principal
	must(t, k.SetRole(ctx, admin, anna.ID, identity.Admin))
	_, err := k.PrincipalByCookie(ctx, in.CookieSecret)
	want(t, err, identity.ErrUnauthenticated) // an admin signs in afresh
	want(t, k.SetRole(ctx, admin, root.ID, identity.Seeker), identity.ErrOwnAccount)
	want(t, k.SetRole(ctx, in.Principal, root.ID, identity.Seeker), identity.ErrForbidden)
	want(t, k.SetRole(ctx, admin, uuid.New(), identity.Seeker), identity.ErrPersonNotFound)
	wantField(t, k.SetRole(ctx, admin, anna.ID, "super_admin"), "role", "invalid")
}

func TestSuspensionEndsEverythingAtOnce(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	anna := k.Account(t, "anna@example.org", identity.Practitioner)
	k.Account(t, "root@example.org", identity.Admin)
	in, api := k.SignIn(t, "anna@example.org", identity.PageSession), k.SignIn(t, "anna@example.org", identity.APISession)
	admin := k.SignIn(t, "root@example.org", identity.PageSession).Principal
	_, err := k.PrincipalByCookie(ctx, in.CookieSecret)
	must(t, err)
	want(t, k.Suspend(ctx, in.Principal, admin.PersonID, "revenge"), identity.ErrForbidden)
	want(t, k.Suspend(ctx, admin, admin.PersonID, "slip"), identity.ErrOwnAccount)
	wantField(t, k.Suspend(ctx, admin, anna.ID, ""), "reason", "required")
	must(t, k.Suspend(ctx, admin, anna.ID, "licence withdrawn"))
	must(t, k.Suspend(ctx, admin, anna.ID, "again")) // no second event
	_, err = k.PrincipalByCookie(ctx, in.CookieSecret)
	want(t, err, identity.ErrUnauthenticated)
	_, err = k.Refresh(ctx, api.Tokens.Refresh, identity.Device{})
	want(t, err, identity.ErrRefresh)
	_, err = k.Login(ctx, identity.Credentials{Email: "anna@example.org", Password: identitytest.Password, Kind: identity.PageSession})
	want(t, err, identity.ErrNotActive)
	_, err = k.Login(ctx, identity.Credentials{Email: "anna@example.org", Password: "a guess", Kind: identity.PageSession})
	want(t, err, identity.ErrBadCredentials)
	_, err = k.StartPageSession(ctx, anna.ID, identity.Device{})
	want(t, err, identity.ErrNotActive)
	must(t, k.Reactivate(ctx, admin, anna.ID, ""))
	_, err = k.PrincipalByCookie(ctx, in.CookieSecret)
	want(t, err, identity.ErrUnauthenticated)
	k.SignIn(t, "anna@example.org", identity.PageSession)
	must(t, k.Deactivate(ctx, admin, anna.ID, "asked for a rest"))
	for event, n := range map[string]int{identity.EventSuspended: 1, identity.EventReactivated: 1, identity.EventDeactivated: 1} {
		if got := scan[int](t, k, "select count(*) from events.event where type = $1", event); got != n {
			t.Errorf("%s: %d events, want %d", event, got, n)
		}
	}
}

func TestTheSweepForgetsWhatExpired(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	old := k.SignIn(t, "anna@example.org", identity.APISession)
	must(t, k.Forgot(ctx, "anna@example.org", identity.Device{}))
	k.Mail.Next(t, "anna@example.org")
	k.Clock.Advance(time.Minute)
	p, err := k.PrincipalByToken(ctx, old.Tokens.Access)
	must(t, err)
	must(t, k.Logout(ctx, p, identity.Device{}))
	k.Clock.Advance(130 * 24 * time.Hour)
	young := k.SignIn(t, "anna@example.org", identity.APISession)
	must(t, identity.Sweep(k.Service, ctx))
	for table, n := range map[string]int{"session": 1, "refresh_token": 1, "revoked_token": 0, "one_time_token": 0} {
		if got := scan[int](t, k, "select count(*) from "+pgx.Identifier{"identity", table}.Sanitize()); got != n {
			t.Errorf("%d rows in %s, want %d", got, table, n)
		}
	}
	_, err = k.Refresh(ctx, young.Tokens.Refresh, identity.Device{})
	must(t, err)
}
