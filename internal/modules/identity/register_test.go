package identity_test

import (
	"strings"
	"testing"
	"time"

	"klear/internal/modules/identity"

	"github.com/google/go-cmp/cmp"
)

func registration(email string) identity.Registration {
	return identity.Registration{Email: email, Password: "a long enough password", Name: "Anna Berg", AcceptTerms: true, Zone: "Europe/Oslo", Locale: "nb"}
}

func TestRegisterVerifyAndSignIn(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	r := registration("  Anna@Example.org ")
	r.Marketing = true
	must(t, k.Register(ctx, r))
	mail := k.Mail.Next(t, "anna@example.org")
	if mail.Kind != identity.MailVerify || !strings.HasPrefix(mail.Link, "https://klear.test/verify/") {
		t.Fatalf("mail %s %s", mail.Kind, mail.Link)
	}
	in, err := k.Login(ctx, identity.Credentials{Email: "anna@example.org", Password: r.Password, Kind: identity.PageSession})
	must(t, err)
	want(t, identity.RequireVerified(in.Principal), identity.ErrUnverified)
	p, err := k.VerifyEmail(ctx, mail.Token(), identity.Device{})
	must(t, err)
	if !p.Verified || p.Role != identity.Seeker || p.Zone != "Europe/Oslo" || p.Locale != "nb" {
		t.Fatalf("person %+v", p)
	}
	who, err := k.PrincipalByCookie(ctx, in.CookieSecret)
	must(t, err)
	must(t, identity.RequireVerified(who)) // on the next request, not at the next sign-in
	_, err = k.VerifyEmail(ctx, mail.Token(), identity.Device{})
	want(t, err, identity.ErrLink)

	consents, err := k.Consents(ctx, who)
	must(t, err)
	var purposes []identity.Purpose
	for _, c := range consents {
		if c.WithdrawnAt != nil {
			t.Errorf("%s was withdrawn", c.Purpose)
		}
		purposes = append(purposes, c.Purpose)
	}
	if diff := cmp.Diff([]identity.Purpose{identity.ConsentTerms, identity.ConsentPrivacy, identity.ConsentMarketing}, purposes); diff != "" {
		t.Error(diff)
	}
	for _, given := range []bool{true, false, false, true, true} {
		must(t, k.SetConsent(ctx, who, identity.ConsentMarketing, given))
	}
	wantField(t, k.SetConsent(ctx, who, identity.ConsentTerms, false), "purpose", "invalid")
	if n := scan[int](t, k, "select count(*) * 10 + count(withdrawn_at) from identity.consent where purpose = 'marketing'"); n != 21 {
		t.Errorf("given and withdrawn: %d, want 2 and 1", n)
	}
	if diff := cmp.Diff([]string{identity.EventRegistered, identity.EventLogin, identity.EventEmailVerified}, eventsOf(t, k, p)); diff != "" {
		t.Error(diff)
	}
}

func TestATakenAddressAnswersLikeAFreeOne(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	owner := k.Account(t, "owner@example.org", identity.Practitioner)
	in := k.SignIn(t, "owner@example.org", identity.PageSession)
	before := k.Passwords.Hashes.Load()
	must(t, k.Register(ctx, registration("free@example.org")))
	free := k.Passwords.Hashes.Load() - before
	must(t, k.Register(ctx, registration("OWNER@example.org")))
	if taken := k.Passwords.Hashes.Load() - before - free; taken != free {
		t.Errorf("%d hashes for a taken address, %d for a free one", taken, free)
	}
	if m := k.Mail.Next(t, "owner@example.org"); m.Kind != identity.MailAlreadyRegistered || m.Token() != "" {
		t.Errorf("mail %s %s", m.Kind, m.Link)
	}
	// Nothing of the owner's changed: password, name, role, session.
	now, err := k.PersonByID(ctx, k.DB, owner.ID)
	must(t, err)
	owner.Version = now.Version
	if diff := cmp.Diff(owner, now); diff != "" {
		t.Error(diff)
	}
	if _, err := k.PrincipalByCookie(ctx, in.CookieSecret); err != nil {
		t.Error(err)
	}
	k.SignIn(t, "owner@example.org", identity.PageSession)
	_, err = k.Login(ctx, identity.Credentials{Email: "owner@example.org", Password: registration("").Password, Kind: identity.PageSession})
	want(t, err, identity.ErrBadCredentials)
	if n := scan[int](t, k, "select count(*) from identity.consent where person_id = $1", owner.ID); n != 0 {
		t.Errorf("%d consents in the owner's name", n)
	}
}

func TestFiftyRegistrationsAtOnceMakeOneAccount(t *testing.T) {
	k := setup(t)
	won, errs := atOnce(50, func() error { return k.Register(t.Context(), registration("race@example.org")) })
	if won != 50 {
		t.Fatalf("%d answered alike, others: %v", won, errs)
	}
	if n := scan[int](t, k, "select count(*) from identity.person where email = 'race@example.org'"); n != 1 {
		t.Errorf("%d accounts", n)
	}
	if n := scan[int](t, k, "select count(*) from events.event where type = $1", identity.EventRegistered); n != 1 {
		t.Errorf("registered %d times", n)
	}
	if n := scan[int](t, k, "select count(*) from jobs.river_job where kind = 'identity_mail'"); n != 3 {
		t.Errorf("%d mails, want the quota of 3", n)
	}
}

// Somebody registers a stranger's address and waits. When the owner registers, the stranger's password and sessions die.
func TestALaterRegistrationTakesOverAnUnprovedAccount(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	early := registration("victim@example.org")
	early.Password, early.Name = "the stranger's password", "Stranger"
	must(t, k.Register(ctx, early))
	stranger, err := k.Login(ctx, identity.Credentials{Email: early.Email, Password: early.Password, Kind: identity.PageSession})
	must(t, err)
	_, err = k.PrincipalByCookie(ctx, stranger.CookieSecret)
	must(t, err)
	must(t, k.Register(ctx, registration("victim@example.org")))
	_, err = k.PrincipalByCookie(ctx, stranger.CookieSecret)
	want(t, err, identity.ErrUnauthenticated)
	_, err = k.Login(ctx, identity.Credentials{Email: early.Email, Password: early.Password, Kind: identity.PageSession})
	want(t, err, identity.ErrBadCredentials)
	p, err := k.VerifyEmail(ctx, k.Mail.Next(t, "victim@example.org").Token(), identity.Device{})
	must(t, err)
	if p.Name != "Anna Berg" {
		t.Errorf("name %q", p.Name)
	}
}

func TestRegistrationFields(t *testing.T) {
	k := setup(t)
	for _, c := range []struct {
		path, code string
		change     func(*identity.Registration)
	}{
		{"email", "invalid", func(r *identity.Registration) { r.Email = "Anna <anna@example.org>" }},
		{"email", "invalid", func(r *identity.Registration) { r.Email = "a@b\r\nBcc: x@y" }},
		{"email", "invalid", func(r *identity.Registration) { r.Email = "x@deleted.invalid" }},
		{"email", "invalid", func(r *identity.Registration) { r.Email = strings.Repeat("a", 250) + "@example.org" }},
		{"name", "required", func(r *identity.Registration) { r.Name = " \t " }},
		{"name", "too_long", func(r *identity.Registration) { r.Name = strings.Repeat("ø", 121) }},
		{"name", "invalid", func(r *identity.Registration) { r.Name = "a\x00b" }},
		{"password", "too_short", func(r *identity.Registration) { r.Password = "seven77" }},
		{"password", "too_long", func(r *identity.Registration) { r.Password = strings.Repeat("a", 129) }},
		{"password", "too_common", func(r *identity.Registration) { r.Password = "password123" }},
		{"password", "too_personal", func(r *identity.Registration) { r.Password = "ANNA@example.org" }},
		{"role", "invalid", func(r *identity.Registration) { r.Role = identity.Admin }},
		{"zone", "invalid", func(r *identity.Registration) { r.Zone = "Local" }},
		{"zone", "invalid", func(r *identity.Registration) { r.Zone = "../../etc/passwd" }},
		{"locale", "invalid", func(r *identity.Registration) { r.Locale = "no such language" }},
		{"acceptTerms", "required", func(r *identity.Registration) { r.AcceptTerms = false }},
	} {
		r := registration("anna@example.org")
		c.change(&r)
		wantField(t, k.Register(t.Context(), r), c.path, c.code)
	}
	if n := scan[int](t, k, "select count(*) from identity.person"); n != 0 {
		t.Errorf("%d people", n)
	}
	for _, password := range []string{"kqzvwmxr", strings.Repeat("øåæ æøå ", 16), "कखगघ ङचछज"} { // no rules of composition
		r := registration("anna@example.org")
		r.Password = password
		must(t, k.Register(t.Context(), r))
	}
}

func TestAVerificationLinkHasOneWinnerAndAnEnd(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	must(t, k.Register(ctx, registration("anna@example.org")))
	token := k.Mail.Next(t, "anna@example.org").Token()
	if n := scan[int](t, k, "select count(*) from identity.one_time_token where token_hash::text like '%' || $1 || '%'", token); n != 0 {
		t.Error("the token is stored in clear")
	}
	if n := scan[int](t, k, "select count(*) from jobs.river_job where args::text like '%' || $1 || '%'", token); n != 0 {
		t.Error("the token is in the queue")
	}
	won, errs := atOnce(20, func() error { _, err := k.VerifyEmail(ctx, token, identity.Device{}); return err })
	if won != 1 {
		t.Fatalf("%d winners", won)
	}
	for _, err := range errs {
		want(t, err, identity.ErrLink)
	}
	must(t, k.Register(ctx, registration("bob@example.org")))
	late := k.Mail.Next(t, "bob@example.org").Token()
	k.Clock.Advance(48 * time.Hour)
	_, err := k.VerifyEmail(ctx, late, identity.Device{})
	want(t, err, identity.ErrLink)
	must(t, k.ResendVerification(ctx, "nobody@example.org", identity.Device{}))
	must(t, k.ResendVerification(ctx, "BOB@example.org", identity.Device{}))
	_, err = k.VerifyEmail(ctx, k.Mail.Next(t, "bob@example.org").Token(), identity.Device{})
	must(t, err)
}
