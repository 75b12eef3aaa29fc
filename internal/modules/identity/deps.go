package identity

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/password"
)

// Passwords hashes passwords: *password.Hasher. The stored form names its algorithm and cost, so that either can change
// later. Calls wait their turn for a processor and give up with ctx.
type Passwords interface {
	Hash(ctx context.Context, password string) (string, error)
	// Verify reports whether password belongs to hash, and whether hash should be replaced by a fresh one.
	Verify(ctx context.Context, hash, password string) (ok, rehash bool, err error)
	// DummyVerify takes the time of Verify and says no: for an account that does not exist.
	DummyVerify(ctx context.Context, password string) error
}

// Keys makes data keys, wrapped with the deployment's master key and bound to their person: *crypto.Master.
type Keys interface {
	NewDataKey(person uuid.UUID) (wrapped []byte, key *crypto.DataKey, err error)
	OpenDataKey(wrapped []byte, person uuid.UUID) (*crypto.DataKey, error)
}

// Images re-encodes an uploaded picture: the result is a small square of our own making, without a trace of the
// original's metadata. It limits bytes and pixels and returns an apperr for what is no picture.
type Images interface {
	Avatar(ctx context.Context, r io.Reader) (data []byte, contentType string, err error)
}

// Blobs keeps files.
type Blobs interface {
	Put(ctx context.Context, key, contentType string, data []byte) error
	Delete(ctx context.Context, key string) error
}

// MailKind says which mail to render.
type MailKind string

// The mails. Each carries at most one link.
const (
	MailVerify            MailKind = "verify_email"       // link: proves the address
	MailReset             MailKind = "reset_password"     // link: sets a new password
	MailAlreadyRegistered MailKind = "already_registered" // link: the sign-in page
	MailPasswordChanged   MailKind = "password_changed"   // link: the page to reset it, should it not have been them
)

// Mailer renders a mail in the person's language and hands it to the mail server. An error makes the job run again.
type Mailer interface {
	SendIdentityMail(ctx context.Context, kind MailKind, to Person, link string) error
}

// Guard may refuse the deletion of an account, by an apperr that says what to do first.
type Guard func(ctx context.Context, tx db.Tx, personID uuid.UUID) error

// Deps is what the module needs. All fields but Guards are required.
type Deps struct {
	DB        *db.DB
	Bus       *events.Bus
	Jobs      *jobs.Client
	Clock     clock.Clock
	IDs       ids.Source
	Passwords Passwords
	Keys      Keys
	Images    Images
	Blobs     Blobs
	Mailer    Mailer
	Guards    []Guard
	// Secrets are keys of at least 32 bytes for access tokens, device tokens and attempt buckets, such as
	// crypto.Master.SubKey("identity"). The first signs, all verify: put a new one in front to rotate and drop the old one after AccessFor.
	Secrets [][]byte
	Options Options
}

// Options are the module's settings; the zero value of each field takes the default.
type Options struct {
	BaseURL        string        // of the links in mails, without a trailing slash
	Issuer         string        // "iss" and "aud" of access tokens; default: BaseURL
	AccessFor      time.Duration // life of an access token: 15 min
	RefreshFor     time.Duration // life of a refresh token, and so the idle end of an API session: 30 days
	PageIdle       time.Duration // idle end of a page session: 14 days
	SessionFor     time.Duration // absolute end of a session: 90 days
	AdminIdle      time.Duration // idle end of an admin's session: 1 h
	AdminFor       time.Duration // absolute end of an admin's session: 12 h
	VerifyFor      time.Duration // life of a verification link: 48 h
	ResetFor       time.Duration // life of a reset link: 30 min
	CacheFor       time.Duration // how old a cached principal may be, at most a second: 800 ms
	TermsVersion   string        // recorded with each consent
	PrivacyVersion string
	// VerifiedOnly refuses to sign in an account whose address is not verified, in the words of a wrong password.
	VerifiedOnly bool
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	const day = 24 * time.Hour
	set(&o.AccessFor, 15*time.Minute)
	set(&o.RefreshFor, 30*day)
	set(&o.PageIdle, 14*day)
	set(&o.SessionFor, 90*day)
	set(&o.AdminIdle, time.Hour)
	set(&o.AdminFor, 12*time.Hour)
	set(&o.VerifyFor, 48*time.Hour)
	set(&o.ResetFor, 30*time.Minute)
	set(&o.CacheFor, 800*time.Millisecond)
	o.CacheFor = min(o.CacheFor, time.Second)
	if o.Issuer == "" {
		o.Issuer = o.BaseURL
	}
	if o.TermsVersion == "" {
		o.TermsVersion = "1"
	}
	if o.PrivacyVersion == "" {
		o.PrivacyVersion = "1"
	}
	return o
}

var (
	_ Passwords = (*password.Hasher)(nil)
	_ Keys      = (*crypto.Master)(nil)
)
