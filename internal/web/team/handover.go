package team

import (
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"klear/internal/modules/business"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/web/ui"
)

// handOver makes the chosen member the owner. Nobody is chosen beforehand: a hand-over is meant.
func (h Handler) handOver(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.apply(w, r, who, change{do: func(b business.Mine, form url.Values) (string, error) {
		to, err := uuid.Parse(form.Get("to"))
		if err != nil {
			var v apperr.Validation
			v.Add("to", "required", "Choose a member.")
			return "", v.Err()
		}
		return "business_handed_over", h.Businesses.HandOver(r.Context(), who, b.ID, to)
	}})
}

// heirs are the members to whom a business can be handed over.
func heirs(v Business) []ui.Choice {
	out := []ui.Choice{{Label: v.Page.L.T("team.hand_over_choose")}}
	for _, m := range v.Members {
		if m.Role != string(business.Owner) {
			out = append(out, ui.Choice{Value: m.ID, Label: m.Name, Selected: v.Page.Val("to", "") == m.ID})
		}
	}
	return out
}
