package moodpages

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/platform/httpx"
)

func (h Handler) words(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	list, err := h.Moods.Triggers(r.Context(), who)
	if err != nil {
		return err
	}
	v := Words{Page: h.page(w, r, "mood.words_title")}
	for _, t := range list {
		v.List = append(v.List, Word{ID: t.ID.String(), Name: t.Name, Uses: t.Uses})
	}
	httpx.WritePage(w, r, http.StatusOK, WordsPage(v))
	return nil
}

func (h Handler) dropWord(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return mood.ErrNoTrigger
	}
	if err := h.Moods.DropTrigger(r.Context(), who, id); err != nil {
		return err
	}
	return h.Done(w, r, "word_removed", "/mood/words")
}
