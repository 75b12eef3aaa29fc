package clients

import (
	"net/http"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
)

// addNote may be pressed twice: the form's key makes one note of it.
func (h Handler) addNote(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	c, err := h.one(r, who)
	if err != nil {
		return err
	}
	key, err := idem.New("client note:"+who.PersonID.String(), form.Get("key"), []string{c.ID.String(), form.Get("words")})
	if err != nil {
		return err
	}
	if _, err := h.Clients.AddNote(idem.With(r.Context(), key), who, c.ID, form.Get("words")); err != nil {
		return h.showAgain(w, r, who, c, form, err)
	}
	return h.Kit.Done(w, r, "note_saved", address(c))
}

// note is the note of the path. ErrNotFound also for notes about other clients.
func (h Handler) note(r *http.Request, who identity.Principal) (client.Client, client.Note, error) {
	c, err := h.one(r, who)
	if err != nil {
		return c, client.Note{}, err
	}
	id, err := uuid.Parse(r.PathValue("note"))
	if err != nil {
		return c, client.Note{}, client.ErrNotFound
	}
	list, err := h.Clients.Notes(r.Context(), who, c.ID)
	if err != nil {
		return c, client.Note{}, err
	}
	i := slices.IndexFunc(list, func(n client.Note) bool { return n.ID == id })
	if i < 0 {
		return c, client.Note{}, client.ErrNotFound
	}
	return c, list[i], nil
}

func (h Handler) notePage(w http.ResponseWriter, r *http.Request, c client.Client, n client.Note) NoteEdit {
	v := NoteEdit{Page: h.page(w, r, ""), Back: address(c), Name: c.Name, Note: Note{URL: address(c) + "/notes/" + n.ID.String(), Words: n.Words, WrittenAt: n.WrittenAt, EditedAt: n.EditedAt}}
	v.Page.Title = v.Page.L.T("clients.note_edit")
	return v
}

func (h Handler) showNote(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	c, n, err := h.note(r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, NotePage(h.notePage(w, r, c, n)))
	return nil
}

func (h Handler) editNote(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	c, n, err := h.note(r, who)
	if err != nil {
		return err
	}
	if err := h.Clients.EditNote(r.Context(), who, c.ID, n.ID, form.Get("words")); err != nil {
		v := h.notePage(w, r, c, n)
		if !h.Kit.Wrong(&v.Page, form, err, nil) {
			return err
		}
		_, status := httpx.Public(err)
		httpx.WritePage(w, r, status, NotePage(v))
		return nil
	}
	return h.Kit.Done(w, r, "note_saved", address(c))
}
