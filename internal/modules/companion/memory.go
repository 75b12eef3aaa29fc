package companion

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/modules/companion/recall"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Limits of what is remembered of a person.
const (
	MaxMemories = 10_000
	MaxMemory   = 500 // characters of one
)

// Memory is one thing that the companion remembers: a sentence of the person's own.
type Memory struct {
	ID          uuid.UUID
	Words       string
	FromSession uuid.UUID // the talk it was said in; zero when the person wrote it here, or deleted the talk
	ByPerson    bool      // written or corrected by the person
	KeptAt      time.Time
	TouchedAt   time.Time // last written or said again
	level       Level     // how its words were judged; "" is not known
	item        recall.Item
}

// Memories are all that is remembered of the caller, latest first. Errors: identity's.
func (s *Service) Memories(ctx context.Context, who identity.Principal) ([]Memory, error) {
	if err := may(who); err != nil {
		return nil, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return nil, err
	}
	return memoriesTx(ctx, s.DB, key, who.PersonID)
}

// Remember keeps a sentence that the person writes. Errors: ErrMemories, apperr.ErrValidation, identity's.
func (s *Service) Remember(ctx context.Context, who identity.Principal, words string) (Memory, error) {
	if err := may(who); err != nil {
		return Memory{}, err
	}
	words, err := checkMemory(words)
	if err != nil {
		s.hear(ctx, who, words)
		return Memory{}, err
	}
	m := Memory{ID: s.IDs.ID(), Words: words, ByPerson: true, KeptAt: s.Clock.Now()}
	err = s.onceJudged(ctx, who, &m.ID, []string{words}, func(tx db.Tx, level Level) error {
		m.level = level
		q := companiondb.New(tx)
		if err := q.LockMemories(ctx, who.PersonID.String()); err != nil {
			return err
		}
		n, err := q.CountMemories(ctx, who.PersonID)
		if err != nil {
			return err
		}
		if n >= MaxMemories {
			return ErrMemories
		}
		key, err := s.People.KeyTx(ctx, tx, who.PersonID)
		if err != nil {
			return err
		}
		return addMemory(ctx, q, key, who.PersonID, m)
	})
	if err != nil {
		return Memory{}, err
	}
	return s.memory(ctx, who, m.ID)
}

// memory reads one. Errors: ErrNoMemory.
func (s *Service) memory(ctx context.Context, who identity.Principal, id uuid.UUID) (Memory, error) {
	row, err := companiondb.New(s.DB).GetMemory(ctx, companiondb.GetMemoryParams{ID: id, PersonID: who.PersonID})
	if db.IsNoRows(err) {
		return Memory{}, ErrNoMemory
	}
	if err != nil {
		return Memory{}, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return Memory{}, err
	}
	return openMemory(key, row)
}

// Correct replaces what is remembered by the person's own words. Errors: ErrNoMemory, apperr.ErrValidation, identity's.
func (s *Service) Correct(ctx context.Context, who identity.Principal, id uuid.UUID, words string) error {
	if err := may(who); err != nil {
		return err
	}
	words, err := checkMemory(words)
	if err != nil {
		s.hear(ctx, who, words)
		return err
	}
	return s.onceJudged(ctx, who, &id, []string{words}, func(tx db.Tx, level Level) error {
		key, err := s.People.KeyTx(ctx, tx, who.PersonID)
		if err != nil {
			return err
		}
		sealed, err := sealMemory(key, id, words)
		if err != nil {
			return err
		}
		n, err := companiondb.New(tx).SetMemory(ctx, companiondb.SetMemoryParams{ID: id, PersonID: who.PersonID, WordsSealed: sealed, Level: string(level), TouchedAt: s.Clock.Now()})
		if err == nil && n == 0 {
			err = ErrNoMemory
		}
		return err
	})
}

// Forget deletes one thing. Errors: ErrNoMemory, identity's.
func (s *Service) Forget(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	if err := may(who); err != nil {
		return err
	}
	return s.once(ctx, who, &id, nil, func(tx db.Tx) error {
		n, err := companiondb.New(tx).DeleteMemory(ctx, companiondb.DeleteMemoryParams{ID: id, PersonID: who.PersonID})
		if err == nil && n == 0 {
			err = ErrNoMemory
		}
		return err
	})
}

// ForgetAll deletes everything that is remembered. Errors: identity's.
func (s *Service) ForgetAll(ctx context.Context, who identity.Principal) error {
	if err := may(who); err != nil {
		return err
	}
	id := who.PersonID
	return s.once(ctx, who, &id, nil, func(tx db.Tx) error {
		return companiondb.New(tx).ForgetMemories(ctx, []uuid.UUID{who.PersonID})
	})
}

// sayable reports whether a memory may be called to mind: it was judged, and does not speak of danger.
func (m Memory) sayable() bool { return m.level != "" && !m.level.Flagged() }

// recalled is what a message calls to mind of earlier talks; "" for nothing.
func recalled(words string, known []Memory, session uuid.UUID, now time.Time) string {
	for _, hit := range recall.Closest(recall.VectorOf(words), items(known), now, len(known)) {
		if m := known[hit.Index]; m.FromSession != session && m.sayable() {
			return m.Words
		}
	}
	return ""
}

func items(known []Memory) []recall.Item {
	out := make([]recall.Item, len(known))
	for i, m := range known {
		out[i] = m.item
	}
	return out
}

// learnTx keeps the facts of a message. What is known already is only marked as said again.
func (s *Service) learnTx(ctx context.Context, q *companiondb.Queries, key *crypto.DataKey, person, session uuid.UUID, words string, all []Memory) error {
	facts := recall.Facts(words)
	if len(facts) == 0 {
		return nil
	}
	if err := q.LockMemories(ctx, person.String()); err != nil {
		return err
	}
	count, err := q.CountMemories(ctx, person)
	if err != nil {
		return err
	}
	now, known := s.Clock.Now(), items(all)
	for _, fact := range facts {
		vector := recall.VectorOf(fact)
		if again := recall.Closest(vector, known, now, 1); len(again) > 0 && recall.Cosine(&vector, &known[again[0].Index].Vector) >= recall.Same {
			if err := q.TouchMemory(ctx, companiondb.TouchMemoryParams{ID: all[again[0].Index].ID, TouchedAt: now}); err != nil {
				return err
			}
			continue
		}
		if count >= MaxMemories {
			return nil
		}
		count++
		m := Memory{ID: s.IDs.ID(), Words: fact, FromSession: session, KeptAt: now, TouchedAt: now, level: None}
		if err := addMemory(ctx, q, key, person, m); err != nil {
			return err
		}
		all, known = append(all, m), append(known, recall.ItemOf(fact, now))
	}
	return nil
}

func checkMemory(words string) (string, error) {
	words = strings.TrimSpace(words)
	var v apperr.Validation
	v.Check(words != "" && utf8.ValidString(words) && utf8.RuneCountInString(words) <= MaxMemory, "words", "length", "Write 1 to %d characters.", MaxMemory)
	return words, v.Err()
}

func addMemory(ctx context.Context, q *companiondb.Queries, key *crypto.DataKey, person uuid.UUID, m Memory) error {
	sealed, err := sealMemory(key, m.ID, m.Words)
	if err != nil {
		return err
	}
	return q.AddMemory(ctx, companiondb.AddMemoryParams{ID: m.ID, PersonID: person, WordsSealed: sealed, FromSession: orNull(m.FromSession), ByPerson: m.ByPerson, Level: string(m.level), KeptAt: m.KeptAt})
}

func memoriesTx(ctx context.Context, q db.Querier, key *crypto.DataKey, person uuid.UUID) ([]Memory, error) {
	rows, err := companiondb.New(q).Memories(ctx, companiondb.MemoriesParams{PersonID: person, MaxRows: MaxMemories})
	if err != nil {
		return nil, err
	}
	out := make([]Memory, len(rows))
	for i, r := range rows {
		if out[i], err = openMemory(key, r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// What is sealed of a memory is its vector and then its words: the vector tells nearly as much.
func sealMemory(key *crypto.DataKey, id uuid.UUID, words string) ([]byte, error) {
	vector := recall.VectorOf(words)
	raw := make([]byte, 0, recall.Dimensions+len(words))
	for _, v := range vector {
		raw = append(raw, byte(v))
	}
	return key.Seal(append(raw, words...), memoryOf(id))
}

func openMemory(key *crypto.DataKey, row companiondb.CompanionMemory) (Memory, error) {
	out := Memory{ID: row.ID, ByPerson: row.ByPerson, KeptAt: row.KeptAt.UTC(), TouchedAt: row.TouchedAt.UTC()}
	if row.FromSession != nil {
		out.FromSession = *row.FromSession
	}
	if row.Level != nil {
		out.level = Level(*row.Level)
	}
	raw, err := key.Open(row.WordsSealed, memoryOf(row.ID))
	if err != nil {
		return out, err
	}
	if len(raw) < recall.Dimensions {
		return out, errShortMemory
	}
	for i := range recall.Dimensions {
		out.item.Vector[i] = int8(raw[i])
	}
	out.item.Length, out.item.At, out.Words = out.item.Vector.Length(), out.TouchedAt, string(raw[recall.Dimensions:])
	return out, nil
}
