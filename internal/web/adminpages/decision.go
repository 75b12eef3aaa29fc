package adminpages

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// verdicts are the decisions of the form.
var verdicts = map[string]catalog.VerificationStatus{"approve": catalog.Verified, "refuse": catalog.Rejected}

func (h Handler) decisionView(w http.ResponseWriter, r *http.Request, e catalog.QueueEntry) (Decision, error) {
	ids := []uuid.UUID{e.Practitioner.PersonID}
	for _, d := range e.Decisions {
		ids = append(ids, d.DecidedBy)
	}
	people, err := h.People.PeopleByIDs(r.Context(), h.Catalog.DB, ids)
	if err != nil {
		return Decision{}, err
	}
	v := Decision{Page: h.page(w, r), Version: e.Practitioner.Version, Choices: []ui.Choice{{Value: "approve"}, {Value: "refuse"}}}
	v.Item = h.item(v.Page, e)
	v.Page.Title = e.Practitioner.DisplayName
	v.Facts = facts(v.Page, e.Practitioner, people[e.Practitioner.PersonID])
	claims, err := h.Catalog.ClaimsOf(r.Context(), identity.PrincipalFrom(r.Context()), e.Practitioner)
	if err != nil {
		return Decision{}, err
	}
	for _, d := range e.Documents {
		v.Papers = append(v.Papers, paperOf(v.Page, e.Practitioner, d, claims[d.ID]))
		v.Ends = max(v.Ends, d.ExpiresOn)
	}
	v.History = history(v.Page, e, people)
	return v, nil
}

// paperOf is a document beside the facts, with what it is said to be.
func paperOf(p layout.Page, who catalog.Practitioner, d catalog.Document, said catalog.Claims) Paper {
	out := Paper{Name: p.L.T("admin.kind_" + d.Kind), Kind: typeName(d.ContentType), URL: "/admin/documents/" + d.ID.String(), Size: size(d.SizeBytes)}
	out.Claims = strings.Join(slices.DeleteFunc([]string{said.Number, said.Issuer, page.CountryName(p, d.Country)}, func(s string) bool { return s == "" }), ", ")
	out.Differs = d.Kind == "registration" && said.Number != "" && who.Registration.Number != "" && !strings.EqualFold(said.Number, who.Registration.Number)
	out.Expires, _ = time.Parse(time.DateOnly, d.ExpiresOn) // none: it does not end
	return out
}

// facts are what the practitioner claims, as far as it was given.
func facts(p layout.Page, who catalog.Practitioner, account identity.Person) []Fact {
	var out []Fact
	add := func(label string, values ...string) {
		values = slices.DeleteFunc(values, func(s string) bool { return s == "" })
		if len(values) > 0 {
			out = append(out, Fact{Label: p.L.T("admin.fact_" + label), Value: strings.Join(values, ", ")})
		}
	}
	add("headline", who.Headline)
	add("account", account.Name, account.Email)
	add("registration", who.Registration.Body, who.Registration.Number)
	for _, c := range who.Certifications {
		year := ""
		if c.Year > 0 {
			year = strconv.Itoa(c.Year)
		}
		add("certification", c.Name, c.Issuer, c.Number, year)
	}
	if who.ExperienceYears > 0 {
		add("experience", p.L.N("admin.years", who.ExperienceYears))
	}
	add("place", who.Area, who.City, page.CountryName(p, who.Country))
	add("languages", languageNames(who.Languages)...)
	for _, s := range who.Services {
		add("service", s.Name, p.L.Duration(s.DurationMin), p.L.Money(s.Price))
	}
	add("bio", who.Bio)
	return out
}

func languageNames(tags []string) []string {
	out := make([]string, len(tags))
	for i, t := range tags {
		out[i] = page.LanguageName(t)
	}
	return out
}

// history tells what happened, oldest first.
func history(p layout.Page, e catalog.QueueEntry, people map[uuid.UUID]identity.Person) []Entry {
	out := []Entry{{At: e.Practitioner.CreatedAt, Who: e.Practitioner.DisplayName, What: p.L.T("admin.did_apply")}}
	for _, d := range e.Decisions {
		who := people[d.DecidedBy].Name
		if d.DecidedBy == uuid.Nil {
			who = p.L.T("admin.import")
		}
		out = append(out, Entry{At: d.DecidedAt, Who: who, What: p.L.T("admin.did_"+string(d.Status), i18n.D{"Why": because(p.L, d)})})
	}
	slices.SortStableFunc(out, func(a, b Entry) int { return a.At.Compare(b.At) })
	return out
}

func because(l *i18n.Localizer, d catalog.Decision) string {
	return strings.Join(slices.DeleteFunc([]string{page.CheckMethod(l, d.Method), d.Reason}, func(s string) bool { return s == "" }), "; ")
}

func typeName(contentType string) string {
	_, sub, _ := strings.Cut(contentType, "/")
	return strings.ToUpper(sub)
}

func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KB", max(1, bytes>>10))
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

func (h Handler) showDecision(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	e, err := h.entry(r, who)
	if err != nil {
		return err
	}
	v, err := h.decisionView(w, r, e)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, DecisionPage(v))
	return nil
}

// decide takes a decision about the profile as the operator saw it: when it changed meanwhile, they look again.
func (h Handler) decide(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	e, err := h.entry(r, who)
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return page.ErrForm
	}
	in := catalog.Verdict{Status: verdicts[form.Get("decision")], Method: form.Get("method"), Reason: form.Get("reason"), Version: version,
		LicenceExpiresOn: form.Get("licence_expires_on")}
	_, fault := h.Catalog.DecideVerification(r.Context(), who, e.Practitioner.ID, in)
	if fault == nil || (errors.Is(fault, catalog.ErrStale) && same(e, who, in)) {
		h.Kit.Flash(w, ui.Success, "decision_saved")
		page.See(w, r, "/admin/verification")
		return nil
	}
	return h.decisionAgain(w, r, e, form, fault)
}

// same reports whether the decision that stands is this one: the form was sent twice.
func same(e catalog.QueueEntry, who identity.Principal, in catalog.Verdict) bool {
	last, ok := latest(e.Decisions)
	return ok && e.Practitioner.VerificationStatus == in.Status && e.Practitioner.Version == in.Version+1 && last.DecidedBy == who.PersonID && last.Status == in.Status
}

func (h Handler) decisionAgain(w http.ResponseWriter, r *http.Request, e catalog.QueueEntry, form url.Values, fault error) error {
	v, err := h.decisionView(w, r, e)
	if err != nil {
		return errors.Join(fault, err)
	}
	for i, c := range v.Choices {
		v.Choices[i].Selected = c.Value == form.Get("decision")
	}
	switch {
	case errors.Is(fault, catalog.ErrStale):
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Warning, Text: v.Page.L.T("admin.stale")})
		page.Keep(&v.Page, form)
	case !h.Kit.Wrong(&v.Page, form, page.InForm(fault, "decision"), nil):
		return fault
	}
	_, status := httpx.Public(fault)
	httpx.WritePage(w, r, status, DecisionPage(v))
	return nil
}
