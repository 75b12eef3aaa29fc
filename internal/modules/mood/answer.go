package mood

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood/internal/mooddb"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jurisdiction"
)

// Answer keeps the questionnaire as somebody answered it. The ninth answer is judged before anything else is asked: Help
// stands also where nothing is kept, and where the law bars the questionnaire. Errors: apperr.ErrValidation, ErrBarred,
// ErrTooSoon, identity's.
func (s *Service) Answer(ctx context.Context, who identity.Principal, f Filled) (Round, Help, error) {
	if err := may(who, identity.Update); err != nil {
		return Round{}, Help{}, err
	}
	var help Help
	if answer, given := f.ninth(); given && answer != 0 {
		help = s.Ninth(ctx, who, answer)
	}
	if barred(s.Rules(who)) {
		return Round{}, help, ErrBarred
	}
	if err := f.clean(); err != nil {
		return Round{}, help, err
	}
	r := Round{ID: s.IDs.ID(), At: s.Clock.Now().UTC().Truncate(time.Second), Answers: f.Answers}
	r.Zone, _ = clock.Zone(f.Zone) // clean has read it
	r.Day = dayOf(r.At, r.Zone)
	var kept struct{ ID uuid.UUID } // the remembered answer says nothing of what was answered
	err := idem.InTx(ctx, s.DB, r.At, &kept, func(tx db.Tx) error {
		kept.ID = r.ID
		return s.answerTx(ctx, tx, who, r)
	})
	if err == nil && kept.ID != r.ID {
		r, err = s.round(ctx, who, kept.ID)
	}
	if err != nil {
		return Round{}, help, err
	}
	return r, help, nil
}

// round is what was kept the first time that the same was sent. Errors: ErrNoRound when it was deleted since.
func (s *Service) round(ctx context.Context, who identity.Principal, id uuid.UUID) (Round, error) {
	list, err := s.rounds(ctx, who, shownRounds)
	for _, r := range list {
		if r.ID == id {
			return r, nil
		}
	}
	if err == nil {
		err = ErrNoRound
	}
	return Round{}, err
}

func (s *Service) answerTx(ctx context.Context, tx db.Tx, who identity.Principal, r Round) error {
	key, err := s.People.KeyTx(ctx, tx, who.PersonID)
	if err != nil {
		return err
	}
	digits := make([]byte, len(r.Answers))
	for i, a := range r.Answers {
		digits[i] = '0' + byte(a)
	}
	sealed, err := key.Seal(digits, answersOf(r.ID))
	if err != nil {
		return err
	}
	n, err := on(tx).AddQuestionnaire(ctx, mooddb.AddQuestionnaireParams{ID: r.ID, PersonID: who.PersonID, At: r.At, Zone: r.Zone.String(), AnswersSealed: sealed})
	if err == nil && n == 0 {
		return ErrTooSoon
	} else if err != nil {
		return err
	}
	return s.Events.PublishTx(ctx, tx, s.event(who, "mood.answered", r.ID, 1))
}

// dayOf is midnight UTC of the local day.
func dayOf(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// shownRounds are ten years of them.
const shownRounds = 270

// Rounds are the caller's, newest first. Errors: ErrBarred, identity's.
func (s *Service) Rounds(ctx context.Context, who identity.Principal) ([]Round, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	if barred(s.Rules(who)) {
		return nil, ErrBarred
	}
	return s.rounds(ctx, who, shownRounds)
}

// TakeoutRounds are all the caller's, newest first, for the file of one's own data: what the law bars is reading something out
// of them. Errors: identity's.
func (s *Service) TakeoutRounds(ctx context.Context, who identity.Principal) ([]Round, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	return s.rounds(ctx, who, 1<<30)
}

func (s *Service) rounds(ctx context.Context, who identity.Principal, limit int32) ([]Round, error) {
	rows, err := on(s.DB).Questionnaires(ctx, mooddb.QuestionnairesParams{PersonID: who.PersonID, MaxRows: limit})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return nil, err
	}
	out := make([]Round, len(rows))
	for i, row := range rows {
		digits, err := key.Open(row.AnswersSealed, answersOf(row.ID))
		if err != nil {
			return nil, err
		}
		out[i] = Round{ID: row.ID, At: row.At.UTC(), Day: row.Day.Time, Zone: time.UTC}
		if zone, err := clock.Zone(row.Zone); err == nil {
			out[i].Zone = zone
		}
		for _, d := range digits {
			out[i].Answers = append(out[i].Answers, int(d-'0'))
		}
	}
	return out, nil
}

// DropRound deletes one for good; then it can be answered anew. Errors: ErrNoRound, identity's.
func (s *Service) DropRound(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	if err := may(who, identity.Update); err != nil {
		return err
	}
	var none struct{}
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &none, func(tx db.Tx) error {
		n, err := on(tx).DropQuestionnaire(ctx, mooddb.DropQuestionnaireParams{ID: id, PersonID: who.PersonID})
		if err == nil && n == 0 {
			return ErrNoRound
		}
		return err
	})
}

// Rules are what the law bars for somebody.
func (s *Service) Rules(who identity.Principal) jurisdiction.Rules {
	return s.Laws.For(jurisdiction.Where{Place: who.Place, Zone: who.Zone, Locale: who.Locale})
}

// barred: a sum of answers is a claim about a mind, and a reading of feelings.
func barred(r jurisdiction.Rules) bool {
	return r.Bar(jurisdiction.Insights) || r.Bar(jurisdiction.Emotions)
}

func answersOf(round uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "mood.questionnaire", Column: "answers_sealed", Row: round}
}
