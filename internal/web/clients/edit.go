package clients

import (
	"errors"
	"net/http"
	"net/url"

	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/web/page"
)

func (h Handler) showAdd(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	httpx.WritePage(w, r, http.StatusOK, EditPage(Edit{Page: h.addPage(w, r).Page}))
	return nil
}

func (h Handler) addPage(w http.ResponseWriter, r *http.Request) Edit {
	v := Edit{Page: h.page(w, r, "")}
	v.Page.Title = v.Page.L.T("clients.add")
	return v
}

// add may be pressed twice: the form's key makes the second press the first one's answer.
func (h Handler) add(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	d := details(form)
	key, err := idem.New("client:"+who.PersonID.String(), form.Get("key"), d)
	if err != nil {
		return err
	}
	c, err := h.Clients.Add(idem.With(r.Context(), key), who, d)
	if err != nil {
		return h.editAgain(w, r, h.addPage(w, r), form, err)
	}
	return h.Kit.Done(w, r, "client_added", address(c))
}

func details(form url.Values) client.Details {
	return client.Details{Name: form.Get("name"), Email: form.Get("email"), Phone: form.Get("phone"), Language: form.Get("language"),
		Birthday: form.Get("birthday"), ExternalID: form.Get("externalId"), About: form.Get("about")}
}

func (h Handler) showEdit(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	c, err := h.one(r, who)
	if err != nil {
		return err
	}
	if c.Erased {
		page.See(w, r, address(c))
		return nil
	}
	httpx.WritePage(w, r, http.StatusOK, EditPage(h.editPage(w, r, c)))
	return nil
}

func (h Handler) editPage(w http.ResponseWriter, r *http.Request, c client.Client) Edit {
	v := Edit{Page: h.page(w, r, ""), ID: c.ID.String(), Version: c.Version, Details: c.Details, Booked: c.Booked()}
	v.Page.Title = v.Page.L.T("clients.edit_title", d("Name", c.Name))
	return v
}

func (h Handler) edit(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	c, err := h.one(r, who)
	if err != nil {
		return err
	}
	version, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	if _, err := h.Clients.Update(r.Context(), who, c.ID, version, details(form)); err != nil {
		return h.editAgain(w, r, h.editPage(w, r, c), form, err)
	}
	return h.Kit.Done(w, r, "client_saved", address(c))
}

// editAgain shows the form with what was typed, and what was wrong or stood in its way.
func (h Handler) editAgain(w http.ResponseWriter, r *http.Request, v Edit, form url.Values, fault error) error {
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, EditPage(v))
	return nil
}

func (h Handler) remove(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	c, err := h.one(r, who)
	if err != nil {
		return err
	}
	err = h.Clients.Remove(r.Context(), who, c.ID)
	if errors.Is(err, client.ErrKept) {
		return h.showAgain(w, r, who, c, nil, err)
	} else if err != nil {
		return err
	}
	return h.Kit.Done(w, r, "client_removed", "/pro/clients")
}
