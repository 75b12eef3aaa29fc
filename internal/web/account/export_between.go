package account

import (
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
	"klear/internal/modules/mood"
	"klear/internal/modules/safety"
)

// ownMood is an entry of the journal; figures are 1 to 10, 0 was not said.
type ownMood struct {
	At      time.Time `json:"at"`
	Zone    string    `json:"zone"`
	Mood    int       `json:"mood"`
	Anxiety int       `json:"anxiety,omitempty"`
	Stress  int       `json:"stress,omitempty"`
	Energy  int       `json:"energy,omitempty"`
	Note    string    `json:"note,omitempty"`
	Words   []string  `json:"words,omitempty"`
}

// ownRound is the PHQ-9 as it was answered once: nine answers of 0 to 3.
type ownRound struct {
	At      time.Time `json:"at"`
	Zone    string    `json:"zone"`
	Answers []int     `json:"answers"`
	Sum     int       `json:"sum"`
}

type ownGoal struct {
	Title    string        `json:"title"`
	Why      string        `json:"why,omitempty"`
	Measure  string        `json:"measure"`
	Target   int           `json:"target"`
	Due      string        `json:"due,omitempty"`
	State    string        `json:"state"`
	Created  time.Time     `json:"created"`
	Progress []ownProgress `json:"progress"`
	History  []ownMove     `json:"history"`
}

type ownProgress struct {
	Day    string `json:"day"`
	Amount int    `json:"amount"`
	Note   string `json:"note,omitempty"`
}

type ownMove struct {
	From string    `json:"from"`
	To   string    `json:"to"`
	At   time.Time `json:"at"`
}

// ownMoods are all entries of the journal, and the words of the person's own list.
func (h Handler) ownMoods(r *http.Request, who identity.Principal, to *ownData) error {
	words, err := h.Moods.Triggers(r.Context(), who)
	if err != nil {
		return err
	}
	for _, w := range words {
		to.MoodWords = append(to.MoodWords, w.Name)
	}
	rounds, err := h.Moods.TakeoutRounds(r.Context(), who)
	if err != nil {
		return err
	}
	for _, one := range rounds {
		to.TwoWeeks = append(to.TwoWeeks, ownRound{At: one.At, Zone: one.Zone.String(), Answers: one.Answers, Sum: one.Sum()})
	}
	return h.Moods.Takeout(r.Context(), who, func(e mood.Entry) {
		m := ownMood{At: e.At, Zone: e.Zone.String(), Mood: e.Mood, Anxiety: e.Anxiety, Stress: e.Stress, Energy: e.Energy, Note: e.Note}
		for _, t := range e.Triggers {
			m.Words = append(m.Words, t.Name)
		}
		to.Moods = append(to.Moods, m)
	})
}

func (h Handler) ownGoals(r *http.Request, who identity.Principal, to *ownData) error {
	list, err := h.Goals.Takeout(r.Context(), who)
	for _, g := range list {
		to.Goals = append(to.Goals, viewOwnGoal(g))
	}
	return err
}

func viewOwnGoal(g goal.Own) ownGoal {
	out := ownGoal{Title: g.Title, Why: g.Why, Measure: string(g.Measure), Target: g.Target, State: string(g.State), Created: g.CreatedAt}
	if !g.Due.IsZero() {
		out.Due = g.Due.Format(time.DateOnly)
	}
	for _, s := range g.Steps {
		out.Progress = append(out.Progress, ownProgress{Day: s.Day.Format(time.DateOnly), Amount: s.Amount, Note: s.Note})
	}
	for _, m := range g.Moves {
		out.History = append(out.History, ownMove{From: string(m.From), To: string(m.To), At: m.At})
	}
	return out
}

// ownInsight is what was read out of one's entries; means are of days with and without.
type ownInsight struct {
	At        time.Time `json:"at"`
	Kind      string    `json:"kind"`
	Figure    string    `json:"figure"`
	Weekday   string    `json:"weekday,omitempty"`
	Word      string    `json:"word,omitempty"`
	Effect    float64   `json:"effect"`
	MeanWith  float64   `json:"mean_with"`
	MeanOther float64   `json:"mean_other"`
	Days      int       `json:"days"`
	Q         float64   `json:"q"`
	Verdict   string    `json:"verdict"`
}

func (h Handler) ownInsights(r *http.Request, who identity.Principal, to *ownData) error {
	words, err := h.Insights.Words(r.Context(), who)
	if err != nil {
		return err
	}
	list, err := h.Insights.Takeout(r.Context(), who)
	for _, o := range list {
		v := ownInsight{At: o.At, Kind: string(o.Kind), Figure: string(o.Figure), Word: words[o.Trigger], Effect: o.Effect, MeanWith: o.MeanWith, MeanOther: o.MeanOther,
			Days: o.Days, Q: o.Q, Verdict: string(o.Verdict)}
		if o.Kind == insight.Weekday {
			v.Weekday = o.Weekday.String()
		}
		to.Insights = append(to.Insights, v)
	}
	return err
}

// ownShared is what a practitioner could read, with every time that they did.
type ownShared struct {
	With  string     `json:"with"`
	Kinds []string   `json:"kinds"`
	From  time.Time  `json:"from"`
	Until time.Time  `json:"until"`
	Reads []ownReads `json:"reads"`
}

type ownReads struct {
	Kind string    `json:"kind"`
	At   time.Time `json:"at"`
}

func (h Handler) ownShared(r *http.Request, who identity.Principal, to *ownData) error {
	list, err := h.Shares.Given(r.Context(), who)
	if err != nil {
		return err
	}
	reads, err := h.Shares.Takeout(r.Context(), who)
	of := map[uuid.UUID][]ownReads{}
	for _, read := range reads {
		of[read.Consent] = append(of[read.Consent], ownReads{string(read.Kind), read.At})
	}
	for _, c := range list {
		v := ownShared{With: c.Name, From: c.GivenAt, Until: c.Until, Reads: of[c.ID]}
		for _, k := range c.Kinds {
			v.Kinds = append(v.Kinds, string(k))
		}
		to.Shared = append(to.Shared, v)
	}
	return err
}

// ownContact is whom the person named for an emergency.
type ownContact struct {
	Name   string     `json:"name"`
	Email  string     `json:"email"`
	Agreed time.Time  `json:"agreed"`
	Told   *time.Time `json:"told,omitempty"` // when they were last written to
}

func (h Handler) ownContact(r *http.Request, who identity.Principal, to *ownData) error {
	c, err := h.Safety.Contact(r.Context(), who)
	if errors.Is(err, safety.ErrNoContact) {
		return nil
	}
	if err != nil {
		return err
	}
	to.Contact = &ownContact{Name: c.Name, Email: c.Email, Agreed: c.AgreedAt}
	if !c.ToldAt.IsZero() {
		to.Contact.Told = &c.ToldAt
	}
	return nil
}
