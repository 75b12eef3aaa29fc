package disputes

import (
	"klear/internal/modules/dispute"
	"klear/internal/modules/payment"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// List is GET /admin/disputes and GET /pro/disputes.
type List struct {
	Page   layout.Page
	Mine   bool // the practitioner's own
	States []ui.Choice
	Items  []dispute.Dispute
	Pages  ui.Pagination
}

// Desk is GET /admin/disputes/{dispute}.
type Desk struct {
	Page     layout.Page
	Case     dispute.Case
	Document string
	Choices  []ui.Choice // empty: nothing is left to decide
	Confirm  bool        // was ticked
}

// Own is GET /pro/disputes/{dispute}.
type Own struct {
	Page  layout.Page
	Case  dispute.Case
	Note  string // as it was typed
	Takes bool   // words and files can be added
	Room  bool   // for one more file
}

func address(mine bool, x dispute.Dispute) string {
	if mine {
		return "/pro/disputes/" + x.ID.String()
	}
	return "/admin/disputes/" + x.ID.String()
}

// what names a dispute: by its booking, else by what was paid for.
func what(p layout.Page, x dispute.Dispute) string {
	if x.Code != "" {
		return x.Code
	}
	return p.L.T("disp.for_" + string(x.Purpose))
}

// reason is the network's code in words where there are any.
func reason(p layout.Page, code string) string {
	if key := "disp.reason_" + code; p.L.Has(key) {
		return p.L.T(key)
	}
	return p.L.T("disp.reason_general")
}

func tone(s dispute.State) string {
	switch s {
	case dispute.Waiting:
		return "warning"
	case dispute.Won:
		return "success"
	case dispute.Lost, dispute.Expired:
		return "danger"
	}
	return ""
}

// borne says who pays for a lost one.
func borne(p layout.Page, mine bool, by payment.Bearer) string {
	if mine && by == payment.Practitioner {
		return p.L.T("disp.borne_you")
	}
	return p.L.T("disp.borne_" + string(by))
}
