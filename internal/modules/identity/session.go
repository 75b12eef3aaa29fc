package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
)

// SessionKind says how a session proves itself.
type SessionKind string

// A page session has a cookie, an API session a pair of tokens.
const (
	PageSession SessionKind = "page"
	APISession  SessionKind = "api"
)

// Tokens are what an API client holds.
type Tokens struct {
	Access         string
	AccessExpires  time.Time
	Refresh        string // works once; the answer carries the next one
	RefreshExpires time.Time
}

// SignedIn is a session just begun or refreshed. Secrets in it exist nowhere else.
type SignedIn struct {
	Principal    Principal
	Ends         time.Time // when the session ends whatever happens
	CookieSecret string    // of a page session
	Tokens       Tokens    // of an API session
	DeviceToken  string    // keep it for DeviceFor, across sign-outs: see Device.Token
}

// maxSessions is how many live sessions a person has; beginning another ends the one unused for longest.
const maxSessions = 50

// StartPageSession begins a page session for somebody who was recognised by other means than a password.
// ErrNotActive when the person may not sign in.
func (s *Service) StartPageSession(ctx context.Context, personID uuid.UUID, dev Device) (in SignedIn, err error) {
	now := s.clock.Now()
	err = s.db.InTx(ctx, func(tx db.Tx) error {
		p, err := lockPersonTx(ctx, tx, personID)
		if err != nil {
			return err
		}
		in, err = s.startSessionTx(ctx, tx, now, p, PageSession, dev)
		return err
	})
	return in, err
}

// startSessionTx begins a session for p, whose row the caller has locked.
func (s *Service) startSessionTx(ctx context.Context, tx db.Tx, now time.Time, p Person, kind SessionKind, dev Device) (in SignedIn, err error) {
	if p.Kind != Account || p.Status != Active {
		return in, ErrNotActive
	}
	q := queries(tx)
	row := identitydb.InsertSessionParams{
		ID: s.ids.ID(), PersonID: p.ID, Kind: string(kind), UserAgent: dev.agent(), IpPrefix: dev.network(), Now: now,
		ExpiresAt: now.Add(s.sessionFor(p.Role)),
	}
	in = SignedIn{Principal: p.principal(row.ID), Ends: row.ExpiresAt}
	if kind == PageSession {
		in.CookieSecret = s.ids.Secret()
		row.SecretHash = hashSecret(in.CookieSecret)
	}
	if err := q.InsertSession(ctx, row); err != nil {
		return in, err
	}
	if kind == APISession {
		if in.Tokens, err = s.issueTokensTx(ctx, tx, now, in.Principal, in.Ends); err != nil {
			return in, err
		}
	}
	device, known := s.knownDevice(now, p.ID, dev.Token)
	if !known {
		device = s.ids.ID()
	}
	in.DeviceToken = s.deviceToken(now, p.ID, device)
	if err := q.EndOldest(ctx, identitydb.EndOldestParams{Now: now, PersonID: p.ID, Keep: maxSessions}); err != nil {
		return in, err
	}
	return in, s.publishTx(ctx, tx, now, in.Principal.Actor(), dev.RequestID, []fact{
		sessionFact(EventLogin, p.ID, row.ID, seqSessionBegin, string(kind)),
	})
}

// issueTokensTx makes the next pair of tokens of an API session that ends at ends.
func (s *Service) issueTokensTx(ctx context.Context, tx db.Tx, now time.Time, p Principal, ends time.Time) (t Tokens, err error) {
	if t.Access, t.AccessExpires, err = s.signAccess(now, p, ends); err != nil {
		return t, err
	}
	idle := s.opt.RefreshFor
	if p.Role == Admin {
		idle = s.opt.AdminIdle
	}
	t.Refresh, t.RefreshExpires = s.ids.Secret(), now.Add(idle)
	if ends.Before(t.RefreshExpires) {
		t.RefreshExpires = ends
	}
	return t, queries(tx).InsertRefreshToken(ctx, identitydb.InsertRefreshTokenParams{
		TokenHash: hashSecret(t.Refresh), SessionID: p.SessionID, Now: now, ExpiresAt: t.RefreshExpires,
	})
}

func (s *Service) sessionFor(r Role) time.Duration {
	if r == Admin {
		return s.opt.AdminFor
	}
	return s.opt.SessionFor
}

func sessionFact(typ string, person, session uuid.UUID, seq int64, kind string) fact {
	return fact{typ: typ, aggregate: aggregateSession, id: session, seq: seq, data: SessionEvent{PersonID: person, SessionID: session, Kind: kind}}
}

// lockPersonTx reads a person and keeps others from changing them until tx ends. ErrPersonNotFound.
func lockPersonTx(ctx context.Context, tx db.Tx, id uuid.UUID) (Person, error) {
	row, err := queries(tx).LockPerson(ctx, id)
	if db.IsNoRows(err) {
		return Person{}, ErrPersonNotFound
	}
	return toPerson(identitydb.PeopleByIDsRow(row)), err
}

// lockAccountTx is lockPersonTx for somebody who is signed in: ErrUnauthenticated when they no longer could be.
func lockAccountTx(ctx context.Context, tx db.Tx, id uuid.UUID) (Person, error) {
	p, err := lockPersonTx(ctx, tx, id)
	if err == nil && (p.Kind != Account || p.Status != Active) {
		return Person{}, ErrUnauthenticated
	}
	return p, err
}
