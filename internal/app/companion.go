package app

import (
	"context"
	"net/http"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/guide"
	"klear/internal/modules/companion/llm"
	"klear/internal/modules/identity"
	"klear/internal/modules/search"
	"klear/internal/realtime"
	"klear/internal/web/exercises"
	"klear/internal/web/layout"
	"klear/internal/web/memory"
	"klear/internal/web/page"
	"klear/internal/web/talk"
)

// careSlots is how many real openings stand beside the help lines.
const careSlots = 3

func (a *App) buildCompanion() error {
	library, err := exercise.Load()
	if err != nil {
		return err
	}
	words, err := guide.New(library)
	if err != nil {
		return err
	}
	deps := companion.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, People: a.people, Safety: watch{a}, Guide: words, Exercises: library,
		SlotKey: a.master.SubKey("companion exercises"), Counted: a.counts.spoken, Told: a.devices.Wake}
	if a.cfg.LLMURL != "" {
		if deps.Model, err = llm.New(llm.Options{URL: a.cfg.LLMURL, Key: a.cfg.LLMKey, Model: a.cfg.LLMModel, Clock: a.clock}); err != nil {
			return err
		}
	}
	a.companion = companion.New(deps)
	return nil
}

// mountCompanion serves what a person has between sessions.
func (a *App) mountCompanion(mux *http.ServeMux, kit *page.Kit) {
	w := watch{a}
	talk.Handler{Kit: kit, Companion: a.companion, Safety: w}.Mount(mux)
	exercises.Handler{Kit: kit, Companion: a.companion, Care: w.Card}.Mount(mux)
	memory.Handler{Kit: kit, Companion: a.companion, Care: w.Card}.Mount(mux)
	realtime.Talks{Companion: a.companion, Hub: &a.devices}.Mount(mux)
}

// watch tells the companion and its pages what the safety module finds.
type watch struct{ a *App }

// Judge is companion.Safety.
func (w watch) Judge(ctx context.Context, who identity.Principal, words string) companion.Judgement {
	j := w.a.safety.Judge(ctx, who, words)
	return companion.Judgement{Level: companion.Level(j.Level.String()), Words: j.Words}
}

// Card is what stays in somebody's sight: the lines of their country, and who could see them soonest. That nobody can be
// found is no reason to leave the lines out.
func (w watch) Card(ctx context.Context, p layout.Page, who identity.Principal) (*layout.CareCard, error) {
	card, err := w.a.safety.CardOf(ctx, who)
	if err != nil {
		return nil, err
	}
	if !card.Pinned(w.a.clock.Now()) && !card.CheckIn {
		return nil, nil
	}
	out := &layout.CareCard{Ask: card.CheckIn}
	for _, of := range w.a.safety.LinesFor(who, "") {
		out.Packs = append(out.Packs, of.Pack)
	}
	if out.Slots, err = w.slots(ctx, p); err != nil {
		w.a.log.WarnContext(ctx, "the card of help shows no openings", "error", err)
	}
	return out, nil
}

// slots are the soonest real openings of people who can be booked.
func (w watch) slots(ctx context.Context, p layout.Page) ([]layout.CareSlot, error) {
	res, err := w.a.search.Search(ctx, search.Query{Country: p.Country, Sort: search.BySoonest, PerPage: careSlots, OnlyOpen: true, Openings: w.a.openings(w.a.clock.Now().Add(lookAhead))})
	if err != nil {
		return nil, err
	}
	var out []layout.CareSlot
	for _, hit := range res.Hits {
		if hit.SoonestAt != nil {
			out = append(out, layout.CareSlot{URL: "/p/" + hit.Slug + "#book", Name: hit.Name, When: p.L.When(*hit.SoonestAt, p.Zone)})
		}
	}
	return out, nil
}

// CheckedIn is talk.Safety.
func (w watch) CheckedIn(ctx context.Context, who identity.Principal) error {
	return w.a.safety.CheckedIn(ctx, who)
}

// TeamExists is talk.Safety.
func (w watch) TeamExists(ctx context.Context) bool { return w.a.safety.TeamExists(ctx) }
