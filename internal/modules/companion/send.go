package companion

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/companion/guide"
	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Limits of a talk.
const (
	MaxWords    = 4000 // characters of a message
	MaxMessages = 2000 // of a talk, both sides
)

// remindEvery is how long a talk goes on before it says again that it is software (California SB 243 asks it of minors, every
// three hours; here everybody hears it).
const remindEvery = 3 * time.Hour

// remembered is how many answers the guide looks back on.
const remembered = 40

// Exchange is what somebody said and what was answered.
type Exchange struct{ Said, Answer Message }

// Sent is a message on its way.
type Sent struct {
	Words    string
	Key      uuid.UUID // of the device: the same key is the same message; zero for none
	Language string    // that the page is in
	Zone     string    // IANA, of the device; for knowing the night
	remember bool      // whether anything may be kept beyond the talk
}

// Send judges a message, answers it, and keeps both in one transaction: there is never one without the other. What was sent
// before with the same key gives the exchange of then. Errors: ErrNotWelcomed, ErrNoSession, ErrEnded, ErrFull,
// apperr.ErrValidation, identity's.
func (s *Service) Send(ctx context.Context, who identity.Principal, session uuid.UUID, in Sent) (Exchange, error) {
	welcome, err := s.Welcomed(ctx, who)
	if err != nil {
		return Exchange{}, err
	}
	in.remember = welcome.Remember
	in.Words = strings.TrimSpace(strings.ReplaceAll(in.Words, "\r\n", "\n"))
	var v apperr.Validation
	v.Check(in.Words != "" && utf8.ValidString(in.Words) && utf8.RuneCountInString(in.Words) <= MaxWords, "words", "length", "Write 1 to %d characters.", MaxWords)
	if v.Err() != nil {
		return Exchange{}, v.Err()
	}
	if out, found, err := s.sentBefore(ctx, who, in.Key); found || err != nil {
		return out, err
	}
	// Before anything answers, and outside the transaction: what safety records stands even when this fails.
	judged := s.Safety.Judge(ctx, who, in.Words)
	var out Exchange
	err = s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		out, err = s.exchangeTx(ctx, tx, who, session, in, judged)
		return err
	})
	if db.Violates(err, "message_once") { // the same message came a second time meanwhile
		out, _, err = s.sentBefore(ctx, who, in.Key)
	}
	return out, err
}

func (s *Service) sentBefore(ctx context.Context, who identity.Principal, device uuid.UUID) (out Exchange, found bool, err error) {
	if device == uuid.Nil {
		return out, false, nil
	}
	q := companiondb.New(s.DB)
	said, err := q.ByDeviceKey(ctx, companiondb.ByDeviceKeyParams{PersonID: who.PersonID, DeviceKey: device})
	if db.IsNoRows(err) {
		return out, false, nil
	}
	if err != nil {
		return out, false, err
	}
	answer, err := q.AnswerTo(ctx, companiondb.AnswerToParams{Answers: said.ID, PersonID: who.PersonID})
	if err != nil {
		return out, false, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return out, false, err
	}
	both, err := openMessages(key, []companiondb.CompanionMessage{said, answer})
	if err != nil {
		return out, false, err
	}
	return Exchange{Said: both[0], Answer: both[1]}, true, nil
}

func (s *Service) exchangeTx(ctx context.Context, tx db.Tx, who identity.Principal, session uuid.UUID, in Sent, judged Judgement) (Exchange, error) {
	row, err := lockSession(ctx, tx, who, session)
	switch {
	case err != nil:
		return Exchange{}, err
	case row.EndedAt != nil:
		return Exchange{}, ErrEnded
	case int(row.Messages)+2 > MaxMessages:
		return Exchange{}, ErrFull
	}
	key, err := s.People.KeyTx(ctx, tx, who.PersonID)
	if err != nil {
		return Exchange{}, err
	}
	answer, author, err := s.answer(ctx, tx, key, who, row, in, judged)
	if err != nil {
		return Exchange{}, err
	}
	now, seq := s.Clock.Now(), int(row.Messages)
	out := Exchange{
		Said:   Message{ID: s.IDs.ID(), Session: session, Seq: seq + 1, Author: Person, Words: in.Words, Level: judged.Level, SentAt: now},
		Answer: Message{ID: s.IDs.ID(), Session: session, Seq: seq + 2, Author: author, Words: answer.Words, Choices: answer.Choices, Level: judged.Level, SentAt: now},
	}
	if err := s.keepTx(ctx, tx, key, who, out.Said, body{Words: in.Words}, uuid.Nil, in.Key); err != nil {
		return Exchange{}, err
	}
	if err := s.keepTx(ctx, tx, key, who, out.Answer, answer, out.Said.ID, uuid.Nil); err != nil {
		return Exchange{}, err
	}
	_, err = companiondb.New(tx).Counted(ctx, companiondb.CountedParams{ID: session, Added: 2})
	return out, err
}

// keepTx writes one message.
func (s *Service) keepTx(ctx context.Context, tx db.Tx, key *crypto.DataKey, who identity.Principal, m Message, b body, answers, device uuid.UUID) error {
	sealed, err := b.seal(key, m.ID)
	if err != nil {
		return err
	}
	return companiondb.New(tx).AddMessage(ctx, companiondb.AddMessageParams{ID: m.ID, SessionID: m.Session, PersonID: who.PersonID, Seq: int32(m.Seq),
		Author: string(m.Author), BodySealed: sealed, Level: string(m.Level), Answers: orNull(answers), DeviceKey: orNull(device), SentAt: m.SentAt})
}

func orNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// answer puts together what is said: at urgent levels the fixed words alone; else the guide's, then what safety adds, and
// in a long talk the reminder that this is software.
func (s *Service) answer(ctx context.Context, tx db.Tx, key *crypto.DataKey, who identity.Principal, row companiondb.CompanionSession, in Sent, judged Judgement) (body, Author, error) {
	if judged.Level.Urgent() {
		return body{Words: judged.Words}, BySafe, nil
	}
	said, err := saidTx(ctx, tx, key, row.ID)
	if err != nil {
		return body{}, "", err
	}
	open, err := companiondb.New(tx).OpenRuns(ctx, who.PersonID)
	if err != nil {
		return body{}, "", err
	}
	turn := guide.Turn{Text: in.Words, Language: in.Language, Night: night(s.Clock.Now(), in.Zone), Said: said, Open: len(open) > 0}
	if in.remember {
		if turn.Recalled, err = s.recallTx(ctx, tx, key, who, row.ID, in.Words, judged.Level); err != nil {
			return body{}, "", err
		}
	}
	reply := s.Guide.Answer(turn)
	out := body{Words: reply.Text, Said: reply.Parts, Choices: reply.Choices}
	if judged.Words != "" {
		out.Words += "\n\n" + judged.Words
	}
	if s.Clock.Now().Sub(row.DisclosedAt) >= remindEvery {
		out.Words = s.Guide.Reminder(reply.Language) + "\n\n" + out.Words
		err = companiondb.New(tx).Disclosed(ctx, companiondb.DisclosedParams{ID: row.ID, DisclosedAt: s.Clock.Now()})
	}
	return out, ByGuide, err
}

// saidTx are the names of the texts that the guide used lately, oldest first.
func saidTx(ctx context.Context, tx db.Tx, key *crypto.DataKey, session uuid.UUID) (said []string, err error) {
	rows, err := companiondb.New(tx).Answers(ctx, companiondb.AnswersParams{SessionID: session, MaxRows: remembered})
	for i := len(rows) - 1; i >= 0 && err == nil; i-- {
		var b body
		if b, err = openBody(key, rows[i].ID, rows[i].BodySealed); err == nil {
			said = append(said, b.Said...)
		}
	}
	return said, err
}

// night is between ten in the evening and five on the person's clock; an unknown zone has none.
func night(now time.Time, zone string) bool {
	z, err := clock.Zone(zone)
	if err != nil {
		return false
	}
	h := now.In(z).Hour()
	return h >= 22 || h < 5
}
