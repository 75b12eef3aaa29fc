package letterpages

import (
	"net/http"
	"strings"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/platform/apperr"
)

// framePolicy lets the letter look as it is written and do nothing; only our own pages show it.
const framePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox"

func (h Handler) preview(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	s, err := h.Settings.LetterOf(r.Context(), who, r.PathValue("lang"), r.PathValue("name"))
	if err != nil {
		return err
	}
	return h.frame(w, r, who, s.Words, false)
}

// previewTyped answers into the frame beside the form: what was typed stays where it is.
func (h Handler) previewTyped(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	return h.frame(w, r, who, typed(form), form.Get("as") == "text")
}

func (h Handler) frame(w http.ResponseWriter, r *http.Request, who identity.Principal, words notify.Words, plain bool) error {
	lang, name := r.PathValue("lang"), r.PathValue("name")
	subject, text, markup, err := h.Settings.PreviewLetter(who, lang, name, words)
	if e, ok := apperr.As(err); ok && len(e.Fields) > 0 {
		return h.frameFaults(w, r, who, words)
	}
	if err != nil {
		return err
	}
	if plain {
		answer(w, http.StatusOK, "text/plain; charset=utf-8", subject+"\n\n"+text)
		return nil
	}
	answer(w, http.StatusOK, "text/html; charset=utf-8", markup)
	return nil
}

// frameFaults says in the frame what saving would say.
func (h Handler) frameFaults(w http.ResponseWriter, r *http.Request, who identity.Principal, words notify.Words) error {
	faults, err := h.Settings.CheckLetter(who, r.PathValue("lang"), r.PathValue("name"), words)
	if err != nil {
		return err
	}
	l, _ := h.Kit.Reader(r)
	var out strings.Builder
	for _, f := range inWords(l, faults) {
		out.WriteString(l.T("letters."+f.Field) + ": " + f.Message + "\n")
	}
	answer(w, http.StatusUnprocessableEntity, "text/plain; charset=utf-8", out.String())
	return nil
}

func answer(w http.ResponseWriter, status int, contentType, body string) {
	head := w.Header()
	head.Set("Content-Type", contentType)
	head.Set("Content-Security-Policy", framePolicy)
	head.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // the client may have gone
}
