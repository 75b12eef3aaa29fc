package offline

import (
	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
)

// said are the words that k-outbox puts together: kinds of things, their states, what can be done.
var said = []string{"book", "cancel", "mood", "move", "signout", "waiting", "held", "needs", "old", "sent", "taken", "viewer", "pay", "open", "retry", "discard", "done"}

func words(l *i18n.Localizer) templ.OrderedAttributes {
	out := make(templ.OrderedAttributes, 0, len(said))
	for _, name := range said {
		out = append(out, templ.KV[string, any]("data-"+name, l.T("outbox."+name)))
	}
	return out
}
