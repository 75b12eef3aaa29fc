package identity_test

import (
	"net/netip"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/db"
)

func TestLoginDoesTheSameWorkForAMissingAccount(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	must(t, k.DB.InTx(ctx, func(tx db.Tx) error { // an account that never set a password
		_, err := k.CreateAccountTx(ctx, tx, k.Clock.Now(), identity.NewAccount{Email: "import@example.org", Name: "I", Role: identity.Seeker})
		return err
	}))
	work := func(email string) (verified, events int64) {
		v, e := k.Passwords.Verifies.Load()+k.Passwords.Dummies.Load(), scan[int64](t, k, "select count(*) from events.event")
		_, err := k.Login(ctx, identity.Credentials{Email: email, Password: "wrong password", Kind: identity.PageSession})
		want(t, err, identity.ErrBadCredentials)
		return k.Passwords.Verifies.Load() + k.Passwords.Dummies.Load() - v, scan[int64](t, k, "select count(*) from events.event") - e
	}
	for _, email := range []string{"anna@example.org", "import@example.org", "nobody@example.org"} {
		if v, e := work(email); v != 1 || e != 1 {
			t.Errorf("%s: %d verifications and %d events, want 1 and 1", email, v, e)
		}
	}
	if h := k.Passwords.Hashes.Load(); h != 0 {
		t.Errorf("%d hashes", h)
	}
}

func TestAttemptsOnAnAddressAreLimited(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	known := k.SignIn(t, "anna@example.org", identity.PageSession).DeviceToken
	k.Account(t, "other@example.org", identity.Seeker)
	foreign := k.SignIn(t, "other@example.org", identity.PageSession).DeviceToken
	for _, email := range []string{"anna@example.org", "nobody@example.org"} {
		reached, limited := k.Passwords.Verifies.Load()+k.Passwords.Dummies.Load(), 0
		for range 60 { // one a minute: an hour of it
			for range 3 {
				_, err := k.Login(ctx, identity.Credentials{Email: email, Password: "guess", Kind: identity.PageSession, Device: identity.Device{Token: foreign}})
				switch {
				case err == nil:
					t.Fatal("signed in")
				case codeOf(err) == identity.ErrTooManyAttempts.Code:
					limited++
				default:
					want(t, err, identity.ErrBadCredentials)
				}
			}
			k.Clock.Advance(time.Minute)
		}
		if n := k.Passwords.Verifies.Load() + k.Passwords.Dummies.Load() - reached; n >= 20 || n < 10 || limited != 180-int(n) {
			t.Errorf("%s: %d attempts reached the hash and %d were limited", email, n, limited)
		}
	}
	for range 15 {
		if _, err := k.Login(ctx, identity.Credentials{Email: "anna@example.org", Password: "guess", Kind: identity.PageSession}); err == nil {
			t.Fatal("signed in")
		}
	}
	if _, err := k.Login(ctx, identity.Credentials{Email: "anna@example.org", Password: identitytest.Password, Kind: identity.PageSession}); codeOf(err) != identity.ErrTooManyAttempts.Code {
		t.Errorf("a new device got %v", err)
	}
	// The owner on a device of theirs is not locked out.
	_, err := k.Login(ctx, identity.Credentials{Email: "anna@example.org", Password: identitytest.Password, Kind: identity.PageSession, Device: identity.Device{Token: known}})
	must(t, err)
}

func TestSigningInRightIsNotAnAttempt(t *testing.T) {
	k := setup(t)
	k.Account(t, "anna@example.org", identity.Seeker)
	for range 40 {
		k.SignIn(t, "anna@example.org", identity.APISession)
	}
}

func TestAttemptsAtOnceDoNotPassTheLimit(t *testing.T) {
	k := setup(t)
	k.Account(t, "anna@example.org", identity.Seeker)
	_, errs := atOnce(50, func() error {
		_, err := k.Login(t.Context(), identity.Credentials{Email: "anna@example.org", Password: "guess", Kind: identity.PageSession})
		return err
	})
	if n := k.Passwords.Verifies.Load(); n != 10 || len(errs) != 50 {
		t.Errorf("%d of %d reached the hash", n, len(errs))
	}
}

func TestAnOldHashIsRenewedAtSignIn(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	must(t, k.DB.InTx(ctx, func(tx db.Tx) error {
		_, err := k.CreateAccountTx(ctx, tx, k.Clock.Now(), identity.NewAccount{
			Email: "old@example.org", Name: "O", Role: identity.Seeker, PasswordHash: "old:" + identitytest.Password, Verified: true})
		return err
	}))
	k.SignIn(t, "old@example.org", identity.PageSession)
	if h := scan[string](t, k, "select password_hash from identity.credential"); h[:5] != "test:" {
		t.Errorf("stored form %q", h)
	}
	k.SignIn(t, "old@example.org", identity.PageSession)
}

func TestOnlyVerifiedWhenAsked(t *testing.T) {
	k := setup(t, func(d *identity.Deps) { d.Options.VerifiedOnly = true })
	ctx := t.Context()
	must(t, k.Register(ctx, registration("anna@example.org")))
	c := identity.Credentials{Email: "anna@example.org", Password: registration("").Password, Kind: identity.PageSession}
	_, err := k.Login(ctx, c)
	want(t, err, identity.ErrBadCredentials)
	_, err = k.VerifyEmail(ctx, k.Mail.Next(t, "anna@example.org").Token(), identity.Device{})
	must(t, err)
	_, err = k.Login(ctx, c)
	must(t, err)
}

func TestSigningInReplacesTheSessionOfTheDevice(t *testing.T) {
	k := setup(t)
	k.Account(t, "anna@example.org", identity.Seeker)
	first := k.SignIn(t, "anna@example.org", identity.PageSession)
	second, err := k.Login(t.Context(), identity.Credentials{Email: "anna@example.org", Password: identitytest.Password, Kind: identity.PageSession, Replaces: first.Principal})
	must(t, err)
	_, err = k.PrincipalByCookie(t.Context(), first.CookieSecret)
	want(t, err, identity.ErrUnauthenticated)
	_, err = k.PrincipalByCookie(t.Context(), second.CookieSecret)
	must(t, err)
}

func TestSessionsNameTheDeviceButNotThePlace(t *testing.T) {
	k := setup(t)
	k.Account(t, "anna@example.org", identity.Seeker)
	agent := make([]byte, 400)
	for i := range agent {
		agent[i] = "ø"[i%2] // the cut must not split a character
	}
	for addr, network := range map[string]string{"203.0.113.77": "203.0.113.0/24", "::ffff:203.0.113.77": "203.0.113.0/24", "2001:db8:1:2::3": "2001:db8:1::/48", "fe80::1%eth0": "fe80::/48"} {
		in, err := k.Login(t.Context(), identity.Credentials{Email: "anna@example.org", Password: identitytest.Password, Kind: identity.PageSession,
			Device: identity.Device{UserAgent: string(agent) + "\x00\xff", Addr: netip.MustParseAddr(addr)}})
		must(t, err)
		list, err := k.Sessions(t.Context(), in.Principal)
		must(t, err)
		for _, s := range list {
			if s.Current && (s.Network != network || len(s.UserAgent) != 300) {
				t.Errorf("%s: network %q, agent of %d bytes", addr, s.Network, len(s.UserAgent))
			}
		}
	}
}
