package app

import (
	"context"
	"net/http"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/guide"
	"klear/internal/modules/companion/llm"
	"klear/internal/modules/identity"
	"klear/internal/platform/jurisdiction"
	"klear/internal/realtime"
	"klear/internal/web/care"
	"klear/internal/web/exercises"
	"klear/internal/web/memory"
	"klear/internal/web/page"
	"klear/internal/web/talk"
)

// loadLaws reads what the law bars where. Who is nowhere counts as being where the brand is, unless the operator says otherwise.
func (a *App) loadLaws() (err error) {
	unknown := a.cfg.Jurisdiction
	if unknown == "" {
		unknown = a.brand.Country
	}
	a.laws, err = jurisdiction.Load(unknown, a.cfg.Bars, func(zone string) string { return page.ZoneCountry[zone] })
	return err
}

func (a *App) buildCompanion() error {
	library, err := exercise.Load()
	if err != nil {
		return err
	}
	words, err := guide.New(library)
	if err != nil {
		return err
	}
	deps := companion.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, People: a.people, Safety: watch{a}, Guide: words, Exercises: library, Laws: a.laws,
		SlotKey: a.master.SubKey("companion exercises"), Counted: a.counts.spoken, Told: a.devices.Wake}
	if a.cfg.LLMURL != "" {
		if deps.Model, err = llm.New(llm.Options{URL: a.cfg.LLMURL, Key: a.cfg.LLMKey, Model: a.cfg.LLMModel, Clock: a.clock}); err != nil {
			return err
		}
	}
	if a.cfg.VoiceURL != "" {
		if deps.Voice, err = llm.NewVoice(llm.Options{URL: a.cfg.VoiceURL, Key: a.cfg.VoiceKey, Model: a.cfg.VoiceModel, Clock: a.clock}); err != nil {
			return err
		}
	}
	a.companion = companion.New(deps)
	return nil
}

// mountCompanion serves what a person has between sessions.
func (a *App) mountCompanion(mux *http.ServeMux, kit *page.Kit) {
	helped := care.Handler{Kit: kit, Safety: a.safety, Log: a.log.With("part", "care")}
	talk.Handler{Kit: kit, Companion: a.companion, Team: a.safety.TeamExists, Lines: helped.Lines}.Mount(mux)
	exercises.Handler{Kit: kit, Companion: a.companion}.Mount(mux)
	memory.Handler{Kit: kit, Companion: a.companion}.Mount(mux)
	realtime.Talks{Companion: a.companion, Hub: &a.devices}.Mount(mux)
}

// watch tells the companion what the safety module finds.
type watch struct{ a *App }

// Judge is companion.Safety.
func (w watch) Judge(ctx context.Context, who identity.Principal, words string) companion.Judgement {
	j := w.a.safety.Judge(ctx, who, words)
	return companion.Judgement{Level: companion.Level(j.Level.String()), Words: j.Words, Pinned: w.pinned(ctx, who)}
}

// pinned reports whether help stays in somebody's sight. Who cannot be told about counts as somebody in danger.
func (w watch) pinned(ctx context.Context, who identity.Principal) bool {
	card, err := w.a.safety.CardOf(ctx, who)
	return err != nil || card.Pinned(w.a.clock.Now())
}
