package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/modules/settings"
	"klear/internal/platform/flags"
	"klear/internal/platform/i18n"
	"klear/internal/platform/theme"
	"klear/internal/web/brandpages"
	"klear/internal/web/flagpages"
	"klear/internal/web/layout"
	"klear/internal/web/letterpages"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func operatorSettingsEntries() []Entry {
	return []Entry{
		{ID: "flags", Title: "Areas on and off", render: func(f fixture) templ.Component { return flagpages.ListPage(flagsView(f)) }},
		{ID: "flags-changed", Title: "Areas on and off, somebody was faster", Status: 409, render: func(f fixture) templ.Component {
			v := flagsView(f)
			page.Warn(&v.Page, settings.ErrChanged)
			return flagpages.ListPage(v)
		}},
		{ID: "letters", Title: "Letters", Places: true, render: func(f fixture) templ.Component {
			v := letterpages.List{Page: f.work(f.page.L.T("nav.templates"), "templates", layout.Operate)}
			for _, x := range [][2]string{{"booking_confirmed", "Booked: {{.Service}}, {{.When}}"}, {"verify_email", "Confirm your address"}} {
				name, subject := x[0], x[1]
				v.Letters = append(v.Letters, letterpages.Letter{Name: name, Subject: subject, Languages: []letterpages.Language{{Lang: "en", Label: "English", URL: "/admin/templates/en/" + name}, {Lang: "hi", Label: "हिन्दी", URL: "/admin/templates/hi/" + name, Changed: true}}})
			}
			return letterpages.ListPage(v)
		}},
		{ID: "letter", Title: "A letter in other words", Places: true, render: func(f fixture) templ.Component { return letterpages.EditPage(letterView(f)) }},
		{ID: "letter-wrong", Title: "A letter with a fault", Status: 422, Places: true, render: func(f fixture) templ.Component {
			v := letterView(f)
			v.Page.Errors = []ui.FieldError{{Field: "body", Message: f.page.L.T("letters.fault_unknown", i18n.D{"Word": "Nmae"})}}
			v.Page.Values = map[string]string{"body": "{{.Nmae}}"}
			return letterpages.EditPage(v)
		}},
		{ID: "brand", Title: "The brand's names and colours", render: func(f fixture) templ.Component { return brandpages.EditPage(brandView(f)) }},
		{ID: "brand-illegible", Title: "The brand, colours that cannot be read", Status: 422, render: func(f fixture) templ.Component {
			v := brandView(f)
			strong := f.theme.Own()
			strong.Neutral = theme.Tone{Hue: 30, Chroma: .2}
			v.Pairs = f.theme.Measure(strong)
			v.Page.Errors = brandpages.Illegible(v)
			v.Page.Values = map[string]string{"neutral_hue": "30", "neutral_chroma": "0.2"}
			return brandpages.EditPage(v)
		}},
		{ID: "brand-changed", Title: "The brand in plum", render: func(f fixture) templ.Component {
			v := brandView(f)
			plum, b := f.theme.Own(), *f.brand
			plum.Primary = theme.Tone{Hue: 320, Chroma: .09}
			f.theme.Dress(&b, plum)
			v.Page.Brand, v.Look.Colours, v.Pairs = &b, plum, f.theme.Measure(plum)
			v.Changed, v.Version, v.Who, v.At = true, 2, "Demo Operator", at(-2, "16:20")
			v.Page.InlineCSS, b.Style.URL = true, "" // no route serves the gallery's brands
			return brandpages.EditPage(v)
		}},
	}
}

func brandView(f fixture) brandpages.Edit {
	b := f.brand
	return brandpages.Edit{Page: f.work(f.page.L.T("nav.brand"), "brand", layout.Operate), Version: 1, Pairs: f.theme.Measure(f.theme.Own()),
		Look: settings.Look{Name: b.Name, LegalName: b.LegalName, SupportMail: b.SupportMail, Colours: f.theme.Own()}}
}

func letterView(f fixture) letterpages.Edit {
	return letterpages.Edit{Page: f.work("verify_email", "templates", layout.Operate), Action: "/admin/templates/en/verify_email", Name: "verify_email", Language: "English", Lang: "en", Dir: "ltr",
		Subject: "{{.Brand}}", Body: "{{.Name}}\n\n-> OK: {{.Link}}", Changed: true, Version: 2, Who: "Demo Operator", At: at(-2, "16:20"), Variables: []string{"Brand", "Link", "Name", "Support"}}
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
