package identity

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Session is one signed-in device.
type Session struct {
	ID        uuid.UUID
	Kind      SessionKind
	UserAgent string
	Network   string // a prefix of the client's address; "" when unknown
	CreatedAt time.Time
	LastSeen  time.Time // to the minute
	Ends      time.Time
	Current   bool // the one that asks
}

// Sessions lists the live sessions of p's person, last used first.
func (s *Service) Sessions(ctx context.Context, p Principal) ([]Session, error) {
	if err := Authorize(p, Read, ResSession, Subject{Owner: p.PersonID}); err != nil {
		return nil, err
	}
	now := s.clock.Now()
	idle := max(s.opt.PageIdle, s.opt.RefreshFor)
	if p.Role == Admin {
		idle = s.opt.AdminIdle
	}
	rows, err := queries(s.db).LiveSessions(ctx, identitydb.LiveSessionsParams{PersonID: p.PersonID, Now: now, IdleSince: now.Add(-idle)})
	if err != nil {
		return nil, err
	}
	out := make([]Session, len(rows))
	for i, r := range rows {
		out[i] = Session{
			ID: r.ID, Kind: SessionKind(r.Kind), UserAgent: r.UserAgent, Network: r.IpPrefix, CreatedAt: r.CreatedAt,
			LastSeen: r.LastSeenAt, Ends: r.ExpiresAt, Current: r.ID == p.SessionID,
		}
	}
	return out, nil
}

// Lives reports whether the session of p is still there: not signed out of, anywhere, nor over. For what goes on after its
// request was let in. Errors: the database's.
func (s *Service) Lives(ctx context.Context, p Principal) (bool, error) {
	list, err := s.Sessions(ctx, p)
	return slices.ContainsFunc(list, func(x Session) bool { return x.Current }), err
}

// EndSession ends one session of p's person. ErrSessionNotFound when it is ended, missing or somebody else's.
func (s *Service) EndSession(ctx context.Context, p Principal, session uuid.UUID, dev Device) error {
	if err := Authorize(p, Delete, ResSession, Subject{Owner: p.PersonID}); err != nil {
		return err
	}
	now := s.clock.Now()
	s.cache.change(p.PersonID, now)
	var none struct{}
	return idem.InTx(ctx, s.db, now, &none, func(tx db.Tx) error {
		n, err := queries(tx).EndSession(ctx, identitydb.EndSessionParams{Now: now, Reason: EventSessionEnded, ID: session, PersonID: p.PersonID})
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrSessionNotFound
		}
		return s.publishTx(ctx, tx, now, p.Actor(), dev.RequestID, []fact{sessionFact(EventSessionEnded, p.PersonID, session, seqSessionEnd, "")})
	})
}

// EndOtherSessions ends every session of p's person but the one that asks, and says how many there were.
func (s *Service) EndOtherSessions(ctx context.Context, p Principal, dev Device) (ended int, err error) {
	if err := Authorize(p, Delete, ResSession, Subject{Owner: p.PersonID}); err != nil {
		return 0, err
	}
	now := s.clock.Now()
	s.cache.change(p.PersonID, now)
	err = idem.InTx(ctx, s.db, now, &ended, func(tx db.Tx) error {
		ids, err := queries(tx).EndSessions(ctx, identitydb.EndSessionsParams{Now: now, Reason: EventSessionEnded, PersonID: p.PersonID, ExceptID: p.SessionID})
		if err != nil {
			return err
		}
		ended = len(ids)
		facts := make([]fact, len(ids))
		for i, id := range ids {
			facts[i] = sessionFact(EventSessionEnded, p.PersonID, id, seqSessionEnd, "")
		}
		return s.publishTx(ctx, tx, now, p.Actor(), dev.RequestID, facts)
	})
	return ended, err
}
