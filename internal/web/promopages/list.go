package promopages

import (
	"context"
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/promo"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/page"

	"github.com/google/uuid"
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
	v, number := List{Page: h.page(w, r, "nav.promotions")}, page.Number(r)
	list, total, err := h.Promos.List(r.Context(), who, promo.Page{Number: number, Limit: perPage})
	if err != nil {
		return v, err
	}
	authors := make([]uuid.UUID, len(list))
	for i, x := range list {
		authors[i] = x.CreatedBy
	}
	people, err := h.People.PeopleByIDs(r.Context(), h.Promos.DB, authors)
	if err != nil {
		return v, err
	}
	of, err := h.subjects(r.Context(), v.Page.L, who, list)
	if err != nil {
		return v, err
	}
	today := h.Promos.Today()
	for _, x := range list {
		v.Items = append(v.Items, Item{ID: x.ID.String(), Code: x.Code, Off: offWords(v.Page.L, x), For: limitWords(v.Page.L, of[x.ID], x), Bearer: x.BorneBy,
			Used: usedWords(v.Page.L, x), Note: x.Note, Author: people[x.CreatedBy].Name, From: x.From, Until: x.Until, State: x.StateOn(today)})
	}
	v.Pages = page.Pages(r, number, total, perPage)
	return v, nil
}

// subjects name what each promotion is for, by promotion: a service, a category, or everything.
func (h Handler) subjects(ctx context.Context, l *i18n.Localizer, who identity.Principal, list []promo.Promotion) (map[uuid.UUID]string, error) {
	tree, err := h.Catalog.AllCategories(ctx, who)
	if err != nil {
		return nil, err
	}
	var ids []uuid.UUID
	for _, x := range list {
		if x.ServiceID != uuid.Nil {
			ids = append(ids, x.ServiceID)
		}
	}
	services, err := h.Catalog.ServicesForBooking(ctx, h.Promos.DB, ids)
	if err != nil {
		return nil, err
	}
	names := make(map[uuid.UUID]string, len(services))
	for _, s := range services {
		names[s.ID] = l.List(s.Title(), s.DisplayName)
	}
	out := make(map[uuid.UUID]string, len(list))
	for _, x := range list {
		switch {
		case x.ServiceID != uuid.Nil:
			out[x.ID] = names[x.ServiceID]
		case x.CategoryID != uuid.Nil:
			out[x.ID] = page.CategoryName(l, tree, x.CategoryID)
		default:
			out[x.ID] = l.T("commission.every_category")
		}
	}
	return out, nil
}

func (h Handler) end(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("promotion"))
	if err != nil {
		return promo.ErrNotFound
	}
	_, fault := h.Promos.End(r.Context(), who, id)
	e, status, refused := page.Refused(fault)
	if !refused {
		if fault != nil {
			return fault
		}
		return h.Kit.Done(w, r, "promotion_ended", at)
	}
	v, err := h.listView(w, r, who)
	if err != nil {
		return err
	}
	page.Warn(&v.Page, e)
	v.Page.Path = at
	httpx.WritePage(w, r, status, ListPage(v))
	return nil
}
