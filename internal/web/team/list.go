package team

import (
	"net/http"
	"net/url"

	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
)

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.listView(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

func (h Handler) listView(w http.ResponseWriter, r *http.Request, who identity.Principal) (List, error) {
	v := List{Page: h.page(w, r, "")}
	v.Page.Title, v.Zone = v.Page.L.T("nav.team"), v.Page.Zone.String()
	mine, err := h.Businesses.Mine(r.Context(), who)
	if err != nil {
		return v, err
	}
	for _, b := range mine {
		v.Mine = append(v.Mine, Line{address(b.ID), b.Name, string(b.Role)})
	}
	if !who.Verified {
		return v, nil
	}
	asked, err := h.Businesses.InvitationsTo(r.Context(), who)
	for _, a := range asked {
		v.Asked = append(v.Asked, Asked{"/pro/invitations/" + a.ID.String() + "/accept", a.Business.Name, string(a.Role), a.Expires})
	}
	return v, err
}

func profileOf(form url.Values) business.Profile {
	return business.Profile{Slug: form.Get("slug"), Name: form.Get("name"), About: form.Get("about"), Zone: form.Get("zone"),
		Address: form.Get("address"), ShowRooms: form.Get("show_rooms") != ""}
}

func (h Handler) create(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	in := profileOf(form)
	if in.Slug == "" {
		in.Slug = catalog.Slugify(in.Name)
	}
	b, fault := h.Businesses.Create(r.Context(), who, in)
	if fault == nil {
		return h.Kit.Done(w, r, "business_created", address(b.ID))
	}
	v, err := h.listView(w, r, who)
	if err != nil {
		return err
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, ListPage(v))
	return nil
}

func (h Handler) accept(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	id, err := pathID(r, "invitation", business.ErrNoInvitation)
	if err != nil {
		return err
	}
	b, err := h.Businesses.Accept(r.Context(), who, id)
	if err != nil {
		return err
	}
	return h.Kit.Done(w, r, "business_joined", address(b.ID))
}
