package payout

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Run is one pass over everybody who is due.
type Run struct {
	ID                   uuid.UUID
	Kind                 string // scheduled, operator
	Day                  time.Time
	StartedAt            time.Time
	FinishedAt           *time.Time // nil: it still works
	Items, Decided, Sent int
}

// Verdict is what was, or would be, decided about one practitioner and currency.
type Verdict struct {
	PractitionerID uuid.UUID
	Name           string // "" when the practice was erased
	Outcome        Outcome
	Amount         money.Amount // that was available
	PayoutID       uuid.UUID    // zero: none
	Status         Status       // of the payout
}

// runBatch is how many decisions are read at once.
const runBatch = 100

// maxDry bounds a dry run.
const maxDry = 500

// DryRun says what a run would do at this moment, at most 500 practitioners, and how many others have earned something and
// named no account. Nothing is changed. Operators only. Errors: identity's.
func (s *Service) DryRun(ctx context.Context, who identity.Principal) ([]Verdict, int, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, 0, err
	}
	now := s.Clock.Now()
	list, err := s.facts(ctx, s.DB, payoutdb.FactsParams{OnDay: date(s.Policy.today(now)), Matured: s.matured(now), MaxRows: maxDry})
	if err != nil {
		return nil, 0, err
	}
	out := make([]Verdict, len(list))
	for i, f := range list {
		out[i] = Verdict{PractitionerID: f.PractitionerID, Name: f.Name, Outcome: s.Policy.outcome(f), Amount: money.Amount{Minor: f.amount(), Currency: f.Currency}}
	}
	without, err := on(s.DB).WithoutAccount(ctx)
	return out, int(without), err
}

// StartRun begins a run now, beside the scheduled one. It works in the background; Run tells how far it is. Operators only.
// Errors: identity's.
func (s *Service) StartRun(ctx context.Context, who identity.Principal) (Run, error) {
	if err := may(who, identity.Update); err != nil {
		return Run{}, err
	}
	var out Run
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		id, _, err := s.startTx(ctx, tx, "operator", &who.PersonID)
		if err != nil {
			return err
		}
		row, err := on(tx).Run(ctx, id)
		out = runOf(payoutdb.RunsRow{ID: row.ID, Kind: row.Kind, OnDay: row.OnDay, StartedAt: row.StartedAt, FinishedAt: row.FinishedAt, Items: row.Items, Decided: row.Decided, Sent: row.Sent})
		return err
	})
	return out, err
}

// startTx writes down who is due and leaves the work to a job. false: the day's scheduled run exists.
func (s *Service) startTx(ctx context.Context, tx db.Tx, kind string, by *uuid.UUID) (uuid.UUID, bool, error) {
	now, id := s.Clock.Now(), s.IDs.ID()
	day := date(s.Policy.today(now))
	n, err := on(tx).StartRun(ctx, payoutdb.StartRunParams{ID: id, Kind: kind, OnDay: day, StartedBy: by, Now: now})
	if err != nil || n == 0 {
		return id, false, err
	}
	if _, err := on(tx).AddDue(ctx, payoutdb.AddDueParams{RunID: id, OnDay: day}); err != nil {
		return id, false, err
	}
	return id, true, s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Work{id}, Queue: jobs.QueueMoney})
}

// schedule starts the day's run, once, from its hour on.
func (s *Service) schedule(ctx context.Context) error {
	if s.Clock.Now().In(s.Policy.Zone).Hour() < s.Policy.StartsAt {
		return nil
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		_, _, err := s.startTx(ctx, tx, "scheduled", nil)
		return err
	})
}

// work makes the decisions of a run, each in a transaction of its own. It may run any number of times and in several places
// at once; one that fails does not hold up the others.
func (s *Service) work(ctx context.Context, run uuid.UUID) error {
	q := on(s.DB)
	row, err := q.Run(ctx, run)
	if err != nil {
		return err
	}
	var faults []error
	for len(faults) == 0 {
		open, err := q.OpenItems(ctx, payoutdb.OpenItemsParams{RunID: run, MaxRows: runBatch})
		if err != nil {
			return err
		}
		if len(open) == 0 {
			_, err = q.FinishRun(ctx, payoutdb.FinishRunParams{ID: run, Now: s.Clock.Now()})
			return err
		}
		for _, o := range open {
			if err := s.decide(ctx, item{run, o.PractitionerID, o.Currency}, row.OnDay.Time); err != nil {
				faults = append(faults, err)
			}
		}
	}
	return errors.Join(faults...)
}

// Runs lists runs, the latest first, and how many there are. Operators only. Errors: identity's.
func (s *Service) Runs(ctx context.Context, who identity.Principal, page Page) ([]Run, int, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, 0, err
	}
	limit, skip := page.window()
	rows, err := on(s.DB).Runs(ctx, payoutdb.RunsParams{MaxRows: limit, Skip: skip})
	out, total := make([]Run, len(rows)), 0
	for i, r := range rows {
		out[i], total = runOf(r), int(r.Total)
	}
	return out, total, err
}

func runOf(r payoutdb.RunsRow) Run {
	return Run{ID: r.ID, Kind: r.Kind, Day: r.OnDay.Time, StartedAt: r.StartedAt.UTC(), FinishedAt: utc(r.FinishedAt), Items: int(r.Items), Decided: int(r.Decided), Sent: int(r.Sent)}
}

// Run reads one run with a page of its decisions. Operators only. Errors: identity's, ErrNoRun.
func (s *Service) Run(ctx context.Context, who identity.Principal, id uuid.UUID, page Page) (Run, []Verdict, error) {
	if err := may(who, identity.Read); err != nil {
		return Run{}, nil, err
	}
	row, err := on(s.DB).Run(ctx, id)
	if db.IsNoRows(err) {
		return Run{}, nil, ErrNoRun
	}
	if err != nil {
		return Run{}, nil, err
	}
	limit, skip := page.window()
	items, err := on(s.DB).Items(ctx, payoutdb.ItemsParams{RunID: id, MaxRows: limit, Skip: skip})
	out := make([]Verdict, len(items))
	for i, r := range items {
		out[i] = Verdict{PractitionerID: r.PractitionerID, Name: r.Name, Amount: money.Amount{Minor: r.AvailableMinor, Currency: r.Currency}}
		if r.Outcome != nil {
			out[i].Outcome = Outcome(*r.Outcome)
		}
		if r.PayoutID != nil {
			out[i].PayoutID, out[i].Status = *r.PayoutID, Status(*r.Status)
		}
	}
	return runOf(payoutdb.RunsRow{ID: row.ID, Kind: row.Kind, OnDay: row.OnDay, StartedAt: row.StartedAt, FinishedAt: row.FinishedAt, Items: row.Items, Decided: row.Decided, Sent: row.Sent}), out, err
}

// Ask pays out what is available at once, at the practitioner's wish, under the same rules as every run; the schedule stays.
// currency is needed where there is money in several. Errors: those of own, ErrNotNow with details.why.
func (s *Service) Ask(ctx context.Context, who identity.Principal, currency string) (Payout, error) {
	p, err := s.own(ctx, who, identity.Update)
	if err != nil {
		return Payout{}, err
	}
	if currency == "" {
		currency = p.Currency
	}
	var out Payout
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		q, now, run := on(tx), s.Clock.Now(), s.IDs.ID()
		if _, err := q.StartRun(ctx, payoutdb.StartRunParams{ID: run, Kind: "asked", OnDay: date(s.Policy.today(now)), StartedBy: &who.PersonID, Now: now}); err != nil {
			return err
		}
		if err := q.AddItem(ctx, payoutdb.AddItemParams{RunID: run, PractitionerID: p.ID, Currency: currency}); err != nil {
			return err
		}
		verdict, err := s.decideTx(ctx, tx, item{run, p.ID, currency}, time.Time{})
		if err != nil {
			return err
		}
		if verdict != Sent {
			return ErrNotNow.WithDetails(map[string]Outcome{"why": verdict})
		}
		if _, err := q.FinishRun(ctx, payoutdb.FinishRunParams{ID: run, Now: now}); err != nil {
			return err
		}
		row, err := q.OfRun(ctx, run)
		out = payoutOf(row)
		return err
	})
	return out, err
}
