package account

import (
	"errors"
	"net/http"
	"net/url"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// MaxAvatarMB is the largest picture that is taken, as the page says it.
const MaxAvatarMB = 15

func (h Handler) profileView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Profile, error) {
	p, err := h.People.Profile(r.Context(), who)
	if err != nil {
		return Profile{}, err
	}
	v := Profile{Page: h.page(w, r), Name: p.Name, Email: p.Email, EmailVerified: p.Verified, Phone: p.Phone, MaxAvatarMB: MaxAvatarMB,
		MayOffer: who.Role == identity.Seeker && h.Kit.Brand().Has(brand.Booking),
		Face:     ui.Face{Seed: p.ID.String(), Name: p.Name}}
	if p.AvatarKey != "" {
		v.Face.Photo = h.PictureURL(p.AvatarKey)
	}
	if !p.Verified {
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Info, Text: v.Page.L.T("account.email_wait"),
			Action: &ui.Link{URL: "/verify", Label: v.Page.L.T("verify.again")}})
	}
	return v, nil
}

func (h Handler) showProfile(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.profileView(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ProfilePage(v))
	return nil
}

func (h Handler) saveProfile(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	name, phone := form.Get("name"), form.Get("phone")
	_, err = h.People.UpdateProfile(r.Context(), who, identity.ProfileChange{Name: &name, Phone: &phone}, h.Kit.Device(r))
	if err == nil {
		return h.Kit.Done(w, r, "profile_saved", "/account/profile")
	}
	return h.profileAgain(w, r, who, form, err)
}

// profileAgain shows the page with what is wrong, or returns an error that is about no field.
func (h Handler) profileAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, form url.Values, fault error) error {
	v, err := h.profileView(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	if !h.Kit.Wrong(&v.Page, form, fault, nil) {
		return fault
	}
	httpx.WritePage(w, r, statusOf(fault), ProfilePage(v))
	return nil
}

// saveAvatar takes a picture. What is wrong with it is said beside its field.
func (h Handler) saveAvatar(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	file, _, err := r.FormFile("avatar")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return h.profileAgain(w, r, who, form, apperr.ErrValidation.WithFields(apperr.Field{Path: "avatar", Code: "invalid", Message: "Choose a picture."}))
	}
	if err != nil {
		return page.ErrForm.With(err)
	}
	defer file.Close()
	if _, err = h.People.SetAvatar(r.Context(), who, file, h.Kit.Device(r)); err == nil {
		return h.Kit.Done(w, r, "picture_saved", "/account/profile")
	}
	e, ok := apperr.As(err)
	if !ok || (e.Kind != apperr.Unprocessable && e.Kind != apperr.TooLarge) {
		return err
	}
	return h.profileAgain(w, r, who, form, e.WithFields(apperr.Field{Path: "avatar", Code: e.Code, Message: e.Message}))
}

func (h Handler) removeAvatar(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	if _, err := h.People.RemoveAvatar(r.Context(), who, h.Kit.Device(r)); err != nil {
		return err
	}
	return h.Kit.Done(w, r, "picture_removed", "/account/profile")
}
