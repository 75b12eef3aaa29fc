package listing

import (
	"errors"
	"net/http"
	"slices"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// stepYou is the step that makes the profile; the others are the catalogue's.
const stepYou catalog.Step = "you"

// steps are asked in this order.
var steps = slices.Concat([]catalog.Step{stepYou}, catalog.Steps)

func stepPath(s catalog.Step) string {
	if s == "" {
		return "/pro/start/done"
	}
	return "/pro/start/" + string(s)
}

// own is an action on the caller's own profile.
type own func(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner) error

// with finds the profile; who has none yet begins with themselves.
func (h Handler) with(do own) page.Action {
	return func(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
		p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
		if errors.Is(err, catalog.ErrNoPractitioner) {
			page.See(w, r, stepPath(stepYou))
			return nil
		}
		if err != nil {
			return err
		}
		return do(w, r, who, p)
	}
}

// resume leads to the first step that was not passed.
func (h Handler) resume(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.with(func(w http.ResponseWriter, r *http.Request, _ identity.Principal, p catalog.Practitioner) error {
		setup, _, err := h.Catalog.Setup(r.Context(), p.ID)
		if err != nil {
			return err
		}
		page.See(w, r, stepPath(setup.Next()))
		return nil
	})(w, r, who)
}

// passed notes the step and goes on to the next one in the order, whatever was passed before: going back and forth is
// one's own affair.
func (h Handler) passed(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner, step catalog.Step, modes ...catalog.Mode) error {
	if err := h.Catalog.PassStep(r.Context(), who, p.ID, step, modes...); err != nil {
		return err
	}
	page.See(w, r, stepPath(after(step)))
	return nil
}

func after(step catalog.Step) catalog.Step {
	if i := slices.Index(steps, step); i >= 0 && i+1 < len(steps) {
		return steps[i+1]
	}
	return ""
}

// skip passes a step that nobody has to do.
func (h Handler) skip(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	step := catalog.Step(r.PathValue("step"))
	if step != catalog.StepCalendar && step != catalog.StepDocuments {
		return httpx.ErrNotFound
	}
	return h.passed(w, r, who, p, step)
}

// start is the frame of a step: the mark, help and one question.
func (h Handler) start(w http.ResponseWriter, r *http.Request, step catalog.Step) Start {
	p := h.Kit.Private(w, r)
	p.Area, p.Title = layout.Focus, p.L.T("start."+string(step))
	s := Start{Page: p, N: slices.Index(steps, step) + 1, Of: len(steps)}
	if s.N > 1 {
		s.Back = stepPath(steps[s.N-2])
	}
	return s
}

// showOffer explains to somebody with an account what offering sessions means; practitioners are led to where they were.
func (h Handler) showOffer(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if who.Role == identity.Practitioner {
		page.See(w, r, "/pro/start")
		return nil
	}
	p := h.Kit.Private(w, r)
	p.Area, p.Title = layout.Focus, p.L.T("account.offer")
	httpx.WritePage(w, r, http.StatusOK, OfferPage(Offer{Page: p, Operator: who.Role == identity.Admin, Unproved: !who.Verified}))
	return nil
}

// offer makes the account a practitioner's; what the page said before is the consent.
func (h Handler) offer(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	if who.Role == identity.Admin || !who.Verified {
		page.See(w, r, "/account/offer") // which says why not
		return nil
	}
	if err := h.People.BecomePractitioner(r.Context(), who); err != nil {
		return err
	}
	page.See(w, r, "/pro/start")
	return nil
}
