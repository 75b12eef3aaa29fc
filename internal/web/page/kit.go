package page

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"klear/assets"
	"klear/internal/modules/identity"
	"klear/internal/platform/brand"
	"klear/internal/platform/clock"
	"klear/internal/platform/flags"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/web/errorpage"
	"klear/internal/web/layout"
)

// Sessions finds who stands behind a request; identity.Service is one.
type Sessions interface {
	PrincipalByCookie(ctx context.Context, secret string) (identity.Principal, error)
	PrincipalByToken(ctx context.Context, bearer string) (identity.Principal, error)
}

// Deps is what the kit works with. All fields but the switches are required.
type Deps struct {
	Live      *brand.Live
	Bundle    *i18n.Bundle
	Assets    *assets.Assets
	CSRF      httpx.CSRF
	Clock     clock.Clock
	IDs       ids.Source
	Sessions  Sessions
	BaseURL   string // scheme and host people use, without a trailing slash: for canonical addresses
	ErrorView func(errorpage.View) templ.Component
	Flags     *flags.Flags // nil: everything has its default
	// Care is the card that stays in somebody's sight, asked for where people may talk of danger; nil: there is none. It
	// answers within a stated time, whatever else does not.
	Care func(ctx context.Context, p layout.Page, who identity.Principal) *layout.CareCard

	Secure      bool // people come over https: cookies are Secure and named __Host-…
	Development bool
	Sandbox     bool // payments are simulated
	// DrawPortraits shows a drawn face where a photo is missing. Only for a catalogue of invented people.
	DrawPortraits bool
}

// Kit serves all areas. It is safe for concurrent use.
type Kit struct{ Deps }

// Brand is the brand as it stands. Ask once for what has to fit together.
func (k *Kit) Brand() *brand.Brand { return k.Live.Now() }

// New makes the kit.
func New(d Deps) *Kit {
	d.BaseURL = strings.TrimRight(d.BaseURL, "/")
	return &Kit{Deps: d}
}
