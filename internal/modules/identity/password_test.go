package identity_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/dbtest"

	"github.com/google/go-cmp/cmp"
)

const newPassword = "another long password"

func resetToken(t *testing.T, k *identitytest.Kit, email string) string {
	t.Helper()
	must(t, k.Forgot(t.Context(), email, identity.Device{}))
	m := k.Mail.Next(t, identity.NormalizeEmail(email))
	if m.Kind != identity.MailReset {
		t.Fatalf("mail %s", m.Kind)
	}
	return m.Token()
}

func TestResetEndsSessionsAndWorksOnce(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	anna := k.Account(t, "anna@example.org", identity.Seeker)
	page, api := k.SignIn(t, "anna@example.org", identity.PageSession), k.SignIn(t, "anna@example.org", identity.APISession)
	_, err := k.PrincipalByCookie(ctx, page.CookieSecret)
	must(t, err)
	earlier, token := resetToken(t, k, "anna@example.org"), resetToken(t, k, " ANNA@example.org")
	wantField(t, k.Reset(ctx, token, "short", identity.Device{}), "password", "too_short") // the link survives a slip
	must(t, k.Reset(ctx, token, newPassword, identity.Device{}))
	for _, dead := range []string{token, earlier, "", "made up"} {
		want(t, k.Reset(ctx, dead, "yet another password", identity.Device{}), identity.ErrLink)
	}
	_, err = k.PrincipalByCookie(ctx, page.CookieSecret)
	want(t, err, identity.ErrUnauthenticated)
	_, err = k.PrincipalByToken(ctx, api.Tokens.Access)
	want(t, err, identity.ErrUnauthenticated)
	_, err = k.Refresh(ctx, api.Tokens.Refresh, identity.Device{})
	want(t, err, identity.ErrRefresh)
	_, err = k.Login(ctx, identity.Credentials{Email: "anna@example.org", Password: identitytest.Password, Kind: identity.PageSession})
	want(t, err, identity.ErrBadCredentials)
	_, err = k.Login(ctx, identity.Credentials{Email: "anna@example.org", Password: newPassword, Kind: identity.PageSession})
	must(t, err)
	if m := k.Mail.Next(t, "anna@example.org"); m.Kind != identity.MailPasswordChanged || m.Token() != "" {
		t.Errorf("mail %s %s", m.Kind, m.Link)
	}
	got := eventsOf(t, k, anna)
	if n := len(got); n < 2 || got[n-1] != identity.EventLogin {
		t.Errorf("events %v", got)
	}
	if n := scan[int](t, k, "select count(*) from events.event where type = $1", identity.EventPasswordChanged); n != 1 {
		t.Errorf("%d changes", n)
	}
}

func TestAResetLinkHasOneWinnerAndHalfAnHour(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	token := resetToken(t, k, "anna@example.org")
	won, errs := atOnce(20, func() error { return k.Reset(ctx, token, newPassword, identity.Device{}) })
	if won != 1 {
		t.Fatalf("%d winners", won)
	}
	for _, err := range errs {
		want(t, err, identity.ErrLink)
	}
	k.Mail.Next(t, "anna@example.org")
	token = resetToken(t, k, "anna@example.org")
	k.Clock.Advance(30 * time.Minute)
	hashes := k.Passwords.Hashes.Load()
	want(t, k.Reset(ctx, token, newPassword, identity.Device{}), identity.ErrLink)
	if n := k.Passwords.Hashes.Load() - hashes; n != 0 {
		t.Errorf("a dead link cost %d hashes", n)
	}
	// A verification link is no reset link.
	must(t, k.Register(ctx, registration("bob@example.org")))
	want(t, k.Reset(ctx, k.Mail.Next(t, "bob@example.org").Token(), newPassword, identity.Device{}), identity.ErrLink)
}

func TestForgotDoesTheSameForAMissingAccount(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	work := func(email string) (events, jobs int) {
		const e, j = "select count(*) from events.event", "select count(*) from jobs.river_job where kind = 'identity_mail'"
		e0, j0 := scan[int](t, k, e), scan[int](t, k, j)
		must(t, k.Forgot(ctx, email, identity.Device{}))
		return scan[int](t, k, e) - e0, scan[int](t, k, j) - j0
	}
	for _, email := range []string{"anna@example.org", "nobody@example.org", "no address at all"} {
		for i := range 5 {
			limit := 1
			if i >= 3 {
				limit = 0 // nobody's mailbox is flooded, and nobody learns whose would have been
			}
			if e, j := work(email); e != limit || j != limit {
				t.Errorf("%s: %d events and %d jobs, want %d", email, e, j, limit)
			}
		}
	}
}

// Whoever opens a reset link has proved the address.
func TestResetProvesTheAddress(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	must(t, k.Register(ctx, registration("anna@example.org")))
	k.Mail.Next(t, "anna@example.org")
	must(t, k.Reset(ctx, resetToken(t, k, "anna@example.org"), newPassword, identity.Device{}))
	in, err := k.Login(ctx, identity.Credentials{Email: "anna@example.org", Password: newPassword, Kind: identity.PageSession})
	must(t, err)
	must(t, identity.RequireVerified(in.Principal))
}

// slowVerify stops a verification half-way, so that something can happen meanwhile.
type slowVerify struct {
	*identitytest.Passwords
	meanwhile func()
	once      atomic.Bool
}

func (s *slowVerify) Verify(ctx context.Context, hash, password string) (bool, bool, error) {
	ok, rehash, err := s.Passwords.Verify(ctx, hash, password)
	if s.once.CompareAndSwap(false, true) {
		s.meanwhile()
	}
	return ok, rehash, err
}

// The old password was still right when its verification began: the session must not begin behind the reset.
func TestASignInDoesNotSlipInBehindAReset(t *testing.T) {
	t.Parallel()
	slow := &slowVerify{}
	k := identitytest.New(t, dbtest.New(t), func(d *identity.Deps) {
		slow.Passwords = d.Passwords.(*identitytest.Passwords)
		d.Passwords = slow
	})
	k.Account(t, "anna@example.org", identity.Seeker)
	token := resetToken(t, k, "anna@example.org")
	slow.meanwhile = func() {
		k.Clock.Advance(time.Millisecond)
		must(t, k.Reset(t.Context(), token, newPassword, identity.Device{}))
	}
	_, err := k.Login(t.Context(), identity.Credentials{Email: "anna@example.org", Password: identitytest.Password, Kind: identity.PageSession})
	want(t, err, identity.ErrBadCredentials)
	if n := scan[int](t, k, "select count(*) from identity.session where revoked_at is null"); n != 0 {
		t.Errorf("%d sessions", n)
	}
}

func TestChangePassword(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	here, there := k.SignIn(t, "anna@example.org", identity.PageSession), k.SignIn(t, "anna@example.org", identity.PageSession)
	wantField(t, k.ChangePassword(ctx, here.Principal, "wrong", newPassword, identity.Device{}), "currentPassword", "wrong")
	wantField(t, k.ChangePassword(ctx, here.Principal, identitytest.Password, "password123", identity.Device{}), "newPassword", "too_common")
	want(t, k.ChangePassword(ctx, identity.Principal{}, identitytest.Password, newPassword, identity.Device{}), identity.ErrUnauthenticated)
	must(t, k.ChangePassword(ctx, here.Principal, identitytest.Password, newPassword, identity.Device{}))
	_, err := k.PrincipalByCookie(ctx, here.CookieSecret)
	must(t, err)
	_, err = k.PrincipalByCookie(ctx, there.CookieSecret)
	want(t, err, identity.ErrUnauthenticated)
	if m := k.Mail.Next(t, "anna@example.org"); m.Kind != identity.MailPasswordChanged {
		t.Errorf("mail %s", m.Kind)
	}
	// A stolen session does not guess on for ever.
	var codes []string
	for range 12 {
		codes = append(codes, codeOf(k.ChangePassword(ctx, here.Principal, "guess", newPassword, identity.Device{})))
	}
	if codes[11] != identity.ErrTooManyAttempts.Code {
		t.Errorf("answers %v", codes)
	}
}

func TestProfile(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	anna := k.Account(t, "anna@example.org", identity.Seeker)
	in := k.SignIn(t, "anna@example.org", identity.PageSession)
	str := func(s string) *string { return &s }
	got, err := k.UpdateProfile(ctx, in.Principal, identity.ProfileChange{Name: str(" Anna  K. Berg "), Zone: str("Asia/Kolkata"), Locale: str("hi-in"), Phone: str("+91 22 1234 5678")}, identity.Device{})
	must(t, err)
	anna.Name, anna.Zone, anna.Locale, anna.Phone, anna.Version = "Anna K. Berg", "Asia/Kolkata", "hi-IN", "+91 22 1234 5678", got.Version
	stored, err := k.Profile(ctx, in.Principal)
	must(t, err)
	if diff := cmp.Diff(anna, stored); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(got, stored); diff != "" {
		t.Error(diff)
	}
	p, err := k.PrincipalByCookie(ctx, in.CookieSecret)
	must(t, err)
	if p.Zone != "Asia/Kolkata" || p.Name != "Anna K. Berg" {
		t.Errorf("principal %+v", p) // on the next request
	}
	for path, c := range map[string]identity.ProfileChange{
		"name": {Name: str("")}, "phone": {Phone: str("call me")}, "zone": {Zone: str("Mars/Olympus")}, "locale": {Locale: str("??")},
	} {
		_, err := k.UpdateProfile(ctx, in.Principal, c, identity.Device{})
		code := "invalid"
		if path == "name" {
			code = "required"
		}
		wantField(t, err, path, code)
	}
	_, err = k.Profile(ctx, identity.Principal{})
	want(t, err, identity.ErrUnauthenticated)
	_, err = k.Profile(ctx, identity.Principal{PersonID: anna.ID, Guest: true})
	want(t, err, identity.ErrForbidden)
}
