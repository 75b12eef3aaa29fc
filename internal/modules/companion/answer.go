package companion

import (
	"context"
	"math"
	"slices"
	"time"

	"klear/internal/modules/companion/guide"
	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// remindEvery is how long a talk goes on before it says again that it is software (California SB 243 asks it of minors, every
// three hours; here everybody hears it).
const remindEvery = 3 * time.Hour

// Limits of looking back: answers of which the guide knows what it said, and messages that a model is shown.
const (
	remembered = 40
	lookBack   = 24
)

// answered is an answer before it is kept.
type answered struct {
	body      body
	author    Author
	disclosed bool     // it says that this is software
	known     []Memory // what was remembered when it was made
}

// answer puts together what is said: at urgent levels the fixed words alone; else the model's or the guide's (the guide's alone
// from moderate on, and while help is pinned), then what safety adds, and in a long talk before all of it the reminder that this is
// software. Where talks are barred the guide answers as a journal and no model is asked. It reads and writes nothing: a model
// may take its time. Errors: ErrNoSession, ErrEnded, identity's.
func (s *Service) answer(ctx context.Context, who identity.Principal, session uuid.UUID, in Sent, judged Judgement, show func(string)) (answered, error) {
	if judged.Level.Urgent() {
		show(judged.Words)
		return answered{body: body{Words: judged.Words}, author: BySafe}, nil
	}
	m, err := s.mind(ctx, who, session, in)
	if err != nil {
		return answered{}, err
	}
	reply := s.Guide.Answer(m.turn)
	out := answered{author: ByGuide, body: body{Said: reply.Parts, Choices: reply.Choices}, known: m.known}
	if s.Clock.Now().Sub(m.session.disclosed) >= remindEvery {
		out.disclosed, out.body.Words = true, s.Guide.Reminder(reply.Language)+"\n\n"
		show(out.body.Words)
	}
	words, ok := "", false
	if !judged.careful() {
		words, ok = s.speak(ctx, m, show)
	}
	if ok {
		out.author, out.body.Said = ByModel, nil
		out.body.Words += words
	} else {
		show(reply.Text)
		out.body.Words += reply.Text
	}
	if judged.Words != "" {
		show("\n\n" + judged.Words)
		out.body.Words += "\n\n" + judged.Words
	}
	return out, nil
}

// mind is what an answer is made of besides the message.
type mind struct {
	session Session
	turn    guide.Turn
	lately  []Message // of this talk, oldest first
	known   []Memory
	step    Step // of the exercise touched last
}

func (s *Service) mind(ctx context.Context, who identity.Principal, session uuid.UUID, in Sent) (mind, error) {
	var m mind
	var err error
	if m.session, err = s.Session(ctx, who, session); err != nil {
		return m, err
	}
	if !m.session.Open() {
		return m, ErrEnded
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return m, err
	}
	said, err := said(ctx, s.DB, key, session)
	if err != nil {
		return m, err
	}
	open, err := companiondb.New(s.DB).OpenRuns(ctx, who.PersonID)
	if err != nil {
		return m, err
	}
	m.turn = guide.Turn{Text: in.Words, Language: in.Language, Night: night(s.Clock.Now(), in.Zone), Said: said, Open: len(open) > 0, Journal: in.journal, Spanish: guide.Spanish(in.Words) && safety.LanguageOf(in.Words) == "es"}
	if in.remember {
		if m.known, err = memoriesTx(ctx, s.DB, key, who.PersonID); err != nil {
			return m, err
		}
		m.turn.Recalled = recalled(in.Words, m.known, session, s.Clock.Now())
	}
	if s.Model == nil || in.journal {
		return m, nil
	}
	rows, err := companiondb.New(s.DB).Messages(ctx, companiondb.MessagesParams{SessionID: session, PersonID: who.PersonID, Before: math.MaxInt32, MaxRows: lookBack})
	if err != nil {
		return m, err
	}
	slices.Reverse(rows)
	if m.lately, err = openMessages(key, rows); err != nil || len(open) == 0 {
		return m, err
	}
	run, err := s.openRun(key, open[0])
	m.step = stepOf(run, in.Language)
	return m, err
}

// said are the names of the texts that the guide used lately, oldest first.
func said(ctx context.Context, q db.Querier, key *crypto.DataKey, session uuid.UUID) (said []string, err error) {
	rows, err := companiondb.New(q).Answers(ctx, companiondb.AnswersParams{SessionID: session, MaxRows: remembered})
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
