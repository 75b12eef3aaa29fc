package commissionpages

import (
	"net/http"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/page"

	"github.com/google/uuid"
)

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.listView(w, r, who)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if v.Try.Error != "" {
		status = http.StatusUnprocessableEntity
	}
	httpx.WritePage(w, r, status, ListPage(v))
	return nil
}

func (h Handler) listView(w http.ResponseWriter, r *http.Request, who identity.Principal) (List, error) {
	v, number := List{Page: h.page(w, r, "nav.commission")}, page.Number(r)
	tree, err := h.Catalog.AllCategories(r.Context(), who)
	if err != nil {
		return v, err
	}
	rules, total, err := h.Tariff.Rules(r.Context(), who, tariff.Page{Number: number, Limit: perPage})
	if err != nil {
		return v, err
	}
	authors := make([]uuid.UUID, len(rules))
	for i, x := range rules {
		authors[i] = x.CreatedBy
	}
	people, err := h.People.PeopleByIDs(r.Context(), h.Tariff.DB, authors)
	if err != nil {
		return v, err
	}
	today := h.Tariff.Today()
	for _, x := range rules {
		it := item(v.Page.L, tree, x, today)
		it.Author = people[x.CreatedBy].Name
		v.Items = append(v.Items, it)
	}
	v.Pages = page.Pages(r, number, total, perPage)
	v.Try, err = h.try(r, who, v.Page, tree)
	return v, err
}

func item(l *i18n.Localizer, tree *catalog.Tree, x tariff.Rule, today time.Time) Item {
	state := x.StateOn(today)
	return Item{ID: x.ID.String(), For: forWords(l, tree, x), Practitioner: sideWords(l, x.Practitioner, x.Currency), Client: sideWords(l, x.Client, x.Currency),
		Note: x.Note, From: x.From, Until: x.Ends(), State: state, Mine: state != tariff.Over && x.EndedOn.IsZero()}
}

// forWords say whom a rule is for.
func forWords(l *i18n.Localizer, tree *catalog.Tree, x tariff.Rule) string {
	whole := l.T("commission.every_category")
	if x.CategoryID != uuid.Nil {
		whole = page.CategoryName(l, tree, x.CategoryID)
	}
	if x.Plan != "" {
		whole = l.List(whole, l.T("commission.plan_is", i18n.D{"Plan": x.Plan}))
	}
	if x.Currency != "" {
		whole = l.List(whole, x.Currency)
	}
	return whole
}

func (h Handler) end(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("rule"))
	if err != nil {
		return tariff.ErrNoRule
	}
	_, fault := h.Tariff.EndRule(r.Context(), who, id)
	e, status, refused := page.Refused(fault)
	if !refused {
		if fault != nil {
			return fault
		}
		return h.Kit.Done(w, r, "rule_ended", at)
	}
	v, err := h.listView(w, r, who)
	if err != nil {
		return err
	}
	page.Warn(&v.Page, e)
	v.Page.Path = at
	httpx.WritePage(w, r, status, ListPage(v))
	return nil
}
