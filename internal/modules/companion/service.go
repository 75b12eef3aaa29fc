package companion

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"strings"

	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/guide"
	"klear/internal/modules/identity"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/ids"
	"klear/internal/platform/jurisdiction"

	"github.com/google/uuid"
)

// Level is how much danger a message speaks of, by the names of the safety module.
type Level string

// The levels in rising order.
const (
	None     Level = "none"
	Low      Level = "low"
	Moderate Level = "moderate"
	High     Level = "high"
	Critical Level = "critical"
)

// Flagged reports whether words are of danger, moderate or above: they are never sent to a model's server, and never called to
// mind in an answer.
func (l Level) Flagged() bool { return l == Moderate || l.Urgent() }

// Urgent reports whether only fixed words may answer.
func (l Level) Urgent() bool { return l == High || l == Critical }

// Judgement is what the safety module says of a message.
type Judgement struct {
	Level Level
	// Words are fixed: at urgent levels the whole answer, below them what the answer ends with; "" is nothing.
	Words string
	// Pinned: what they wrote lately keeps the card with help in their sight.
	Pinned bool
}

// careful reports whether no model may speak, however harmless the message: "ok, what now?" after words of danger is about them.
func (j Judgement) careful() bool { return j.Pinned || j.Level.Flagged() }

// Safety judges a message before anything answers it, and records what it must. It always answers, within its own limit of
// time: when a part of it fails, with the words that are safe.
type Safety interface {
	Judge(ctx context.Context, who identity.Principal, words string) Judgement
}

// Plan judges what a safety plan is for: its writer is asked about danger, and writes of it in a calmer hour.
type Plan interface {
	// Declare is for who answers that they are in danger now.
	Declare(ctx context.Context, who identity.Principal) Judgement
	// JudgePlan hears danger under way in the words of a plan; signs: of a step that asks for words of danger.
	JudgePlan(ctx context.Context, who identity.Principal, words string, signs bool) Judgement
}

// Deps are what the module works with.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	IDs       ids.Source
	People    *identity.Service
	Safety    Safety
	Plan      Plan // nil: Safety judges a plan as any words
	Guide     *guide.Guide
	Exercises *exercise.Library
	// Laws are what may be done where; nil: everything.
	Laws *jurisdiction.Book
	// Model speaks in the guide's place where it can; nil: the guide alone.
	Model Model
	// Voice writes down recordings; nil: none are taken.
	Voice Transcriber
	// Counted hears what came of asking the model, for metrics: "spoken", "failed", "unfit_" and why, and of
	// recordings: "voice_heard", "voice_failed"; nil: nobody does.
	Counted func(outcome string)
	// Told hears that a person's talk went on, for their other devices; nil: nobody does.
	Told func(person uuid.UUID)
	// Limit refuses who writes too much too fast, after what they wrote was judged; nil: nobody.
	Limit func(person uuid.UUID) error
	// SlotKey hides which exercise a row is about, and which words a key was used for: 32 bytes of the installation's own.
	SlotKey []byte
}

// Service is the companion.
type Service struct{ Deps }

// New makes the service.
func New(d Deps) *Service {
	if d.Counted == nil {
		d.Counted = func(string) {}
	}
	if d.Limit == nil {
		d.Limit = func(uuid.UUID) error { return nil }
	}
	if d.Told == nil {
		d.Told = func(uuid.UUID) {}
	}
	return &Service{Deps: d}
}

// Rules are what the law bars for somebody. Where talks are barred what they write is kept, and answered with what there is:
// exercises and people. Whatever the law, danger is judged and help is shown.
func (s *Service) Rules(who identity.Principal) jurisdiction.Rules {
	return s.Laws.For(jurisdiction.Where{Place: who.Place, Zone: who.Zone, Locale: who.Locale})
}

// may lets people with an account talk for themselves. Errors: identity.ErrUnauthenticated.
func may(who identity.Principal) error {
	if !who.SignedIn() {
		return identity.ErrUnauthenticated
	}
	return nil
}

// hear judges what somebody writes outside of a talk: into an exercise, a summary, the memory. Nothing answers it there, but
// danger is danger: what safety records and shows stands. What is refused, because it is too long to be kept, is heard as well.
func (s *Service) hear(ctx context.Context, who identity.Principal, words ...string) Level {
	text := strings.TrimSpace(strings.Join(words, "\n"))
	if text == "" {
		return None
	}
	return s.Safety.Judge(ctx, who, text).Level
}

// once makes a change that may be repeated under the key of its request; words are judged the first time. What is remembered
// of the answer is an id: never words.
func (s *Service) once(ctx context.Context, who identity.Principal, id *uuid.UUID, words []string, do func(tx db.Tx) error) error {
	return s.onceJudged(ctx, who, id, words, func(tx db.Tx, _ Level) error { return do(tx) })
}

// onceJudged is once for who needs to know how grave the words are. Words are judged even when the change cannot be made.
func (s *Service) onceJudged(ctx context.Context, who identity.Principal, id *uuid.UUID, words []string, do func(tx db.Tx, level Level) error) error {
	again, err := idem.Answered(ctx, s.DB, id)
	if again {
		return nil
	}
	level := s.hear(ctx, who, words...)
	if err != nil {
		return err
	}
	return idem.InTx(ctx, s.DB, s.Clock.Now(), id, func(tx db.Tx) error { return do(tx, level) })
}

// The sealed columns of this module.
func bodyOf(id uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "companion.message", Column: "body_sealed", Row: id}
}

func summaryOf(id uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "companion.session", Column: "summary_sealed", Row: id}
}

func runOf(id uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "companion.exercise_run", Column: "run_sealed", Row: id}
}

func memoryOf(id uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "companion.memory", Column: "words_sealed", Row: id}
}

// slot is which exercise of which person, as nobody can read without the key.
func (s *Service) slot(person uuid.UUID, slug string) []byte {
	m := hmac.New(sha256.New, s.SlotKey)
	m.Write(person[:])
	m.Write([]byte(slug))
	return m.Sum(nil)
}

// wordsHash tells words under a device's key from others, as nobody can read without the key; nil without a device's key.
func (s *Service) wordsHash(person uuid.UUID, in Sent) []byte {
	if in.Key == uuid.Nil {
		return nil
	}
	m := hmac.New(sha256.New, s.SlotKey)
	m.Write([]byte("words"))
	m.Write(person[:])
	m.Write(in.Key[:])
	m.Write([]byte(in.Words))
	return m.Sum(nil)
}
