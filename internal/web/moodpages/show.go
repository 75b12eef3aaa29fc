package moodpages

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

const perPage = 20

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.list(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ShowPage(v))
	return nil
}

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) (Show, error) {
	v := Show{Page: h.page(w, r, "mood.title")}
	n := page.Number(r)
	entries, total, err := h.Moods.List(r.Context(), who, n, perPage)
	if err != nil {
		return v, err
	}
	v.Total, v.Pages = total, page.Pages(r, n, total, perPage)
	for _, e := range entries {
		v.Entries = append(v.Entries, shown(v.Page, e))
	}
	triggers, err := h.Moods.Triggers(r.Context(), who)
	if err != nil {
		return v, err
	}
	v.Form = form(v.Page, mood.Entry{}, triggers)
	span := spanOf(page.Query(r).Get("range"))
	v.Ranges = ranges(v.Page, span)
	first, last := span.days(v.Page)
	points, err := h.Moods.Between(r.Context(), who, first, last)
	v.Chart = chart(v.Page, span, points)
	return v, err
}

// again shows the journal with what was wrong in the form of a new entry.
func (h Handler) again(w http.ResponseWriter, r *http.Request, who identity.Principal, in url.Values, fault error) error {
	v, err := h.list(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Again(&v.Page, in, fault, map[string]string{"at": "day", "triggers": "words"})
	if !ok {
		return fault
	}
	v.Form.refill(v.Page, in)
	httpx.WritePage(w, r, status, ShowPage(v))
	return nil
}

func shown(p layout.Page, e mood.Entry) Entry {
	out := Entry{URL: "/mood/" + e.ID.String(), Figure: e.Mood, Words: ui.BloomWords(p.L, e.Mood), At: e.At, Zone: e.Zone, Note: e.Note}
	for _, f := range []struct {
		name  string
		value int
	}{{"anxiety", e.Anxiety}, {"stress", e.Stress}, {"energy", e.Energy}} {
		if f.value > 0 {
			out.Figures = append(out.Figures, p.L.T("mood."+f.name)+" "+p.L.Number(f.value))
		}
	}
	for _, t := range e.Triggers {
		out.Triggers = append(out.Triggers, t.Name)
	}
	return out
}

// form is the form of an entry: a new one when e is the zero entry.
func form(p layout.Page, e mood.Entry, list []mood.Trigger) Form {
	f := Form{Mood: e.Mood, Note: e.Note, Version: e.Version, Today: p.Now.In(p.Zone).Format("2006-01-02")}
	if e.Mood > 0 {
		at := e.At.In(e.Zone)
		f.Day, f.Time, f.Open, f.Zone = at.Format("2006-01-02"), at.Format("15:04"), true, e.Zone.String()
	}
	for _, s := range []struct {
		name  string
		value int
	}{{"anxiety", e.Anxiety}, {"stress", e.Stress}, {"energy", e.Energy}} {
		f.Scales = append(f.Scales, Scale{Name: s.name, Choices: scale(p, s.value)})
	}
	chosen := map[string]bool{}
	for _, t := range e.Triggers {
		chosen[strings.ToLower(t.Name)] = true
	}
	f.Triggers = offered(p, list, chosen)
	return f
}

func scale(p layout.Page, chosen int) []ui.Choice {
	out := []ui.Choice{{Value: "", Label: p.L.T("mood.not_said"), Selected: chosen == 0}}
	for n := 1; n <= 10; n++ {
		out = append(out, ui.Choice{Value: strconv.Itoa(n), Label: p.L.Number(n), Selected: n == chosen})
	}
	return out
}

// starters are offered until the person has a list of their own.
var starters = []string{"sleep", "work", "family", "people", "health", "money", "moving", "alone"}

func offered(p layout.Page, list []mood.Trigger, chosen map[string]bool) []ui.Choice {
	var out []ui.Choice
	for _, t := range list {
		out = append(out, ui.Choice{Value: t.Name, Label: t.Name, Selected: chosen[strings.ToLower(t.Name)]})
	}
	if len(list) > 0 {
		return out
	}
	for _, s := range starters {
		name := p.L.T("mood.word_" + s)
		out = append(out, ui.Choice{Value: name, Label: name, Selected: chosen[strings.ToLower(name)]})
	}
	return out
}

// refill puts what was chosen into a form that is shown again; text fields read it from the page.
func (f *Form) refill(p layout.Page, in url.Values) {
	f.Open = true
	f.Mood, _ = strconv.Atoi(in.Get("mood"))
	for i := range f.Scales {
		for j := range f.Scales[i].Choices {
			f.Scales[i].Choices[j].Selected = f.Scales[i].Choices[j].Value == in.Get(f.Scales[i].Name)
		}
	}
	ticked := map[string]bool{}
	for _, t := range in["trigger"] {
		ticked[t] = true
	}
	for i := range f.Triggers {
		f.Triggers[i].Selected = ticked[f.Triggers[i].Value]
	}
	f.Note, f.Day, f.Time, f.More = p.Val("note", ""), p.Val("day", ""), p.Val("time", ""), p.Val("words", "")
}
