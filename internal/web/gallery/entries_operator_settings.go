package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/modules/settings"
	"klear/internal/platform/flags"
	"klear/internal/web/flagpages"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

func operatorSettingsEntries() []Entry {
	return []Entry{
		{ID: "flags", Title: "Areas on and off", render: func(f fixture) templ.Component { return flagpages.ListPage(flagsView(f)) }},
		{ID: "flags-changed", Title: "Areas on and off, somebody was faster", Status: 409, render: func(f fixture) templ.Component {
			v := flagsView(f)
			page.Warn(&v.Page, settings.ErrChanged)
			return flagpages.ListPage(v)
		}},
	}
}

func flagsView(f fixture) flagpages.List {
	v := flagpages.List{Page: f.work(f.page.L.T("nav.flags"), "flags", layout.Operate)}
	for i, k := range flags.Known {
		it := flagpages.Item{Name: string(k.Name), On: i != 1, Owner: k.Owner, Version: 1}
		if i == 1 {
			it.Version, it.Who, it.At = 2, "Demo Operator", at(-2, "16:20")
		}
		v.Items = append(v.Items, it)
	}
	return v
}
