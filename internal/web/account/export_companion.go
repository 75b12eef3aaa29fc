package account

import (
	"net/http"
	"time"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/identity"
)

// ownCompanion is what the companion holds of the person.
type ownCompanion struct {
	Remember  bool          `json:"remember"`
	Talks     []ownTalk     `json:"talks"`
	Exercises []ownExercise `json:"exercises"`
	Memory    []ownMemory   `json:"memory"`
}

type ownTalk struct {
	Started    time.Time    `json:"started"`
	Ended      time.Time    `json:"ended,omitzero"`
	MoodBefore int          `json:"mood_before,omitempty"`
	MoodAfter  int          `json:"mood_after,omitempty"`
	Summary    string       `json:"summary,omitempty"`
	Messages   []ownMessage `json:"messages"`
}

type ownMessage struct {
	Author string    `json:"author"` // person; guide, model and safety are software
	Words  string    `json:"words"`
	Sent   time.Time `json:"sent"`
}

type ownExercise struct {
	Title   string            `json:"title"`
	Begun   time.Time         `json:"begun"`
	Done    time.Time         `json:"done,omitzero"`
	Answers []exercise.Answer `json:"answers"`
}

type ownMemory struct {
	Words string    `json:"words"`
	Kept  time.Time `json:"kept"`
}

func (h Handler) ownCompanion(r *http.Request, who identity.Principal, to *ownData) error {
	if h.Companion == nil {
		return nil
	}
	all, err := h.Companion.Export(r.Context(), who)
	if err != nil {
		return err
	}
	to.Companion = viewCompanion(all)
	return nil
}

func viewCompanion(all companion.Taken) *ownCompanion {
	out := &ownCompanion{Remember: all.Welcome.Remember}
	for _, s := range all.Sessions {
		talk := ownTalk{Started: s.StartedAt, Ended: s.EndedAt, MoodBefore: s.MoodBefore, MoodAfter: s.MoodAfter, Summary: s.Summary}
		for _, m := range all.Messages {
			if m.Session == s.ID {
				talk.Messages = append(talk.Messages, ownMessage{Author: string(m.Author), Words: m.Words, Sent: m.SentAt})
			}
		}
		out.Talks = append(out.Talks, talk)
	}
	for _, run := range all.Runs {
		out.Exercises = append(out.Exercises, ownExercise{Title: run.Exercise.Title.In("en"), Begun: run.BegunAt, Done: run.DoneAt, Answers: run.Run.Answers})
	}
	for _, m := range all.Memories {
		out.Memory = append(out.Memory, ownMemory{Words: m.Words, Kept: m.KeptAt})
	}
	return out
}
