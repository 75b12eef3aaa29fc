package account

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) showFamily(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.familyView(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, FamilyPage(v))
	return nil
}

func (h Handler) familyView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Family, error) {
	v := Family{Page: h.page(w, r), Most: identity.MaxFamily}
	list, err := h.People.Family(r.Context(), who)
	if err != nil {
		return Family{}, err
	}
	for _, d := range list {
		v.People = append(v.People, memberOf(v, d))
	}
	v.Form = MemberForm{Relations: relations(v, "")}
	return v, nil
}

func memberOf(v Family, d identity.Dependant) Member {
	m := Member{ID: d.ID.String(), Name: d.Name, Relation: v.Page.L.T("relation." + string(d.Relation)), Note: d.Note, Age: -1}
	if age, known := identity.AgeOn(d.Born, v.Page.Now.In(v.Page.Zone)); known {
		m.Age = age
	}
	return m
}

func relations(v Family, chosen identity.Relation) []ui.Choice {
	out := make([]ui.Choice, len(identity.Relations))
	for i, r := range identity.Relations {
		out[i] = ui.Choice{Value: string(r), Label: v.Page.L.T("relation." + string(r)), Selected: r == chosen}
	}
	return out
}

// dependantOf reads the form. A date of which only a part was given is wrong, not untold.
func dependantOf(form url.Values) identity.DependantChange {
	c := identity.DependantChange{Relation: identity.Relation(form.Get("relation")), Name: form.Get("name"), Note: form.Get("note")}
	day, month, year := strings.TrimSpace(form.Get("born_day")), strings.TrimSpace(form.Get("born_month")), strings.TrimSpace(form.Get("born_year"))
	if day+month+year == "" {
		return c
	}
	d, errDay := strconv.Atoi(day)
	m, errMonth := strconv.Atoi(month)
	y, errYear := strconv.Atoi(year)
	if errors.Join(errDay, errMonth, errYear) != nil {
		c.Born = "?"
		return c
	}
	c.Born = fmt.Sprintf("%04d-%02d-%02d", y, m, d)
	return c
}

func (h Handler) addMember(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	if _, err := h.People.AddDependant(r.Context(), who, dependantOf(form)); err != nil {
		return h.familyAgain(w, r, who, form, err)
	}
	return h.Kit.Done(w, r, "family_added", page.Local(form.Get("next"), "/account/family"))
}

// familyAgain shows the list with the form as it was sent and what is wrong with it.
func (h Handler) familyAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, form url.Values, fault error) error {
	v, err := h.familyView(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	v.Form.Relations = relations(v, identity.Relation(form.Get("relation")))
	return h.memberWrong(w, r, v, form, fault)
}

func (h Handler) memberWrong(w http.ResponseWriter, r *http.Request, v Family, form url.Values, fault error) error {
	status, ok := h.Kit.Again(&v.Page, form, fault, map[string]string{"born": "born_day"})
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, FamilyPage(v))
	return nil
}

// member is the entry of the address. Another's does not exist.
func (h Handler) member(r *http.Request, who identity.Principal) (identity.Dependant, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return identity.Dependant{}, identity.ErrDependantNotFound
	}
	list, err := h.People.Family(r.Context(), who)
	if err != nil {
		return identity.Dependant{}, err
	}
	for _, d := range list {
		if d.ID == id {
			return d, nil
		}
	}
	return identity.Dependant{}, identity.ErrDependantNotFound
}

// memberView is the page with one entry in the form.
func (h Handler) memberView(w http.ResponseWriter, r *http.Request, d identity.Dependant) Family {
	v := Family{Page: h.page(w, r), Most: identity.MaxFamily}
	v.Form = MemberForm{ID: d.ID.String(), Name: d.Name, Note: d.Note, Relations: relations(v, d.Relation)}
	if !d.Born.IsZero() {
		v.Form.Day, v.Form.Month, v.Form.Year = strconv.Itoa(d.Born.Day()), strconv.Itoa(int(d.Born.Month())), d.Born.Format("2006")
	}
	return v
}

func (h Handler) showMember(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	d, err := h.member(r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, FamilyPage(h.memberView(w, r, d)))
	return nil
}

func (h Handler) saveMember(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	d, err := h.member(r, who)
	if err != nil {
		return err
	}
	if _, err := h.People.ChangeDependant(r.Context(), who, d.ID, dependantOf(form)); err != nil {
		v := h.memberView(w, r, d)
		v.Form.Relations = relations(v, identity.Relation(form.Get("relation")))
		return h.memberWrong(w, r, v, form, err)
	}
	return h.Kit.Done(w, r, "family_saved", "/account/family")
}

// removeMember may be pressed twice.
func (h Handler) removeMember(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return identity.ErrDependantNotFound
	}
	if err := h.People.RemoveDependant(r.Context(), who, id); err != nil && !errors.Is(err, identity.ErrDependantNotFound) {
		return err
	}
	return h.Kit.Done(w, r, "family_removed", "/account/family")
}

// ownDependant is somebody in the export.
type ownDependant struct {
	Relation string `json:"relation"`
	Name     string `json:"name"`
	Born     string `json:"born,omitempty"`
	Note     string `json:"note,omitempty"`
}

func (h Handler) ownFamily(r *http.Request, who identity.Principal, to *ownData) error {
	list, err := h.People.Family(r.Context(), who)
	for _, d := range list {
		it := ownDependant{Relation: string(d.Relation), Name: d.Name, Note: d.Note}
		if !d.Born.IsZero() {
			it.Born = d.Born.Format(time.DateOnly)
		}
		to.Family = append(to.Family, it)
	}
	return err
}
