package listing

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/google/uuid"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// lengths are the usual ones, in minutes; the editor of services takes any.
var lengths = []int{15, 30, 45, 50, 60, 75, 90, 120}

// Rules of a first service; all of them can be changed later.
const (
	firstWindowDays = 60
	firstFreeHours  = 24
	wholePriceBps   = 10_000
)

// serviceForm is a first service as it is typed.
type serviceForm struct {
	name, category, minutes, price string
	modes                          []catalog.Mode
	attributes                     url.Values // of the category
}

func (h Handler) showService(w http.ResponseWriter, r *http.Request, _ identity.Principal, p catalog.Practitioner) error {
	setup, _, err := h.Catalog.Setup(r.Context(), p.ID)
	if err != nil {
		return err
	}
	f := serviceForm{minutes: "60", modes: setup.Modes, attributes: url.Values{}}
	if s, ok := firstService(p); ok {
		f = serviceForm{name: s.Name, category: s.CategorySlug, minutes: strconv.Itoa(s.DurationMin), price: s.Price.Decimal(), modes: s.Modes, attributes: f.attributes}
		page.AttributeValues(f.attributes, s.Details)
	}
	return h.serviceAgain(w, r, p, f, nil)
}

func firstService(p catalog.Practitioner) (catalog.Service, bool) {
	i := slices.IndexFunc(p.Services, func(s catalog.Service) bool { return s.Active })
	if i < 0 {
		return catalog.Service{}, false
	}
	return p.Services[i], true
}

// serviceAgain shows the step with f in its fields, and what is wrong with it.
func (h Handler) serviceAgain(w http.ResponseWriter, r *http.Request, p catalog.Practitioner, f serviceForm, fault error) error {
	tree, err := h.Catalog.Categories(r.Context())
	if err != nil {
		return err
	}
	v := StartService{Start: h.start(w, r, catalog.StepService), Name: f.name, Price: f.price, Currency: p.Currency}
	v.Categories, v.Modes = categoryChoices(v.Page, tree, f.category), h.modeChoices(v.Page, f.modes)
	v.Attributes = page.AttributeFields(v.Page, tree, f.category, f.attributes)
	for _, n := range lengths {
		v.Minutes = append(v.Minutes, ui.Choice{Value: strconv.Itoa(n), Label: v.Page.L.Duration(n), Selected: strconv.Itoa(n) == f.minutes})
	}
	status := http.StatusOK
	if fault != nil {
		if status, err = h.refused(&v.Page, fault); err != nil {
			return err
		}
		page.MarkAttributes(v.Page, v.Attributes)
	}
	httpx.WritePage(w, r, status, StartServicePage(v))
	return nil
}

// categoryChoices are the leaves that are offered, each after what it belongs to.
func categoryChoices(p layout.Page, tree *catalog.Tree, chosen string) []ui.Choice {
	out := []ui.Choice{{Label: p.L.T("start.category_pick")}}
	for _, c := range tree.All() {
		if !c.Active || len(tree.Children(c.ID)) > 0 {
			continue
		}
		label := ""
		for i, up := range tree.Path(c.ID) {
			if i > 0 {
				label += ": "
			}
			label += up.NameIn(p.L.Lang())
		}
		out = append(out, ui.Choice{Value: c.Slug, Label: label, Selected: c.Slug == chosen})
	}
	order := collate.New(language.Make(p.L.Tag()))
	slices.SortStableFunc(out[1:], func(a, b ui.Choice) int { return order.CompareString(a.Label, b.Label) })
	return out
}

func (h Handler) saveService(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	f := serviceForm{form.Get("title"), form.Get("category"), form.Get("minutes"), form.Get("price"), modesOf(form), form}
	if err := h.keepService(r, who, p, f); err != nil {
		return h.serviceAgain(w, r, p, f, err)
	}
	return h.passed(w, r, who, p, catalog.StepService)
}

// keepService makes the first service, or changes the one that is there: coming back does not make a second one.
func (h Handler) keepService(r *http.Request, who identity.Principal, p catalog.Practitioner, f serviceForm) error {
	s, ok := firstService(p)
	if !ok {
		s = catalog.Service{Window: catalog.Window{Kind: catalog.WindowRolling, Days: firstWindowDays}, Capacity: 1, PendingBlocks: true,
			FreeCancelHours: firstFreeHours, LateCancelFeeBps: wholePriceBps, Active: true}
	}
	var v apperr.Validation
	s.Name, s.CategoryID, s.CategorySlug, s.Modes = f.name, uuid.Nil, f.category, f.modes
	s.DurationMin = whole(&v, "minutes", f.minutes)
	minor, err := parsePrice(f.price, p.Currency)
	v.Check(err == nil, "price", "bad_price", "Write the price as a number, like 1200.")
	v.Check(f.category != "", "category", "required_category", "Choose what comes nearest.")
	v.Check(len(f.modes) > 0, "mode", "required_mode", "Choose at least one.")
	if err := v.Err(); err != nil {
		return err
	}
	s.Price = money.Amount{Minor: minor, Currency: p.Currency}
	tree, err := h.Catalog.Categories(r.Context())
	if err != nil {
		return err
	}
	s.Details = page.ReadAttributes(tree, f.category, f.attributes)
	_, err = h.Catalog.UpsertService(r.Context(), who, p.ID, s)
	return err
}
