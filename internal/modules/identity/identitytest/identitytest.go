// Package identitytest builds an identity.Service on a test database, with the outside world in memory: a hasher that
// counts its work, a mailbox that can be waited on, and a clock that moves when told to.
package identitytest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
)

// Kit is a service and what surrounds it.
type Kit struct {
	*identity.Service
	DB        *db.DB
	Bus       *events.Bus
	Jobs      *jobs.Client
	Clock     *clock.Fake
	Passwords *Passwords
	Mail      *Mailbox
	Blobs     *Blobs
}

// Password is the one that Account gives.
const Password = "correct horse battery staple"

// New builds a kit whose queue works until the test ends. Change deps through the options.
func New(t testing.TB, d *db.DB, change ...func(*identity.Deps)) *Kit {
	t.Helper()
	k := &Kit{
		DB: d, Clock: clock.NewFake(time.Now().Truncate(time.Second)), Passwords: &Passwords{},
		Mail: &Mailbox{}, Blobs: &Blobs{files: map[string][]byte{}},
	}
	k.Jobs = jobs.New(d, jobs.Options{Workers: 4})
	k.Bus = events.NewBus(k.Jobs, ids.NewSource(nil))
	k.Service = NewNode(t, k, change...)
	k.Service.Handle(k.Jobs)
	if err := k.Jobs.Open(); err != nil {
		t.Fatal(err)
	}
	if err := k.Jobs.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = k.Jobs.Stop(ctx)
	})
	return k
}

// Secret signs the tokens of every node of a kit.
const Secret = "0123456789abcdef0123456789abcdef"

// NewNode builds another service on the kit's database and clock, as a second node of the deployment would.
func NewNode(t testing.TB, k *Kit, change ...func(*identity.Deps)) *identity.Service {
	t.Helper()
	master, _, err := crypto.OpenMaster(filepath.Join(t.TempDir(), "master.json"))
	if err != nil {
		t.Fatal(err)
	}
	deps := identity.Deps{
		DB: k.DB, Bus: k.Bus, Jobs: k.Jobs, Clock: k.Clock, IDs: ids.NewSource(nil), Passwords: k.Passwords, Keys: master,
		Images: Images{}, Blobs: k.Blobs, Mailer: k.Mail, Secrets: [][]byte{[]byte(Secret)},
		Options: identity.Options{BaseURL: "https://klear.test"},
	}
	for _, c := range change {
		c(&deps)
	}
	s, err := identity.New(deps)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Account makes a verified account with Password.
func (k *Kit) Account(t testing.TB, email string, role identity.Role) identity.Person {
	t.Helper()
	var p identity.Person
	err := k.DB.InTx(t.Context(), func(tx db.Tx) (err error) {
		p, err = k.CreateAccountTx(t.Context(), tx, k.Clock.Now(), identity.NewAccount{
			Email: email, Name: "Anna Berg", Role: role, PasswordHash: form(Password), Verified: true,
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// SignIn signs an account of Account in.
func (k *Kit) SignIn(t testing.TB, email string, kind identity.SessionKind) identity.SignedIn {
	t.Helper()
	in, err := k.Login(t.Context(), identity.Credentials{Email: email, Password: Password, Kind: kind})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// Passwords is a hasher that is quick and counts.
type Passwords struct{ Hashes, Verifies, Dummies atomic.Int64 }

func form(password string) string {
	sum := sha256.Sum256([]byte(password))
	return "test:" + hex.EncodeToString(sum[:])
}

// Hash returns a form that Verify knows.
func (p *Passwords) Hash(_ context.Context, password string) (string, error) {
	p.Hashes.Add(1)
	return form(password), nil
}

// Verify also knows the form "old:<password>", which asks to be renewed.
func (p *Passwords) Verify(_ context.Context, hash, password string) (ok, rehash bool, err error) {
	p.Verifies.Add(1)
	if old, found := strings.CutPrefix(hash, "old:"); found {
		return old == password, true, nil
	}
	return hash == form(password), false, nil
}

// DummyVerify counts as work.
func (p *Passwords) DummyVerify(context.Context, string) error {
	p.Dummies.Add(1)
	return nil
}

// Images accepts what begins with "image" and refuses the rest.
type Images struct{}

// ErrImage is what a bad upload gets.
var ErrImage = apperr.New(apperr.Unprocessable, "image_unreadable", "This is no picture.")

// Avatar marks the content as re-encoded.
func (Images) Avatar(_ context.Context, r io.Reader) (data []byte, contentType string, err error) {
	b, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil || !strings.HasPrefix(string(b), "image") {
		return nil, "", ErrImage
	}
	return []byte("re-encoded"), "image/jpeg", nil
}

// Blobs is a file store in memory.
type Blobs struct {
	mu    sync.Mutex
	files map[string][]byte
}

// Put stores a file.
func (b *Blobs) Put(_ context.Context, key, _ string, data []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.files == nil {
		b.files = map[string][]byte{}
	}
	b.files[key] = data
	return nil
}

// Delete forgets a file.
func (b *Blobs) Delete(_ context.Context, key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.files, key)
	return nil
}

// Keys lists the stored files.
func (b *Blobs) Keys() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for k := range b.files {
		out = append(out, k)
	}
	return out
}

// Mail is one mail that would have been sent.
type Mail struct {
	Kind identity.MailKind
	To   identity.Person
	Link string
}

// Token is the secret inside the link.
func (m Mail) Token() string {
	for _, path := range []string{identity.VerifyPath, identity.ResetPath} {
		if _, token, ok := strings.Cut(m.Link, path+"/"); ok {
			return token
		}
	}
	return ""
}

// Mailbox keeps mails until somebody waits for them.
type Mailbox struct {
	mu    sync.Mutex
	mails []Mail
	news  chan struct{}
}

// SendIdentityMail keeps the mail.
func (b *Mailbox) SendIdentityMail(_ context.Context, kind identity.MailKind, to identity.Person, link string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mails = append(b.mails, Mail{kind, to, link})
	if b.news != nil {
		close(b.news)
		b.news = nil
	}
	return nil
}

// Next takes the oldest mail to an address out of the box, waiting for it up to ten seconds.
func (b *Mailbox) Next(t testing.TB, email string) Mail {
	t.Helper()
	late := time.After(10 * time.Second)
	for {
		m, news, ok := b.take(email)
		if ok {
			return m
		}
		select {
		case <-news:
		case <-late:
			t.Fatalf("no mail to %s came", email)
		}
	}
}

func (b *Mailbox) take(email string) (Mail, chan struct{}, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, m := range b.mails {
		if m.To.Email == email {
			b.mails = append(b.mails[:i:i], b.mails[i+1:]...)
			return m, nil, true
		}
	}
	if b.news == nil {
		b.news = make(chan struct{})
	}
	return Mail{}, b.news, false
}
