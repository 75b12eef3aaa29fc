package companion

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Limits of a talk.
const (
	MaxWords    = 4000 // characters of a message
	MaxMessages = 2000 // of a talk, both sides

	lookLimit = 300 * time.Millisecond // for finding out whether a message came before; then it is judged
)

// Exchange is what somebody said and what was answered.
type Exchange struct{ Said, Answer Message }

// Sent is a message on its way.
type Sent struct {
	Words    string
	Key      uuid.UUID // of the device: the same words under the same key are the same message; zero for none
	Language string    // that the page is in
	Zone     string    // IANA, of the device; for knowing the night
	remember bool      // whether anything may be kept beyond the talk
	journal  bool      // it is kept and not answered to: the law of their place
}

// Send is Stream for who waits for the whole answer.
func (s *Service) Send(ctx context.Context, who identity.Principal, session uuid.UUID, in Sent) (Exchange, error) {
	return s.Stream(ctx, who, session, in, func(string) {})
}

// Unkept is why words were not kept, with the fixed words that answer them all the same: danger is heard wherever it is said.
type Unkept struct {
	Err   error
	Level Level
	Words string
}

// Error is that of the reason.
func (u *Unkept) Error() string { return u.Err.Error() }

// Unwrap is the reason.
func (u *Unkept) Unwrap() error { return u.Err }

// Shown is an error as programs are told it: with the words that answer danger in its details.
func Shown(err error) error {
	u, unkept := errors.AsType[*Unkept](err)
	e, known := apperr.As(err)
	if !unkept || !known {
		return err
	}
	return e.WithFields().WithDetails(struct {
		Help   string         `json:"help"`
		Fields []apperr.Field `json:"fields,omitempty"`
	}{u.Words, e.Fields})
}

// Unsent judges words that cannot be sent, and gives why with what answers them.
func (s *Service) Unsent(ctx context.Context, who identity.Principal, words string, why error) error {
	if !who.SignedIn() || strings.TrimSpace(words) == "" {
		return why
	}
	return unkept(s.Safety.Judge(ctx, who, words), why)
}

func unkept(j Judgement, why error) error {
	if j.Words == "" {
		return why
	}
	return &Unkept{Err: why, Level: j.Level, Words: j.Words}
}

// Stream judges a message, answers it, and keeps both in one transaction: there is never one without the other. show is
// handed the answer piece by piece, each found fit to be shown; the Answer of the Exchange is what counts, and may say less
// than was shown. What was sent before with the same key gives the exchange of then. Who is signed in is judged before anything
// else is asked, and a message that cannot be kept is an Unkept when it speaks of danger. Errors: ErrNotWelcomed, ErrNoSession,
// ErrEnded, ErrFull, apperr.ErrValidation, those of Limit, identity's.
func (s *Service) Stream(ctx context.Context, who identity.Principal, session uuid.UUID, in Sent, show func(piece string)) (Exchange, error) {
	if err := may(who); err != nil {
		return Exchange{}, err
	}
	in.Words = strings.TrimSpace(strings.ReplaceAll(in.Words, "\r\n", "\n"))
	var v apperr.Validation
	v.Check(in.Words != "" && utf8.ValidString(in.Words) && utf8.RuneCountInString(in.Words) <= MaxWords, "words", "length", "Write 1 to %d characters.", MaxWords)
	if v.Err() != nil { // too long to be kept is not too long to be heard: the card appears where the words are shortened
		return Exchange{}, s.Unsent(ctx, who, in.Words, v.Err())
	}
	// Only the same words were judged before. Where that cannot be told, in time or at all, they are judged.
	out, found, lost := s.sentSoon(ctx, who, in)
	if found {
		return out, nil
	}
	// Before anything answers, and outside the transaction: what safety records stands even when this fails.
	judged := s.Safety.Judge(ctx, who, in.Words)
	if lost != nil {
		return Exchange{}, unkept(judged, lost)
	}
	out, err := s.converse(ctx, who, session, in, judged, show)
	if err != nil {
		return Exchange{}, unkept(judged, err)
	}
	return out, nil
}

// converse answers a judged message, and keeps both.
func (s *Service) converse(ctx context.Context, who identity.Principal, session uuid.UUID, in Sent, judged Judgement, show func(string)) (Exchange, error) {
	if err := s.Limit(who.PersonID); err != nil {
		return Exchange{}, err
	}
	welcome, err := s.Welcomed(ctx, who)
	if err != nil {
		return Exchange{}, err
	}
	in.journal = s.Rules(who).Journal()
	in.remember = welcome.Remember && !in.journal
	a, err := s.answer(ctx, who, session, in, judged, show)
	if err != nil {
		return Exchange{}, err
	}
	said := s.IDs.ID() // the remembered answer of a repeated request: an id, never words
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &said, func(tx db.Tx) error { return s.exchangeTx(ctx, tx, who, session, said, in, judged.Level, a) })
	if db.Violates(err, "message_once") { // the same message came a second time meanwhile
		out, _, err := s.sentBefore(ctx, who, in)
		return out, err
	}
	if err != nil {
		return Exchange{}, err
	}
	s.Told(who.PersonID)
	return s.exchange(ctx, who, said)
}

// sentSoon is sentBefore within lookLimit. A database that takes longer has not said that the message came before.
func (s *Service) sentSoon(ctx context.Context, who identity.Principal, in Sent) (Exchange, bool, error) {
	soon, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	out, found, err := s.sentBefore(soon, who, in)
	if soon.Err() != nil && ctx.Err() == nil {
		return Exchange{}, false, nil // keeping it finds out
	}
	return out, found, err
}

// sentBefore is the exchange of a message that came before: with the device's key and the same words, or with the key of its
// request. Errors: idem.ErrReused when that request was another.
func (s *Service) sentBefore(ctx context.Context, who identity.Principal, in Sent) (out Exchange, found bool, err error) {
	var said uuid.UUID
	if found, err = idem.Answered(ctx, s.DB, &said); err != nil || !found && in.Key == uuid.Nil {
		return out, false, err
	}
	if !found {
		row, err := companiondb.New(s.DB).ByDeviceKey(ctx, companiondb.ByDeviceKeyParams{PersonID: who.PersonID, DeviceKey: in.Key, WordsHash: s.wordsHash(who.PersonID, in)})
		if db.IsNoRows(err) {
			return out, false, nil
		}
		if err != nil {
			return out, false, err
		}
		said = row.ID
	}
	out, err = s.exchange(ctx, who, said)
	return out, err == nil, err
}

// exchange reads a message with its answer. Errors: ErrNoSession when it was deleted since.
func (s *Service) exchange(ctx context.Context, who identity.Principal, said uuid.UUID) (Exchange, error) {
	rows, err := companiondb.New(s.DB).Exchange(ctx, companiondb.ExchangeParams{ID: said, PersonID: who.PersonID})
	if err != nil {
		return Exchange{}, err
	}
	if len(rows) != 2 {
		return Exchange{}, ErrNoSession
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return Exchange{}, err
	}
	both, err := openMessages(key, rows)
	if err != nil {
		return Exchange{}, err
	}
	return Exchange{Said: both[0], Answer: both[1]}, nil
}

// exchangeTx keeps a message and its answer, and what is learnt of the person.
func (s *Service) exchangeTx(ctx context.Context, tx db.Tx, who identity.Principal, session, said uuid.UUID, in Sent, level Level, a answered) error {
	row, err := lockSession(ctx, tx, who, session)
	switch {
	case err != nil:
		return err
	case row.EndedAt != nil:
		return ErrEnded
	case int(row.Messages)+2 > MaxMessages:
		return ErrFull
	}
	key, err := s.People.KeyTx(ctx, tx, who.PersonID)
	if err != nil {
		return err
	}
	now, q := s.Clock.Now(), companiondb.New(tx)
	theirs := Message{ID: said, Session: session, Seq: int(row.Messages) + 1, Author: Person, Level: level, SentAt: now}
	ours := Message{ID: s.IDs.ID(), Session: session, Seq: theirs.Seq + 1, Author: a.author, Level: level, SentAt: now}
	if err := s.keepTx(ctx, tx, key, who, theirs, body{Words: in.Words}, uuid.Nil, in); err != nil {
		return err
	}
	if err := s.keepTx(ctx, tx, key, who, ours, a.body, said, Sent{}); err != nil {
		return err
	}
	if a.disclosed {
		if err := q.Disclosed(ctx, companiondb.DisclosedParams{ID: session, DisclosedAt: now}); err != nil {
			return err
		}
	}
	if in.remember && level == None { // what speaks of danger is not kept as a fact
		if err := s.learnTx(ctx, q, key, who.PersonID, session, in.Words, a.known); err != nil {
			return err
		}
	}
	_, err = q.Counted(ctx, companiondb.CountedParams{ID: session, Added: 2})
	return err
}

// keepTx writes one message; in is what a device sent, for knowing it again.
func (s *Service) keepTx(ctx context.Context, tx db.Tx, key *crypto.DataKey, who identity.Principal, m Message, b body, answers uuid.UUID, in Sent) error {
	sealed, err := b.seal(key, m.ID)
	if err != nil {
		return err
	}
	return companiondb.New(tx).AddMessage(ctx, companiondb.AddMessageParams{ID: m.ID, SessionID: m.Session, PersonID: who.PersonID, Seq: int32(m.Seq),
		Author: string(m.Author), BodySealed: sealed, Level: string(m.Level), Answers: orNull(answers), DeviceKey: orNull(in.Key), WordsHash: s.wordsHash(who.PersonID, in), SentAt: m.SentAt})
}

func orNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}
