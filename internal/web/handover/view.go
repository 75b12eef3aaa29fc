package handover

import (
	"klear/internal/platform/money"
	"klear/internal/web/layout"
)

// View is GET /razorpay/pay/{order}: a form that leads to another company's page; and GET /razorpay/payee, which has no form.
type View struct {
	Page    layout.Page
	Gateway string // "Razorpay"
	Amount  money.Amount
	Action  string      // the other company's address
	Fields  [][2]string // what it is sent: name and value
	Back    string      // a path of ours, for who changes their mind
}
