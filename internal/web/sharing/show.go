package sharing

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/share"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.given(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ShowPage(v))
	return nil
}

func (h Handler) given(w http.ResponseWriter, r *http.Request, who identity.Principal) (Show, error) {
	v := Show{Page: h.page(w, r, "sharing.title"), Days: daysOf("90")}
	list, err := h.Shares.Given(r.Context(), who)
	if err != nil {
		return v, err
	}
	for _, c := range list {
		shown := Consent{URL: "/sharing/" + c.ID.String(), Name: c.Name, Kinds: kindWords(v.Page, c.Kinds), Until: c.Until, Reads: c.Reads, LastRead: c.LastRead}
		if c.Open(v.Page.Now) {
			v.Open = append(v.Open, shown)
		} else {
			v.Past = append(v.Past, shown)
		}
	}
	met, err := h.Shares.Met(r.Context(), who)
	for _, p := range met {
		v.Met = append(v.Met, ui.Choice{Value: p.ID.String(), Label: p.Name})
	}
	v.Kinds = Kinds(v.Page, nil)
	return v, err
}

// Kinds are what can be shared, as a question.
func Kinds(p layout.Page, chosen []string) (out []ui.Choice) {
	for _, k := range share.Kinds {
		name := string(k)
		out = append(out, ui.Choice{Value: name, Label: p.L.T("sharing.kind_" + name), Hint: p.L.T("sharing.kind_" + name + "_hint"), Selected: slices.Contains(chosen, name)})
	}
	return out
}

func kindWords(p layout.Page, kinds []share.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = p.L.T("sharing.kind_" + string(k))
	}
	return p.L.List(words...)
}

// daysOf are the lengths that are offered.
func daysOf(chosen string) (out []ui.Choice) {
	for _, d := range []string{"14", "30", "90", "180", "365"} {
		out = append(out, ui.Choice{Value: d, Selected: d == chosen})
	}
	return out
}

func (h Handler) give(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	in, err := h.Form(w, r)
	if err != nil {
		return err
	}
	t := share.Terms{}
	t.Practitioner, _ = uuid.Parse(in.Get("practitioner")) // what is no id is a stranger
	t.Days, _ = strconv.Atoi(in.Get("days"))
	for _, k := range in["kinds"] {
		t.Kinds = append(t.Kinds, share.Kind(k))
	}
	_, fault := h.Shares.Give(r.Context(), who, t)
	if fault == nil {
		return h.Done(w, r, "shared", "/sharing")
	}
	v, err := h.given(w, r, who)
	if err != nil {
		return err
	}
	status, ok := h.Again(&v.Page, in, fault, nil)
	if !ok {
		return fault
	}
	v.Kinds, v.Days = Kinds(v.Page, in["kinds"]), daysOf(in.Get("days"))
	for i := range v.Met {
		v.Met[i].Selected = v.Met[i].Value == in.Get("practitioner")
	}
	httpx.WritePage(w, r, status, ShowPage(v))
	return nil
}

func (h Handler) reads(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := ref(r)
	if err != nil {
		return err
	}
	list, err := h.Shares.Readings(r.Context(), who, id)
	if err != nil {
		return err
	}
	v := Reads{Page: h.page(w, r, "sharing.reads_title")}
	for _, read := range list {
		v.List = append(v.List, Read{What: v.Page.L.T("sharing.kind_" + string(read.Kind)), At: read.At})
	}
	httpx.WritePage(w, r, http.StatusOK, ReadsPage(v))
	return nil
}

func (h Handler) end(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	id, err := ref(r)
	if err != nil {
		return err
	}
	if err := h.Shares.End(r.Context(), who, id); err != nil {
		return err
	}
	return h.Done(w, r, "share_ended", "/sharing")
}
