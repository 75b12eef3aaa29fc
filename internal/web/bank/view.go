package bank

import (
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// View is GET /sandbox/challenge/{intent}. POST answer (yes, no) to the same address decides and leads back.
type View struct {
	Page   layout.Page
	Intent string
	Amount money.Amount // zero: a method is to be kept, nothing is charged
	Method string       // "Test card ending 3155"
	Open   bool         // the question still stands
	Back   string       // where the payer came from
}

// PayeeView is GET /sandbox/payee/{payee}. POST bank (the number of a published account) to the same address names it.
type PayeeView struct {
	Page    layout.Page
	Payee   string
	Bank    string // "Test bank account ending 6789"; "": none yet
	Choices []ui.Choice
	Wrong   string
	Back    string // where the practitioner came from
}
