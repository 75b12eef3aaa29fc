package identity

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// MaxSpoken is how many languages somebody speaks with practitioners, as far as we ask.
const MaxSpoken = 10

// Preferences are what an account chose about letters and languages.
type Preferences struct {
	Spoken      []string // BCP 47, spoken with practitioners; the language of pages and letters is Person.Locale
	RemindDay   bool     // a letter a day before a session
	RemindHours bool     // a letter two hours before
}

// noPreferences is what holds for who chose nothing.
var noPreferences = Preferences{RemindDay: true, RemindHours: true}

// Preferences reads what p chose.
func (s *Service) Preferences(ctx context.Context, p Principal) (Preferences, error) {
	if err := Authorize(p, Read, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return Preferences{}, err
	}
	all, err := s.PreferencesOf(ctx, s.db, []uuid.UUID{p.PersonID})
	return all[p.PersonID], err
}

// PreferencesOf reads them for senders of letters, in one query: every id has an entry. It asks nobody for permission.
func (s *Service) PreferencesOf(ctx context.Context, q db.Querier, people []uuid.UUID) (map[uuid.UUID]Preferences, error) {
	out := make(map[uuid.UUID]Preferences, len(people))
	for _, id := range people {
		out[id] = noPreferences
	}
	rows, err := queries(q).Preferences(ctx, people)
	for _, r := range rows {
		out[r.PersonID] = Preferences{Spoken: r.Spoken, RemindDay: r.RemindDay, RemindHours: r.RemindHours}
	}
	return out, err
}

// PreferenceChange is what people change about their preferences; nil leaves a field as it is.
type PreferenceChange struct {
	Spoken      *[]string
	RemindDay   *bool
	RemindHours *bool
}

// ChangePreferences changes p's preferences and returns them. Wrong fields: "spoken".
func (s *Service) ChangePreferences(ctx context.Context, p Principal, c PreferenceChange) (Preferences, error) {
	out := noPreferences
	if err := Authorize(p, Update, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return out, err
	}
	var v apperr.Validation
	if c.Spoken != nil {
		slices.Sort(*c.Spoken)
		*c.Spoken = slices.Compact(*c.Spoken)
		v.Check(len(*c.Spoken) <= MaxSpoken && !slices.ContainsFunc(*c.Spoken, noLanguage), "spoken", codeInvalid, "Choose at most ten languages.")
	}
	if err := v.Err(); err != nil {
		return out, err
	}
	err := idem.InTx(ctx, s.db, s.clock.Now(), &out, func(tx db.Tx) error {
		if _, err := lockAccountTx(ctx, tx, p.PersonID); err != nil {
			return err
		}
		all, err := s.PreferencesOf(ctx, tx, []uuid.UUID{p.PersonID})
		if err != nil {
			return err
		}
		out = all[p.PersonID].with(c)
		spoken := out.Spoken
		if spoken == nil {
			spoken = []string{}
		}
		return queries(tx).SavePreferences(ctx, identitydb.SavePreferencesParams{PersonID: p.PersonID, Spoken: spoken, RemindDay: out.RemindDay, RemindHours: out.RemindHours})
	})
	return out, err
}

func (p Preferences) with(c PreferenceChange) Preferences {
	if c.Spoken != nil {
		p.Spoken = *c.Spoken
	}
	if c.RemindDay != nil {
		p.RemindDay = *c.RemindDay
	}
	if c.RemindHours != nil {
		p.RemindHours = *c.RemindHours
	}
	return p
}

func noLanguage(tag string) bool {
	_, err := language.Parse(tag)
	return err != nil || len(tag) > 35
}
