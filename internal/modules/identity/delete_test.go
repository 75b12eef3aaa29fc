package identity_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func TestDeletedAccountsLeaveNothingPersonal(t *testing.T) {
	busy := apperr.New(apperr.Conflict, "has_bookings", "Finish your bookings first.")
	refuse := true
	k := setup(t, func(d *identity.Deps) {
		d.Guards = append(d.Guards, func(context.Context, db.Tx, uuid.UUID) error {
			if refuse {
				return busy
			}
			return nil
		})
	})
	ctx := t.Context()
	anna := k.Account(t, "marker-anna@example.org", identity.Practitioner)
	in, err := k.Login(ctx, identity.Credentials{Email: anna.Email, Password: identitytest.Password, Kind: identity.PageSession,
		Device: identity.Device{UserAgent: "marker-agent"}})
	must(t, err)
	api := k.SignIn(t, anna.Email, identity.APISession)
	name, phone := "Marker Name", "+44 20 7946 0123"
	_, err = k.UpdateProfile(ctx, in.Principal, identity.ProfileChange{Name: &name, Phone: &phone}, identity.Device{})
	must(t, err)
	_, err = k.SetAvatar(ctx, in.Principal, strings.NewReader("image"), identity.Device{})
	must(t, err)
	must(t, k.Forgot(ctx, anna.Email, identity.Device{}))
	reset := k.Mail.Next(t, anna.Email).Token()
	var guest identity.Person
	must(t, k.DB.InTx(ctx, func(tx db.Tx) (err error) {
		guest, err = k.EnsureGuestTx(ctx, tx, k.Clock.Now(), anna.Email, "Marker Guest", "+44 20 7946 0999", "Europe/London", "en")
		return err
	}))
	at := crypto.AAD{Table: "health.record", Row: uuid.New(), Column: "note"}
	sealed, err := k.SealTx(ctx, k.DB, anna.ID, at, []byte("words"))
	must(t, err)

	wantField(t, k.DeleteAccount(ctx, in.Principal, "wrong", identity.Device{}), "password", "wrong")
	want(t, k.DeleteAccount(ctx, in.Principal, identitytest.Password, identity.Device{}), busy)
	_, err = k.PrincipalByCookie(ctx, in.CookieSecret)
	must(t, err)
	refuse = false
	must(t, k.DeleteAccount(ctx, in.Principal, identitytest.Password, identity.Device{}))

	_, err = k.PrincipalByCookie(ctx, in.CookieSecret)
	want(t, err, identity.ErrUnauthenticated)
	_, err = k.PrincipalByToken(ctx, api.Tokens.Access)
	want(t, err, identity.ErrUnauthenticated)
	_, err = k.Refresh(ctx, api.Tokens.Refresh, identity.Device{})
	want(t, err, identity.ErrRefresh)
	_, err = k.Login(ctx, identity.Credentials{Email: anna.Email, Password: identitytest.Password, Kind: identity.PageSession})
	want(t, err, identity.ErrBadCredentials)
	want(t, k.Reset(ctx, reset, newPassword, identity.Device{}), identity.ErrLink)
	_, err = k.OpenTx(ctx, k.DB, anna.ID, at, sealed)
	want(t, err, crypto.ErrKeyDestroyed)
	_, err = k.SealTx(ctx, k.DB, guest.ID, at, []byte("new words")) // never had a key, gets none now
	want(t, err, crypto.ErrKeyDestroyed)
	for _, id := range []uuid.UUID{anna.ID, guest.ID} {
		p, err := k.PersonByID(ctx, k.DB, id)
		must(t, err)
		if p.Name != identity.DeletedName || p.Status != identity.Deleted || p.Phone != "" || p.AvatarKey != "" {
			t.Errorf("left over: %+v", p)
		}
	}
	noMarkers(t, k)
	if n := scan[int](t, k, "select count(*) from events.event where type = $1 and data->'guest_ids' ? $2::text", identity.EventAccountDeleted, guest.ID); n != 1 {
		t.Errorf("%d events", n)
	}
	// The address is free again.
	must(t, k.Register(ctx, registration(anna.Email)))
	if m := k.Mail.Next(t, anna.Email); m.Kind != identity.MailVerify {
		t.Errorf("mail %s", m.Kind)
	}
}

// noMarkers looks through every table of the database for words that only the deleted person used.
func noMarkers(t *testing.T, k *identitytest.Kit) {
	t.Helper()
	rows, err := k.DB.Query(t.Context(), `select schemaname, tablename from pg_tables where schemaname in ('identity', 'events', 'jobs', 'platform')`)
	must(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Schema, Table string }])
	must(t, err)
	if len(tables) < 10 {
		t.Fatalf("%d tables", len(tables))
	}
	for _, table := range tables {
		sql := fmt.Sprintf(`select count(*) from %s r where r::text ilike '%%marker%%' or r::text like '%%7946%%'`, pgx.Identifier{table.Schema, table.Table}.Sanitize())
		if n := scan[int](t, k, sql); n != 0 {
			t.Errorf("%d rows of %s.%s still name the person", n, table.Schema, table.Table)
		}
	}
}

func TestThePictureGoesWithTheAccount(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	p := k.SignIn(t, "anna@example.org", identity.PageSession).Principal
	_, err := k.SetAvatar(ctx, p, strings.NewReader("<svg>"), identity.Device{})
	want(t, err, identitytest.ErrImage)
	first, err := k.SetAvatar(ctx, p, strings.NewReader("image one"), identity.Device{})
	must(t, err)
	second, err := k.SetAvatar(ctx, p, strings.NewReader("image two"), identity.Device{})
	must(t, err)
	if first.AvatarKey == second.AvatarKey {
		t.Error("the key did not change")
	}
	// The jobs that delete are enqueued with the change; run what they run.
	left := scan[int](t, k, "select count(*) from jobs.river_job where kind = 'identity_delete_blob' and args->>'key' = $1", first.AvatarKey)
	must(t, k.DeleteAccount(ctx, p, identitytest.Password, identity.Device{}))
	left += scan[int](t, k, "select count(*) from jobs.river_job where kind = 'identity_delete_blob' and args->>'key' = $1", second.AvatarKey)
	if left != 2 {
		t.Errorf("%d files are scheduled to go, want 2", left)
	}
	_, err = k.SetAvatar(ctx, p, strings.NewReader("image three"), identity.Device{})
	want(t, err, identity.ErrUnauthenticated)
	for _, key := range k.Blobs.Keys() {
		if key != first.AvatarKey && key != second.AvatarKey {
			t.Errorf("orphan %s", key)
		}
	}
}

func TestTheApplicationCannotDeletePeopleOrConsents(t *testing.T) {
	k := setup(t)
	for _, table := range []string{"identity.person", "identity.consent", "identity.person_key"} {
		if _, err := k.DB.Exec(t.Context(), "delete from "+table); db.Code(err) != "42501" {
			t.Errorf("%s: %v, want permission denied", table, err)
		}
	}
}

func TestGuests(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	guest := func(email, name, phone string) (p identity.Person) {
		t.Helper()
		must(t, k.DB.InTx(ctx, func(tx db.Tx) (err error) {
			p, err = k.EnsureGuestTx(ctx, tx, k.Clock.Now(), email, name, phone, "Europe/London", "en")
			return err
		}))
		return p
	}
	one := guest("anna@example.org", "Anna", "")
	if again := guest("ANNA@example.org", " Anna ", ""); again.ID != one.ID {
		t.Error("the same words made another guest")
	}
	two := guest("anna@example.org", "Mallory", "+44 20 7946 0000")
	if two.ID == one.ID || one.Kind != identity.Guest || one.Verified {
		t.Errorf("guests %+v %+v", one, two)
	}
	_, err := k.StartPageSession(ctx, one.ID, identity.Device{})
	want(t, err, identity.ErrNotActive)
	claimed := func(id uuid.UUID) (ids []uuid.UUID) {
		t.Helper()
		must(t, k.DB.InTx(ctx, func(tx db.Tx) (err error) { ids, err = k.GuestIDsTx(ctx, tx, id); return err }))
		return ids
	}
	must(t, k.Register(ctx, registration("anna@example.org")))
	token := k.Mail.Next(t, "anna@example.org").Token()
	account, err := k.AccountByEmail(ctx, k.DB, "anna@example.org")
	must(t, err)
	if got := claimed(account.ID); len(got) != 0 {
		t.Errorf("an unproved address claimed %v", got)
	}
	three := guest("anna@example.org", "Anna B", "")
	_, err = k.VerifyEmail(ctx, token, identity.Device{})
	must(t, err)
	if diff := cmp.Diff([]uuid.UUID{one.ID, two.ID, three.ID}, claimed(account.ID)); diff != "" {
		t.Error(diff)
	}
	got := scan[identity.ClaimEvent](t, k, "select data from events.event where type = $1", identity.EventEmailVerified)
	if got.PersonID != account.ID || len(got.GuestIDs) != 3 {
		t.Errorf("event %+v", got)
	}
	// A guest made later looks no different, and is the account's at once.
	four := guest("anna@example.org", "Anna C", "")
	if diff := cmp.Diff(three, four, cmp.FilterPath(func(p cmp.Path) bool {
		return p.Last().String() == ".ID" || p.Last().String() == ".Name"
	}, cmp.Ignore())); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]uuid.UUID{one.ID, two.ID, three.ID, four.ID}, claimed(account.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestImports(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	create := func(a identity.NewAccount) (p identity.Person, err error) {
		err = k.DB.InTx(ctx, func(tx db.Tx) error {
			p, err = k.CreateAccountTx(ctx, tx, k.Clock.Now(), a)
			return err
		})
		return p, err
	}
	p, err := create(identity.NewAccount{Email: "Prac@example.org", Name: "P", Role: identity.Practitioner})
	must(t, err)
	_, err = create(identity.NewAccount{Email: "prac@EXAMPLE.org", Name: "Q", Role: identity.Seeker})
	want(t, err, identity.ErrEmailTaken)
	_, err = create(identity.NewAccount{Email: "x", Name: "Q", Role: "owner"})
	wantField(t, err, "email", "invalid")
	wantField(t, err, "role", "invalid")
	// Nobody takes an imported account over by registering its address.
	must(t, k.Register(ctx, registration("prac@example.org")))
	if m := k.Mail.Next(t, "prac@example.org"); m.Kind != identity.MailAlreadyRegistered {
		t.Errorf("mail %s", m.Kind)
	}
	must(t, k.Reset(ctx, resetToken(t, k, "prac@example.org"), newPassword, identity.Device{}))
	in, err := k.Login(ctx, identity.Credentials{Email: "prac@example.org", Password: newPassword, Kind: identity.PageSession})
	must(t, err)
	if in.Principal.PersonID != p.ID || !in.Principal.Verified || in.Principal.Role != identity.Practitioner {
		t.Errorf("principal %+v", in.Principal)
	}
}

func TestDataKeys(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	anna, bob := k.Account(t, "anna@example.org", identity.Seeker), k.Account(t, "bob@example.org", identity.Seeker)
	at := crypto.AAD{Table: "booking.booking", Row: uuid.New(), Column: "note"}
	// Twenty first uses at once agree on one key.
	var sealed [20][]byte
	next := make(chan int, len(sealed))
	for i := range sealed {
		next <- i
	}
	won, errs := atOnce(len(sealed), func() (err error) {
		i := <-next
		sealed[i], err = k.SealTx(ctx, k.DB, anna.ID, at, []byte("words"))
		return err
	})
	if won != len(sealed) {
		t.Fatal(errs)
	}
	for _, s := range sealed {
		plain, err := k.OpenTx(ctx, k.DB, anna.ID, at, s)
		must(t, err)
		if string(plain) != "words" {
			t.Fatalf("opened %q", plain)
		}
	}
	moved := at
	moved.Row = uuid.New()
	_, err := k.OpenTx(ctx, k.DB, anna.ID, moved, sealed[0])
	want(t, err, crypto.ErrUnreadable)
	_, err = k.OpenTx(ctx, k.DB, bob.ID, at, sealed[0])
	want(t, err, crypto.ErrUnreadable)
	// A key copied to another person does not open either.
	_, err = k.DB.Exec(ctx, "update identity.person_key set wrapped = (select wrapped from identity.person_key where person_id = $1) where person_id = $2", anna.ID, bob.ID)
	must(t, err)
	_, err = k.OpenTx(ctx, k.DB, bob.ID, at, sealed[0])
	want(t, err, crypto.ErrUnreadable)
}
