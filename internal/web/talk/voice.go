package talk

import (
	"errors"
	"net/http"

	"klear/internal/modules/companion"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// voice writes a recording down and puts its words into the field: nothing is sent before they were read.
func (h Handler) voice(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	// All of it in memory: a recording touches no disk.
	if err := r.ParseMultipartForm(companion.MaxAudio + 1<<20); err != nil {
		return page.ErrForm.With(err)
	}
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	words, fault := h.understood(r, who)
	if errors.Is(fault, companion.ErrNotWelcomed) {
		page.See(w, r, "/talk")
		return nil
	}
	v, err := h.view(w, r, who) // after the words were judged: the card may be there by now
	if err != nil {
		return err
	}
	status := http.StatusOK
	if fault != nil {
		e, ok := apperr.As(fault)
		if !ok {
			return fault
		}
		_, status = httpx.Public(fault)
		h.Wrong(&v.Page, form, e.WithFields(apperr.Field{Path: "audio", Code: e.Code, Message: e.Message}), nil)
	} else {
		v.Words = words
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Info, Text: v.Page.L.T("talk.voice_read")})
	}
	httpx.WritePage(w, r, status, TalkPage(v))
	return nil
}

// understood are the words of the recording that a form carries.
func (h Handler) understood(r *http.Request, who identity.Principal) (string, error) {
	file, _, err := r.FormFile("audio")
	if err != nil {
		return "", companion.ErrAudio.With(err)
	}
	defer file.Close()
	l, _ := h.Reader(r)
	return h.Companion.Transcribe(r.Context(), who, file, l.Tag())
}
