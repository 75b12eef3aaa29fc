package talk

import (
	"errors"
	"net/http"
	"strconv"

	"klear/internal/modules/companion"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) showEnd(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Companion.Current(r.Context(), who); errors.Is(err, companion.ErrNoSession) {
		page.See(w, r, "/talk")
		return nil
	} else if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, EndPage(EndView{Page: h.page(w, r, "talk.end_title")}))
	return nil
}

func (h Handler) end(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	open, err := h.Companion.Current(r.Context(), who)
	if errors.Is(err, companion.ErrNoSession) {
		return h.Done(w, r, "talk_ended", "/talk/past") // another device was first
	}
	if err != nil {
		return err
	}
	fault := h.Companion.End(r.Context(), who, open.ID, moodOf(form.Get("mood")), form.Get("summary"))
	if fault == nil {
		return h.Done(w, r, "talk_ended", "/talk/past")
	}
	v := EndView{Page: h.page(w, r, "talk.end_title"), Summary: form.Get("summary")}
	status, ok := h.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, EndPage(v))
	return nil
}

// moodOf is the figure of a field that may be left out; what is no figure is none that is accepted.
func moodOf(s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}
