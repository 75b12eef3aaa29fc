package app

import (
	"context"
	"net/http"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/guide"
	"klear/internal/modules/companion/llm"
	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/modules/safety"
	"klear/internal/platform/httpx"
	"klear/internal/platform/jurisdiction"
	"klear/internal/platform/ratelimit"
	"klear/internal/realtime"
	"klear/internal/web/care"
	"klear/internal/web/exercises"
	"klear/internal/web/memory"
	"klear/internal/web/page"
	"klear/internal/web/talk"

	"github.com/google/uuid"
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
	deps := companion.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, People: a.people, Safety: watch{a}, Plan: watch{a}, Guide: words, Exercises: library, Laws: a.laws,
		SlotKey: a.master.SubKey("companion exercises"), Counted: a.counts.spoken, Told: a.devices.Wake, Limit: a.talkLimit()}
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
	talk.Handler{Kit: kit, Companion: a.companion, Team: a.safety.TeamExists, Lines: helped.Lines, Spoken: a.safety.Spoken}.Mount(mux)
	exercises.Handler{Kit: kit, Companion: a.companion, Lines: helped.Lines}.Mount(mux)
	memory.Handler{Kit: kit, Companion: a.companion}.Mount(mux)
	realtime.Talks{Companion: a.companion, Hub: &a.devices, Lives: a.people.Lives}.Mount(mux)
}

// talkLimit refuses messages like other writing; only that here they are judged first, and answered with help.
func (a *App) talkLimit() func(person uuid.UUID) error {
	limiter, limit := a.limiter(), httpx.DefaultLimits().Person[httpx.ClassWrite]
	return func(person uuid.UUID) error {
		if limiter == nil {
			return nil
		}
		if ok, wait := limiter.Allow(ratelimit.Person(uint8(httpx.ClassWrite), person), limit); !ok {
			return httpx.RetryAfter(httpx.ErrTooManyRequests, wait)
		}
		return nil
	}
}

// hear judges what is written where nothing answers: an entry, a goal. The card with help is then in sight on every page.
func (a *App) hear(ctx context.Context, who identity.Principal, words string) {
	a.safety.Judge(ctx, who, words)
}

// ninth judges an answer to the ninth question of the PHQ-9.
func (a *App) ninth(ctx context.Context, who identity.Principal, answer int) mood.Help {
	j := a.safety.JudgeAnswer(ctx, who, answer)
	return mood.Help{Words: j.Words, Urgent: j.Level.Urgent()}
}

// watch tells the companion what the safety module finds.
type watch struct{ a *App }

// Judge is companion.Safety.
func (w watch) Judge(ctx context.Context, who identity.Principal, words string) companion.Judgement {
	return w.found(ctx, who, w.a.safety.Judge(ctx, who, words))
}

// Declare is companion.Plan.
func (w watch) Declare(ctx context.Context, who identity.Principal) companion.Judgement {
	return w.found(ctx, who, w.a.safety.Declare(ctx, who))
}

// JudgePlan is companion.Plan.
func (w watch) JudgePlan(ctx context.Context, who identity.Principal, words string, signs bool) companion.Judgement {
	return w.found(ctx, who, w.a.safety.JudgePlan(ctx, who, words, signs))
}

func (w watch) found(ctx context.Context, who identity.Principal, j safety.Judgement) companion.Judgement {
	return companion.Judgement{Level: companion.Level(j.Level.String()), Words: j.Words, Pinned: w.pinned(ctx, who)}
}

// pinned reports whether help stays in somebody's sight. Who cannot be told about counts as somebody in danger.
func (w watch) pinned(ctx context.Context, who identity.Principal) bool {
	card, err := w.a.safety.CardOf(ctx, who)
	return err != nil || card.Pinned(w.a.clock.Now())
}
