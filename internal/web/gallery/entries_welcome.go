package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
	"klear/internal/web/welcome"
)

func welcomeEntries() []Entry {
	step := func(f fixture, n int, skip string) welcome.Step {
		p := f.titled("Welcome", "")
		p.Area = layout.Focus
		return welcome.Step{Page: p, Number: n, Skip: skip, Need: "sleep"}
	}
	return []Entry{
		{ID: "welcome", Title: "Welcome, what brings you here", render: func(f fixture) templ.Component {
			v := step(f, 1, "/welcome/language")
			v.Choices = []ui.Choice{{Value: "ayurveda", Label: "Ayurveda"}, {Value: "yoga", Label: "Yoga therapy"}, {Value: "counselling", Label: "Counselling"}, {Value: "nutrition", Label: "Nutrition"}}
			return welcome.NeedPage(v)
		}},
		{ID: "welcome-language", Title: "Welcome, language and zone", render: func(f fixture) templ.Component {
			v := step(f, 2, "/welcome/where")
			v.Languages, v.Zones, v.Choices = layout.LanguageChoices(v.Page), layout.ZoneChoices(v.Page), page.SpokenChoices([]string{"hi"})
			return welcome.LanguagePage(v)
		}},
		{ID: "welcome-where", Title: "Welcome, online or near", render: func(f fixture) templ.Component {
			return welcome.WherePage(step(f, 3, "/search"))
		}},
	}
}
