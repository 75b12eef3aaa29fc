package tariff

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"klear/internal/modules/catalog"
	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Offered is a service as its practitioner prices it.
type Offered struct {
	PractitionerID uuid.UUID
	CategoryID     uuid.UUID
	Price          money.Amount
}

// Shown is what clients pay for each of list now: the price with the client's side on top, as a quote would have it. What is
// shown is what is paid. One statement as long as no rule charges clients, and two for any number of services after that.
// Errors: ErrTooLarge.
func (s *Service) Shown(ctx context.Context, list []Offered) ([]money.Amount, error) {
	out := make([]money.Amount, len(list))
	for i, o := range list {
		out[i] = o.Price
	}
	day := s.Today()
	rows, err := on(s.DB).RulesWithClientSide(ctx, day)
	if err != nil || len(rows) == 0 || len(list) == 0 {
		return out, err
	}
	rules := rulesOf(rows)
	plans, err := s.plansOf(ctx, rules, list)
	if err != nil {
		return nil, err
	}
	tree, err := s.Catalog.Categories(ctx)
	if err != nil {
		return nil, err
	}
	for i, o := range list {
		if o.Price.Minor == 0 {
			continue
		}
		r, _ := choose(rules, pathOf(tree, o.CategoryID), plans[o.PractitionerID], o.Price.Currency, day)
		fee, err := r.Client.onTop(o.Price)
		if err != nil {
			return nil, ErrTooLarge.With(err)
		}
		out[i].Minor += fee
	}
	return out, nil
}

// ChargesClients reports whether a rule of today has something to be paid on top of prices.
func (s *Service) ChargesClients(ctx context.Context) (bool, error) {
	rows, err := on(s.DB).RulesWithClientSide(ctx, s.Today())
	return len(rows) > 0, err
}

// reckoned names how Shown reckons by its rules. Change it with that: whoever keeps prices reckons them anew.
const reckoned = "in steps of the currency"

// Pricing names the rules that Shown goes by now: another text when any price may be shown differently, "" while clients pay
// nothing on top.
func (s *Service) Pricing(ctx context.Context) (string, error) {
	now := s.Clock.Now()
	day := s.DayOf(now)
	rows, err := on(s.DB).RulesWithClientSide(ctx, day)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	h := sha256.New()
	h.Write([]byte(reckoned))
	plans := false
	for _, r := range rulesOf(rows) { // rules never change: which they are says everything
		h.Write(r.ID[:])
		plans = plans || r.Plan != ""
	}
	if plans {
		digest, err := on(s.DB).PlansDigest(ctx, tariffdb.PlansDigestParams{Day: day, Now: now})
		if err != nil {
			return "", err
		}
		fmt.Fprint(h, digest)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Show puts what clients pay in the place of the prices of services. The slices of services are copied before.
func (s *Service) Show(ctx context.Context, people ...*catalog.Practitioner) error {
	var list []Offered
	for _, p := range people {
		for _, x := range p.Services {
			list = append(list, Offered{PractitionerID: p.ID, CategoryID: x.CategoryID, Price: x.Price})
		}
	}
	prices, err := s.Shown(ctx, list)
	if err != nil {
		return err
	}
	for _, p := range people {
		p.Services = slices.Clone(p.Services)
		for i := range p.Services {
			p.Services[i].Price, prices = prices[0], prices[1:]
		}
	}
	return nil
}

// plansOf are the plans of the practitioners in list now, if a rule asks for one.
func (s *Service) plansOf(ctx context.Context, rules []Rule, list []Offered) (map[uuid.UUID]string, error) {
	if !slices.ContainsFunc(rules, func(r Rule) bool { return r.Plan != "" }) {
		return nil, nil
	}
	var p tariffdb.PlansNowParams
	seen := map[uuid.UUID]bool{}
	for _, o := range list {
		if !seen[o.PractitionerID] {
			seen[o.PractitionerID] = true
			p.PractitionerIds = append(p.PractitionerIds, o.PractitionerID)
		}
	}
	p.Now = s.Clock.Now()
	p.Day = s.DayOf(p.Now)
	rows, err := on(s.DB).PlansNow(ctx, p)
	out := make(map[uuid.UUID]string, len(rows))
	for _, r := range rows {
		out[r.PractitionerID] = r.Plan
	}
	return out, err
}

func pathOf(tree *catalog.Tree, category uuid.UUID) []uuid.UUID {
	var out []uuid.UUID
	for _, c := range tree.Path(category) {
		out = append(out, c.ID)
	}
	return out
}
