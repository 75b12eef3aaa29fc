package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"

	"github.com/danielgtaylor/huma/v2"
)

// auth serves registering, signing in and the ways back in.
type auth struct{ people *identity.Service }

// Auth registers auth/*.
func Auth(a huma.API, s *identity.Service) {
	h := auth{s}
	post := func(path, id, summary string) huma.Operation {
		return op(http.MethodPost, "/auth"+path, id, summary, "auth")
	}
	register := post("/register", "register", "Register; the answer is the same whether or not the address has an account")
	register.DefaultStatus = http.StatusAccepted
	once(a, register, h.register)
	huma.Register(a, post("/verify-email", "verifyEmail", "Prove an address with the token of a mailed link"), h.verify)
	huma.Register(a, post("/resend-verification", "resendVerification", "Mail another verification link"), h.resend)
	huma.Register(a, post("/login", "login", "Sign in with e-mail and password"), h.login)
	huma.Register(a, post("/refresh", "refresh", "Exchange a refresh token for the next pair; a token used twice ends the session"), h.refresh)
	huma.Register(a, post("/logout", "logout", "End the session of the bearer or of a refresh token"), h.logout)
	huma.Register(a, post("/forgot-password", "forgotPassword", "Mail a link that sets a new password"), h.forgot)
	huma.Register(a, post("/reset-password", "resetPassword", "Set a new password with the token of a mailed link; ends all sessions"), h.reset)
	huma.Register(a, post("/change-password", "changePassword", "Change the password; ends the other sessions"), h.change)
}

// DeviceHeader is embedded in the input of requests whose device matters.
type DeviceHeader struct {
	UserAgent string `json:"-" header:"User-Agent" hidden:"true"`
}

// device is where the request comes from; token is what an earlier sign-in on it returned.
func (d DeviceHeader) device(ctx context.Context, token string) identity.Device {
	return identity.Device{UserAgent: d.UserAgent, Addr: httpx.ClientIP(ctx), Token: token, RequestID: httpx.RequestID(ctx)}
}

// answer is done for verbs that have nothing to say.
func answer(ctx context.Context, err error) (*Out[Empty], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, Empty{}), nil
}

type registerInput struct {
	DeviceHeader
	IdempotencyHeader
	Body struct {
		Email       string        `json:"email" maxLength:"254"`
		Password    string        `json:"password" maxLength:"512"`
		Name        string        `json:"name" maxLength:"500"`
		UserType    identity.Role `json:"userType,omitempty" enum:"seeker,practitioner" default:"seeker"`
		Zone        string        `json:"zone,omitempty" maxLength:"64" doc:"IANA time zone"`
		Locale      string        `json:"locale,omitempty" maxLength:"35" doc:"BCP 47"`
		AcceptTerms bool          `json:"acceptTerms" doc:"terms and privacy notice; must be true"`
		Marketing   bool          `json:"marketing,omitempty"`
	}
}

// asker is whoever the address belongs to: nobody is signed in yet.
func (in registerInput) asker() string {
	sum := sha256.Sum256([]byte(identity.NormalizeEmail(in.Body.Email)))
	return hex.EncodeToString(sum[:16])
}

// meaning leaves the password out: no hash of one is kept that could be guessed at.
func (in registerInput) meaning() (any, error) {
	in.Body.Password = ""
	return in.Body, nil
}

func (h auth) register(ctx context.Context, in *registerInput) (*Out[Empty], error) {
	b := in.Body
	return answer(ctx, h.people.Register(ctx, identity.Registration{
		Email: b.Email, Password: b.Password, Name: b.Name, Role: b.UserType, Zone: b.Zone, Locale: b.Locale,
		AcceptTerms: b.AcceptTerms, Marketing: b.Marketing, Device: in.device(ctx, ""),
	}))
}

type linkInput struct {
	DeviceHeader
	Body struct {
		Token string `json:"token" maxLength:"200"`
	}
}

func (h auth) verify(ctx context.Context, in *linkInput) (*Out[Empty], error) {
	_, err := h.people.VerifyEmail(ctx, in.Body.Token, in.device(ctx, ""))
	return answer(ctx, err)
}

type emailInput struct {
	DeviceHeader
	Body struct {
		Email string `json:"email" maxLength:"254"`
	}
}

func (h auth) resend(ctx context.Context, in *emailInput) (*Out[Empty], error) {
	return answer(ctx, h.people.ResendVerification(ctx, in.Body.Email, in.device(ctx, "")))
}

func (h auth) forgot(ctx context.Context, in *emailInput) (*Out[Empty], error) {
	return answer(ctx, h.people.Forgot(ctx, in.Body.Email, in.device(ctx, "")))
}

type loginInput struct {
	DeviceHeader
	Body struct {
		Email       string `json:"email" maxLength:"254"`
		Password    string `json:"password" maxLength:"512"`
		DeviceToken string `json:"deviceToken,omitempty" maxLength:"200" doc:"of an earlier sign-in on this device: keeps its owner from being locked out by others' attempts"`
	}
}

// TokensView is a session's present tokens. Send accessToken as Authorization: Bearer.
type TokensView struct {
	AccessToken      string    `json:"accessToken"`
	TokenType        string    `json:"tokenType" enum:"Bearer"`
	AccessExpiresAt  time.Time `json:"accessExpiresAt"`
	RefreshToken     string    `json:"refreshToken" doc:"works once"`
	RefreshExpiresAt time.Time `json:"refreshExpiresAt"`
	DeviceToken      string    `json:"deviceToken,omitempty" doc:"keep it on the device, across sign-outs"`
	User             UserRef   `json:"user"`
}

// UserRef is who signed in.
type UserRef struct {
	ID            string        `json:"id" format:"uuid"`
	Email         string        `json:"email"`
	Name          string        `json:"name"`
	UserType      identity.Role `json:"userType" enum:"seeker,practitioner,admin"`
	EmailVerified bool          `json:"emailVerified"`
}

func viewTokens(in identity.SignedIn) TokensView {
	p := in.Principal
	return TokensView{
		AccessToken: in.Tokens.Access, TokenType: "Bearer", AccessExpiresAt: in.Tokens.AccessExpires, RefreshToken: in.Tokens.Refresh,
		RefreshExpiresAt: in.Tokens.RefreshExpires, DeviceToken: in.DeviceToken,
		User: UserRef{p.PersonID.String(), p.Email, p.Name, p.Role, p.Verified},
	}
}

// tokensOut forbids caches to keep the answer.
type tokensOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         httpx.Envelope[TokensView]
}

func okTokens(ctx context.Context, in identity.SignedIn, err error) (*tokensOut, error) {
	if err != nil {
		return nil, err
	}
	return &tokensOut{CacheControl: "no-store", Body: OK(ctx, viewTokens(in)).Body}, nil
}

func (h auth) login(ctx context.Context, in *loginInput) (*tokensOut, error) {
	signedIn, err := h.people.Login(ctx, identity.Credentials{
		Email: in.Body.Email, Password: in.Body.Password, Kind: identity.APISession, Device: in.device(ctx, in.Body.DeviceToken),
	})
	return okTokens(ctx, signedIn, err)
}

type refreshInput struct {
	DeviceHeader
	Body struct {
		RefreshToken string `json:"refreshToken" maxLength:"200"`
	}
}

func (h auth) refresh(ctx context.Context, in *refreshInput) (*tokensOut, error) {
	signedIn, err := h.people.Refresh(ctx, in.Body.RefreshToken, in.device(ctx, ""))
	return okTokens(ctx, signedIn, err)
}

type logoutInput struct {
	DeviceHeader
	Body *struct {
		RefreshToken string `json:"refreshToken,omitempty" maxLength:"200" doc:"for a client whose access token has run out"`
	} `required:"false"`
}

func (h auth) logout(ctx context.Context, in *logoutInput) (*Out[Empty], error) {
	dev := in.device(ctx, "")
	if in.Body != nil && in.Body.RefreshToken != "" {
		if err := h.people.LogoutByRefresh(ctx, in.Body.RefreshToken, dev); err != nil {
			return nil, err
		}
		if identity.PrincipalFrom(ctx).Anonymous() {
			return answer(ctx, nil)
		}
	}
	return answer(ctx, h.people.Logout(ctx, identity.PrincipalFrom(ctx), dev))
}

type resetInput struct {
	DeviceHeader
	Body struct {
		Token    string `json:"token" maxLength:"200"`
		Password string `json:"password" maxLength:"512"`
	}
}

func (h auth) reset(ctx context.Context, in *resetInput) (*Out[Empty], error) {
	return answer(ctx, h.people.Reset(ctx, in.Body.Token, in.Body.Password, in.device(ctx, "")))
}

type changeInput struct {
	DeviceHeader
	Body struct {
		CurrentPassword string `json:"currentPassword" maxLength:"512"`
		NewPassword     string `json:"newPassword" maxLength:"512"`
	}
}

func (h auth) change(ctx context.Context, in *changeInput) (*Out[Empty], error) {
	p, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	return answer(ctx, h.people.ChangePassword(ctx, p, in.Body.CurrentPassword, in.Body.NewPassword, in.device(ctx, "")))
}
