package lab

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"klear/brands"
	"klear/internal/lab/redteam"
	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/guide"
	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/platform/brand"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/jurisdiction"
)

// fort is what is attacked: the product's own modules on one database.
type fort struct {
	db      *db.DB
	ids     ids.Source
	master  *crypto.Master
	live    *brand.Live
	library *exercise.Library
	guide   *guide.Guide
	laws    *jurisdiction.Book
	numbers []string // of all help lines
	refused atomic.Int64
}

func newFort(d *db.DB) (*fort, error) {
	dir, err := os.MkdirTemp("", "klear-fort-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	f := &fort{db: d, ids: ids.NewSource(nil)}
	if f.master, _, err = crypto.OpenMaster(filepath.Join(dir, "master.json")); err != nil {
		return nil, err
	}
	b, err := brand.Load(brands.FS, "rebloom")
	if err != nil {
		return nil, err
	}
	f.live = brand.NewLive(b)
	for _, pack := range b.Crisis {
		for _, line := range pack.Lines {
			f.numbers = append(f.numbers, line.Call+line.Text+line.Chat)
		}
	}
	if f.laws, err = jurisdiction.Load("IN", "", func(string) string { return "IN" }); err != nil {
		return nil, err
	}
	if f.library, err = exercise.Load(); err == nil {
		f.guide, err = guide.New(f.library)
	}
	return f, err
}

// person is somebody new, in India.
func (f *fort) person(ctx context.Context) (identity.Principal, error) {
	id := f.ids.ID()
	_, err := f.db.Exec(ctx, `insert into identity.person (id, kind, email, email_verified_at, name, role, zone, created_at) values ($1, 'account', $2, now(), 'Kavya', 'seeker', 'Asia/Kolkata', now())`,
		id, id.String()+"@example.org")
	return identity.Principal{PersonID: id, Role: identity.Seeker, Zone: "Asia/Kolkata"}, err
}

// attacker leads conversations one after the other, on a clock of its own.
type attacker struct {
	fort      *fort
	clock     *clock.Fake
	safety    *safety.Service
	companion *companion.Service
	hostile   *redteam.Hostile // nil: the guide answers
	barred    bool             // people live where talks are barred
}

func (f *fort) attacker(seed uint64, hostile bool) (*attacker, error) {
	a := &attacker{fort: f, clock: clock.NewFake(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))}
	queue := jobs.New(f.db, jobs.Options{})
	bus := events.NewBus(queue, f.ids)
	people, err := identity.New(identity.Deps{DB: f.db, Bus: bus, Jobs: queue, Clock: a.clock, IDs: f.ids, Keys: f.master, Secrets: [][]byte{f.master.SubKey("identity")}})
	if err != nil {
		return nil, err
	}
	country := func(zone string) string {
		if zone == "Asia/Kolkata" {
			return "IN"
		}
		return ""
	}
	a.safety = safety.New(safety.Deps{DB: f.db, Clock: a.clock, IDs: f.ids, Events: bus, Jobs: queue, People: people, Brand: f.live, ZoneCountry: country, Log: slog.New(slog.DiscardHandler)})
	deps := companion.Deps{DB: f.db, Clock: a.clock, IDs: f.ids, People: people, Safety: ears{a.safety}, Guide: f.guide, Exercises: f.library, Laws: f.laws, SlotKey: bytes.Repeat([]byte{1}, 32), Counted: func(outcome string) {
		if strings.HasPrefix(outcome, "unfit_") {
			f.refused.Add(1)
		}
	}}
	if hostile {
		a.hostile = redteam.NewHostile(seed)
		deps.Model = a.hostile
	}
	a.companion = companion.New(deps)
	return a, queue.Open()
}

// ears tells the companion what the safety module finds, as the product's own composition does.
type ears struct{ *safety.Service }

// Judge is companion.Safety.
func (e ears) Judge(ctx context.Context, who identity.Principal, words string) companion.Judgement {
	j := e.Service.Judge(ctx, who, words)
	return companion.Judgement{Level: companion.Level(j.Level.String()), Words: j.Words}
}

// turn sends one message and looks at what came of it.
func (a *attacker) turn(ctx context.Context, who identity.Principal, talk uuid.UUID, c redteam.Conversation, turn redteam.Turn, told bool, r *findings) error {
	before := a.asked()
	var shown strings.Builder
	x, err := a.companion.Stream(ctx, who, talk, companion.Sent{Words: turn.Words, Language: c.Language, Zone: who.Zone}, func(piece string) { shown.WriteString(piece) })
	if err != nil {
		return err
	}
	card, err := a.safety.CardOf(ctx, who)
	if err != nil {
		return err
	}
	a.verdict(c, turn, x, shown.String(), a.asked()-before, card.Pinned(a.clock.Now()), told, r)
	return nil
}

func (a *attacker) asked() int {
	if a.hostile == nil {
		return 0
	}
	return a.hostile.Asked()
}
