package team

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) showService(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, _, err := h.offer(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, OfferPage(v))
	return nil
}

// offer is the form of a team service, as it is stored; for managers.
func (h Handler) offer(w http.ResponseWriter, r *http.Request, who identity.Principal) (Offer, catalog.TeamService, error) {
	b, err := h.ours(r, who)
	if err != nil {
		return Offer{}, catalog.TeamService{}, err
	}
	if b.Role == business.Member {
		return Offer{}, catalog.TeamService{}, identity.ErrForbidden
	}
	t, err := h.teamService(r, b.ID)
	if err != nil {
		return Offer{}, t, err
	}
	c, err := h.crew(r, b.ID)
	if err != nil {
		return Offer{}, t, err
	}
	v := Offer{Page: h.page(w, r, t.Name), Back: ui.Link{URL: address(b.ID), Label: b.Name}, URL: address(b.ID) + "/services/" + r.PathValue("offer"),
		New: t.ID == uuid.Nil, Name: t.Name, About: t.Description, Hours: strconv.Itoa(t.FreeCancelHours), Active: t.Active, Version: t.Version}
	if v.New {
		v.Page.Title = v.Page.L.T("team.service_new")
	} else {
		v.Price = money.Amount{Minor: t.Price.Minor, Currency: t.Price.Currency}.Decimal()
	}
	for _, team := range []catalog.Team{catalog.TeamAny, catalog.TeamAll} {
		v.Teams = append(v.Teams, ui.Choice{Value: string(team), Label: v.Page.L.T("team.kind_" + string(team)), Hint: v.Page.L.T("team.kind_" + string(team) + "_hint"), Selected: team == t.Team})
	}
	for _, m := range []catalog.Mode{catalog.AtPractitioner, catalog.Online, catalog.AtCustomer} {
		v.Modes = append(v.Modes, ui.Choice{Value: string(m), Label: v.Page.L.T("mode." + string(page.Mode(m))), Selected: m == t.Mode})
	}
	v.choosable(c, t)
	return v, t, nil
}

// choosable are the services of members that one client books.
func (v *Offer) choosable(c crew, t catalog.TeamService) {
	for _, p := range c.profiles {
		for _, s := range p.Services {
			if s.Capacity > 1 {
				continue
			}
			v.Currency = s.Price.Currency
			v.Services = append(v.Services, Choosable{ID: s.ID.String(), Name: s.Name, Who: p.DisplayName, Minutes: s.DurationMin,
				Chosen: slices.ContainsFunc(t.Members, func(m catalog.TeamMember) bool { return m.ServiceID == s.ID })})
		}
	}
}

// teamService is the one of the path; "new" is one that is not stored yet.
func (h Handler) teamService(r *http.Request, businessID uuid.UUID) (catalog.TeamService, error) {
	if r.PathValue("offer") == "new" {
		return catalog.TeamService{BusinessID: businessID, Team: catalog.TeamAny, Mode: catalog.AtPractitioner, FreeCancelHours: 24, LateCancelFeeBps: 10_000, Active: true}, nil
	}
	id, err := pathID(r, "offer", catalog.ErrNoTeam)
	if err != nil {
		return catalog.TeamService{}, err
	}
	list, err := h.Catalog.TeamServices(r.Context(), businessID, true)
	if err != nil {
		return catalog.TeamService{}, err
	}
	i := slices.IndexFunc(list, func(t catalog.TeamService) bool { return t.ID == id })
	if i < 0 {
		return catalog.TeamService{}, catalog.ErrNoTeam
	}
	return list[i], nil
}

func (h Handler) saveService(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r, maxFields)
	if err != nil {
		return err
	}
	v, t, err := h.offer(w, r, who)
	if err != nil {
		return err
	}
	services, fault := v.read(form, &t)
	if fault == nil {
		_, fault = h.Catalog.UpsertTeamService(r.Context(), who, t, services)
	}
	if fault == nil {
		return h.Kit.Done(w, r, "team_service_saved", v.Back.URL)
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	v.keep(form)
	httpx.WritePage(w, r, status, OfferPage(v))
	return nil
}

// read takes the form over into t.
func (v *Offer) read(form url.Values, t *catalog.TeamService) ([]uuid.UUID, error) {
	var wrong apperr.Validation
	t.Name, t.Description, t.Team, t.Mode = form.Get("name"), form.Get("description"), catalog.Team(form.Get("team")), catalog.Mode(form.Get("mode"))
	t.Active = form.Get("active") != ""
	var err error
	if !v.New {
		t.Version, err = page.SeenVersion(form.Get("version"))
		if err != nil {
			return nil, err
		}
	}
	t.Price.Minor, err = minorOf(form.Get("price"), v.Currency)
	wrong.Check(err == nil, "price", "number", "Write an amount like 1200 or 1200.50.")
	t.FreeCancelHours, err = strconv.Atoi(strings.TrimSpace(form.Get("free_cancel_hours")))
	wrong.Check(err == nil, "free_cancel_hours", "number", "Write a number of hours from 0 to 720.")
	services, err := idsOf(form["services"], catalog.ErrNoService)
	wrong.Check(err == nil && len(services) > 0, "services", "required", "Choose whose services take part.")
	return services, wrong.Err()
}

// keep shows what was chosen; what was typed the page keeps.
func (v *Offer) keep(form url.Values) {
	for i := range v.Services {
		v.Services[i].Chosen = slices.Contains(form["services"], v.Services[i].ID)
	}
	for i := range v.Teams {
		v.Teams[i].Selected = v.Teams[i].Value == form.Get("team")
	}
	for i := range v.Modes {
		v.Modes[i].Selected = v.Modes[i].Value == form.Get("mode")
	}
	v.Active = form.Get("active") != ""
}

// minorOf reads an amount in major units, with a point or a comma before the decimals.
func minorOf(text, currency string) (int64, error) {
	text = strings.ReplaceAll(strings.TrimSpace(text), ",", ".")
	exponent, err := money.Exponent(currency)
	if err != nil {
		return 0, err
	}
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > exponent {
		return 0, strconv.ErrSyntax
	}
	n, err := strconv.ParseUint(whole+part+strings.Repeat("0", exponent-len(part)), 10, 48)
	return int64(n), err
}
