package adminpages

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

const peopleShown = 25

func (h Handler) showPeople(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	number := page.Number(r)
	v, err := h.peopleView(w, r, who, "", number)
	if err != nil {
		return err
	}
	v.Pages = page.Pages(r, number, v.Total, peopleShown)
	httpx.WritePage(w, r, http.StatusOK, PeoplePage(v))
	return nil
}

// findPeople is a form that is posted, though it changes nothing: an address has no place in a URL.
func (h Handler) findPeople(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	v, err := h.peopleView(w, r, who, form.Get("q"), 1)
	if err != nil {
		return err
	}
	v.More = v.Total > len(v.Items)
	httpx.WritePage(w, r, http.StatusOK, PeoplePage(v))
	return nil
}

func (h Handler) peopleView(w http.ResponseWriter, r *http.Request, who identity.Principal, words string, number int) (People, error) {
	v := People{Page: h.peoplePage(w, r), Words: words}
	list, total, err := h.People.Accounts(r.Context(), who, words, number, peopleShown)
	if err != nil {
		return People{}, err
	}
	v.Total = total
	for _, p := range list {
		v.Items = append(v.Items, account(p))
	}
	return v, nil
}

func (h Handler) peoplePage(w http.ResponseWriter, r *http.Request) layout.Page {
	p := h.page(w, r)
	p.Section, p.Title = "people", p.L.T("nav.people")
	return p
}

func account(p identity.Person) Account {
	return Account{ID: p.ID.String(), Name: p.Name, Email: p.Email, Role: string(p.Role), Status: string(p.Status), Since: p.CreatedAt}
}

// state is the account of the path.
func (h Handler) state(r *http.Request, who identity.Principal) (identity.AccountState, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return identity.AccountState{}, identity.ErrPersonNotFound
	}
	return h.People.AccountState(r.Context(), who, id)
}

func (h Handler) showPerson(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	s, err := h.state(r, who)
	if err != nil {
		return err
	}
	v := Person{Page: h.peoplePage(w, r), Who: account(s.Person), Own: s.ID == who.PersonID, Verbs: verbsFor(s.Status)}
	v.Page.Title = s.Name
	if v.Ahead, err = h.ahead(r.Context(), v.Page, who, s.ID); err != nil {
		return err
	}
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), s.ID)
	if err != nil && !errors.Is(err, catalog.ErrNoPractitioner) {
		return err
	}
	v.Facts = accountFacts(v.Page, s, practice, len(v.Ahead.Items))
	httpx.WritePage(w, r, http.StatusOK, PersonPage(v))
	return nil
}

// accountFacts are what an operator needs to know before a decision. practice is zero without a profile.
func accountFacts(p layout.Page, s identity.AccountState, practice catalog.Practitioner, ahead int) []Fact {
	var out []Fact
	add := func(label, value string) {
		if value != "" {
			out = append(out, Fact{Label: p.L.T("admin." + label), Value: value})
		}
	}
	address := p.L.T("admin.unproved", d("Email", s.Email))
	if s.Verified {
		address = s.Email
	}
	add("email", address)
	add("role", p.L.T("admin.role_"+string(s.Role)))
	add("state", p.L.T("admin.account_"+string(s.Status)))
	add("reason", s.Reason)
	add("since", p.L.WhenYear(s.CreatedAt, p.Zone))
	add("sessions", strconv.Itoa(s.Sessions))
	add("ahead", strconv.Itoa(ahead))
	if practice.ID != uuid.Nil {
		add("profile", p.L.T("admin.profile_"+shownOrHidden(practice), d("Slug", practice.Slug)))
	}
	return out
}

func shownOrHidden(p catalog.Practitioner) string {
	if p.Visible() {
		return "shown"
	}
	return "hidden"
}

// ahead is what is booked with or by a person, and what has to go back in all if none of it takes place.
func (h Handler) ahead(ctx context.Context, p layout.Page, who identity.Principal, person uuid.UUID) (Ahead, error) {
	list, err := h.Bookings.AheadOf(ctx, who, person)
	if err != nil {
		return Ahead{}, err
	}
	var out Ahead
	for _, b := range list {
		out.Items = append(out.Items, AheadItem{Code: b.Code, Start: b.Start, Side: sideOf(b.Booking, person), Due: b.Due})
		out.Sums = summed(p, out.Sums, b.Due)
	}
	return out, nil
}

func sideOf(b *booking.Booking, person uuid.UUID) string {
	if b.PractitionerPersonID == person {
		return "practitioner"
	}
	return "client"
}

// summed adds an amount to the line of its currency.
func summed(p layout.Page, sums []ui.PriceLine, due money.Amount) []ui.PriceLine {
	for i := range sums {
		if sums[i].Amount.Currency == due.Currency {
			sums[i].Amount.Minor += due.Minor
			return sums
		}
	}
	return append(sums, ui.PriceLine{Label: p.L.T("admin.ahead_sum"), Amount: due, Total: true})
}

// changes are the verbs and the statuses they lead to.
var changes = map[string]identity.Status{"suspend": identity.Suspended, "deactivate": identity.Inactive, "reactivate": identity.Active}

// verbsFor are what can be done to an account of a status.
func verbsFor(s identity.Status) []string {
	switch s {
	case identity.Suspended:
		return []string{"reactivate"}
	case identity.Inactive:
		return []string{"reactivate", "suspend"}
	}
	return []string{"suspend", "deactivate"}
}

func (h Handler) changeView(w http.ResponseWriter, r *http.Request, who identity.Principal, s identity.AccountState, verb string) (Change, error) {
	v := Change{Page: h.peoplePage(w, r), Who: account(s.Person), Verb: verb}
	v.Page.Title = v.Page.L.T("admin.do_" + verb)
	var err error
	v.Ahead, err = h.ahead(r.Context(), v.Page, who, s.ID)
	return v, err
}

// showChange is the page that a change is confirmed on. Nobody changes their own account.
func (h Handler) showChange(verb string) page.Action {
	return func(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
		s, err := h.state(r, who)
		if err != nil {
			return err
		}
		if s.ID == who.PersonID {
			return identity.ErrOwnAccount
		}
		v, err := h.changeView(w, r, who, s, verb)
		if err != nil {
			return err
		}
		httpx.WritePage(w, r, http.StatusOK, ChangePage(v))
		return nil
	}
}

// change may be pressed twice: an account that has the status keeps it.
func (h Handler) change(verb string) page.Action {
	return func(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
		form, err := h.Kit.Form(w, r)
		if err != nil {
			return err
		}
		s, err := h.state(r, who)
		if err != nil {
			return err
		}
		if err := h.People.ChangeStatus(r.Context(), who, s.ID, changes[verb], form.Get("reason")); err != nil {
			return h.changeAgain(w, r, who, s, verb, form, err)
		}
		h.Kit.Flash(w, ui.Success, "account_"+verb)
		page.See(w, r, account(s.Person).URL())
		return nil
	}
}

func (h Handler) changeAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, s identity.AccountState, verb string, form url.Values, fault error) error {
	v, err := h.changeView(w, r, who, s, verb)
	if err != nil {
		return errors.Join(fault, err)
	}
	if !h.Kit.Wrong(&v.Page, form, page.InForm(fault, "account"), nil) {
		return fault
	}
	_, status := httpx.Public(fault)
	httpx.WritePage(w, r, status, ChangePage(v))
	return nil
}
