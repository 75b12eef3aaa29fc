package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/identity"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// MaxAvatarBytes is the largest upload of a picture, the form around it included. The HTTP stack needs a Rule for
// AvatarPath that lets so much through.
const (
	MaxAvatarBytes = 13 << 20
	AvatarPath     = Prefix + "/users/upload-avatar"
)

// users serves what people see and change about themselves.
type users struct {
	people    *identity.Service
	avatarURL func(key string) string
}

// Users registers users/*. avatarURL says where a stored picture can be fetched.
func Users(a huma.API, s *identity.Service, avatarURL func(key string) string) {
	h := users{s, avatarURL}
	const tag = "users"
	huma.Register(a, op(http.MethodGet, "/users/profile", "getProfile", "Your profile", tag), h.get)
	once(a, op(http.MethodPut, "/users/profile", "updateProfile", "Change your profile; absent fields stay", tag), h.update)
	upload := op(http.MethodPost, "/users/upload-avatar", "uploadAvatar", "Upload your picture; it is cut square, resized and stripped of everything but the picture", tag)
	upload.MaxBodyBytes = MaxAvatarBytes
	once(a, upload, h.upload)
	once(a, op(http.MethodDelete, "/users/avatar", "removeAvatar", "Remove your picture", tag), h.removeAvatar)
	huma.Register(a, op(http.MethodDelete, "/users/account", "deleteAccount", "Delete your account for good", tag), h.remove)
	huma.Register(a, op(http.MethodGet, "/users/sessions", "listSessions", "Where you are signed in", tag), h.sessions)
	once(a, op(http.MethodDelete, "/users/sessions", "endOtherSessions", "Sign out everywhere else", tag), h.endOthers)
	once(a, op(http.MethodDelete, "/users/sessions/{id}", "endUserSession", "Sign one device out", tag), h.end)
	huma.Register(a, op(http.MethodGet, "/users/preferences", "getPreferences", "Which reminders you get, and which languages you speak", tag), h.preferences)
	once(a, op(http.MethodPut, "/users/preferences", "changePreferences", "Change your preferences; absent fields stay", tag), h.changePreferences)
	huma.Register(a, op(http.MethodGet, "/users/consents", "listConsents", "What you agreed to, and when", tag), h.consents)
	once(a, op(http.MethodPut, "/users/consents/{purpose}", "setConsent", "Give or withdraw a free consent", tag), h.setConsent)
	h.dependants(a, tag)
}

// ProfileView is a person as they see themselves.
type ProfileView struct {
	ID            uuid.UUID     `json:"id" format:"uuid"`
	Email         string        `json:"email"`
	EmailVerified bool          `json:"emailVerified"`
	Name          string        `json:"name"`
	Phone         string        `json:"phone"`
	UserType      identity.Role `json:"userType" enum:"seeker,practitioner,admin"`
	Zone          string        `json:"zone" doc:"IANA; empty until chosen"`
	Locale        string        `json:"locale" doc:"BCP 47; empty until chosen"`
	Place         string        `json:"place" doc:"where you live: ISO 3166-1 or -2, ZZ for nowhere that the law bars anything; empty until said. It decides what the companion may do"`
	AvatarURL     string        `json:"avatarUrl" doc:"empty without a picture"`
	CreatedAt     time.Time     `json:"createdAt"`
}

func (h users) view(ctx context.Context, p identity.Person, err error) (*Out[ProfileView], error) {
	if err != nil {
		return nil, err
	}
	v := ProfileView{
		ID: p.ID, Email: p.Email, EmailVerified: p.Verified, Name: p.Name, Phone: p.Phone, UserType: p.Role, Zone: p.Zone,
		Locale: p.Locale, Place: p.Place, CreatedAt: p.CreatedAt,
	}
	if p.AvatarKey != "" {
		v.AvatarURL = h.avatarURL(p.AvatarKey)
	}
	return OK(ctx, v), nil
}

func (h users) get(ctx context.Context, _ *struct{}) (*Out[ProfileView], error) {
	p, err := h.people.Profile(ctx, identity.PrincipalFrom(ctx))
	return h.view(ctx, p, err)
}

type profileInput struct {
	DeviceHeader
	IdempotencyHeader
	Body struct {
		Name   *string `json:"name,omitempty" maxLength:"500"`
		Phone  *string `json:"phone,omitempty" maxLength:"64" doc:"with country code; empty takes it away"`
		Zone   *string `json:"zone,omitempty" maxLength:"64"`
		Locale *string `json:"locale,omitempty" maxLength:"35"`
		Place  *string `json:"place,omitempty" maxLength:"6" doc:"ISO 3166-1 or -2, such as US-IL; ZZ for elsewhere; empty takes it away"`
	}
}

func (h users) update(ctx context.Context, in *profileInput) (*Out[ProfileView], error) {
	b := in.Body
	p, err := h.people.UpdateProfile(ctx, identity.PrincipalFrom(ctx),
		identity.ProfileChange{Name: b.Name, Phone: b.Phone, Zone: b.Zone, Locale: b.Locale, Place: b.Place}, in.device(ctx, ""))
	return h.view(ctx, p, err)
}

type avatarInput struct {
	DeviceHeader
	IdempotencyHeader
	RawBody huma.MultipartFormFiles[struct {
		// What it is counts by its content, not by what the client calls it.
		Avatar huma.FormFile `form:"avatar" contentType:"image/*,application/octet-stream" required:"true" doc:"JPEG, PNG, GIF or WebP"`
	}]
}

func (in avatarInput) meaning() (any, error) { return digest(in.RawBody.Data().Avatar) }

func (h users) upload(ctx context.Context, in *avatarInput) (*Out[ProfileView], error) {
	defer func() { _ = in.RawBody.Form.RemoveAll() }()
	file := in.RawBody.Data().Avatar
	defer file.Close()
	p, err := h.people.SetAvatar(ctx, identity.PrincipalFrom(ctx), file, in.device(ctx, ""))
	return h.view(ctx, p, err)
}

// ownInput is a request about oneself that needs no words.
type ownInput struct {
	DeviceHeader
	IdempotencyHeader
}

func (h users) removeAvatar(ctx context.Context, in *ownInput) (*Out[ProfileView], error) {
	p, err := h.people.RemoveAvatar(ctx, identity.PrincipalFrom(ctx), in.device(ctx, ""))
	return h.view(ctx, p, err)
}

type deleteInput struct {
	DeviceHeader
	Body *struct {
		Password string `json:"password,omitempty" maxLength:"512" doc:"needed when the account has one"`
	} `required:"false"`
}

func (h users) remove(ctx context.Context, in *deleteInput) (*Out[Empty], error) {
	password := ""
	if in.Body != nil {
		password = in.Body.Password
	}
	return answer(ctx, h.people.DeleteAccount(ctx, identity.PrincipalFrom(ctx), password, in.device(ctx, "")))
}

// SessionView is one signed-in device.
type SessionView struct {
	ID         uuid.UUID            `json:"id" format:"uuid"`
	Kind       identity.SessionKind `json:"kind" enum:"page,api"`
	UserAgent  string               `json:"userAgent"`
	Network    string               `json:"network" doc:"/24 or /48 of the client's address; empty when unknown"`
	CreatedAt  time.Time            `json:"createdAt"`
	LastSeenAt time.Time            `json:"lastSeenAt" doc:"to the minute"`
	EndsAt     time.Time            `json:"endsAt"`
	Current    bool                 `json:"current"`
}

func (h users) sessions(ctx context.Context, _ *struct{}) (*Out[[]SessionView], error) {
	list, err := h.people.Sessions(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]SessionView, len(list))
	for i, s := range list {
		out[i] = SessionView{s.ID, s.Kind, s.UserAgent, s.Network, s.CreatedAt, s.LastSeen, s.Ends, s.Current}
	}
	return OK(ctx, out), nil
}

// EndedView counts the sessions that were ended.
type EndedView struct {
	Ended int `json:"ended"`
}

func (h users) endOthers(ctx context.Context, in *ownInput) (*Out[EndedView], error) {
	n, err := h.people.EndOtherSessions(ctx, identity.PrincipalFrom(ctx), in.device(ctx, ""))
	if err != nil {
		return nil, err
	}
	return OK(ctx, EndedView{n}), nil
}

type sessionInput struct {
	DeviceHeader
	IdempotencyHeader
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (h users) end(ctx context.Context, in *sessionInput) (*Out[Empty], error) {
	return answer(ctx, h.people.EndSession(ctx, identity.PrincipalFrom(ctx), in.ID, in.device(ctx, "")))
}

// ConsentView is evidence of one consent.
type ConsentView struct {
	Purpose     identity.Purpose `json:"purpose" enum:"terms,privacy,marketing"`
	TextVersion string           `json:"textVersion"`
	GivenAt     time.Time        `json:"givenAt"`
	WithdrawnAt *time.Time       `json:"withdrawnAt,omitempty"`
}

func (h users) consents(ctx context.Context, _ *struct{}) (*Out[[]ConsentView], error) {
	list, err := h.people.Consents(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]ConsentView, len(list))
	for i, c := range list {
		out[i] = ConsentView(c)
	}
	return OK(ctx, out), nil
}

type consentInput struct {
	IdempotencyHeader
	Purpose identity.Purpose `path:"purpose" enum:"terms,privacy,marketing"`
	Body    struct {
		Given bool `json:"given"`
	}
}

func (h users) setConsent(ctx context.Context, in *consentInput) (*Out[Empty], error) {
	return answer(ctx, h.people.SetConsent(ctx, identity.PrincipalFrom(ctx), in.Purpose, in.Body.Given))
}
