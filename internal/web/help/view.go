package help

import (
	"klear/internal/platform/brand"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// View is GET /help-now?country=…: static, works signed out, without script and offline. It must never fail, so it
// needs nothing but the brand's crisis packs.
type View struct {
	Page      layout.Page
	Country   string      // key of the shown pack
	Countries []ui.Choice // value is the pack's key
	Pack      brand.CrisisPack
	Second    *Second // the profile's and the network's countries differ: both are shown, the profile's first
}

// Second is the other country's pack.
type Second struct {
	Country string
	Pack    brand.CrisisPack
}
