package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
	"klear/internal/web/offline"
)

func offlineEntries() []Entry {
	shell := func(section, title string, page func(offline.View) templ.Component) func(fixture) templ.Component {
		return func(f fixture) templ.Component {
			v := offline.View{Page: f.titled("", "")}
			v.Page.Title, v.Page.Section, v.Page.NoSearch = v.Page.L.T(title, i18n.D{"Brand": v.Page.Brand.Name}), section, true
			return page(v)
		}
	}
	return []Entry{
		{ID: "offline", Title: "No network, page never opened", render: shell("offline", "offline.title", offline.OfflinePage)},
		{ID: "offline-unsent", Title: "No network, payment unanswered", render: shell("offline", "offline.unsent", offline.UnsentPage)},
		{ID: "outbox", Title: "Outbox", render: shell("outbox", "outbox.title", offline.OutboxPage)},
	}
}
