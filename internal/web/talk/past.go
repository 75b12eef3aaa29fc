package talk

import (
	"net/http"
	"strconv"
	"strings"

	"klear/internal/modules/companion"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"

	"github.com/google/uuid"
)

const (
	perPage  = 20
	readPage = 100 // messages of an earlier talk at a time
)

// past lists earlier talks, or what the search finds in them.
func (h Handler) past(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v := Past{Page: h.page(w, r, "talk.past_title"), Query: strings.TrimSpace(page.Query(r).Get("q"))}
	if v.Query != "" {
		return h.search(w, r, who, v)
	}
	n := page.Number(r)
	list, total, err := h.Companion.Sessions(r.Context(), who, (n-1)*perPage, perPage)
	if err != nil {
		return err
	}
	for _, s := range list {
		v.Talks = append(v.Talks, Talk{URL: "/talk/past/" + s.ID.String(), At: s.StartedAt, Messages: s.Messages, Summary: s.Summary, Open: s.Open()})
	}
	v.Pages = page.Pages(r, n, total, perPage)
	httpx.WritePage(w, r, http.StatusOK, PastPage(v))
	return nil
}

func (h Handler) search(w http.ResponseWriter, r *http.Request, who identity.Principal, v Past) error {
	found, fault := h.Companion.Search(r.Context(), who, v.Query)
	status := http.StatusOK
	if fault != nil {
		var ok bool
		if status, ok = h.Again(&v.Page, page.Query(r), fault, nil); !ok {
			return fault
		}
	}
	for _, m := range found {
		v.Found = append(v.Found, Found{URL: "/talk/past/" + m.Session.String() + "?before=" + strconv.Itoa(m.Seq+1) + "#m-" + m.ID.String(), Mine: m.Author == companion.Person, Words: m.Words, At: m.SentAt})
	}
	httpx.WritePage(w, r, status, PastPage(v))
	return nil
}

func idOf(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return id, companion.ErrNoSession
	}
	return id, nil
}

func (h Handler) kept(w http.ResponseWriter, r *http.Request, who identity.Principal) (Kept, error) {
	id, err := idOf(r)
	if err != nil {
		return Kept{}, err
	}
	s, err := h.Companion.Session(r.Context(), who, id)
	if err != nil {
		return Kept{}, err
	}
	before, _ := strconv.Atoi(page.Query(r).Get("before")) // what is no number is the end
	list, err := h.Companion.Messages(r.Context(), who, id, before, readPage)
	v := Kept{Page: h.page(w, r, "talk.past_title"), ID: id.String(), At: s.StartedAt, Entries: read(list), Summary: s.Summary}
	if len(list) > 0 && list[0].Seq > 1 {
		v.Earlier = "/talk/past/" + id.String() + "?before=" + strconv.Itoa(list[0].Seq)
	}
	return v, err
}

func (h Handler) showPast(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.kept(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, KeptPage(v))
	}
	return err
}

func (h Handler) summarise(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	id, err := idOf(r)
	if err != nil {
		return err
	}
	fault := h.Companion.Summarise(r.Context(), who, id, form.Get("summary"))
	if fault == nil {
		return h.Done(w, r, "talk_summarised", "/talk/past/"+id.String())
	}
	v, err := h.kept(w, r, who)
	if err != nil {
		return err
	}
	status, ok := h.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	v.Summary = form.Get("summary")
	httpx.WritePage(w, r, status, KeptPage(v))
	return nil
}

func (h Handler) drop(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	id, err := idOf(r)
	if err == nil {
		err = h.Companion.Delete(r.Context(), who, id)
	}
	if err != nil {
		return err
	}
	return h.Done(w, r, "talk_deleted", "/talk/past")
}
