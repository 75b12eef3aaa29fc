package bank

import (
	"klear/internal/platform/money"
	"klear/internal/web/layout"
)

// View is GET /sandbox/challenge/{intent}. POST answer (yes, no) to the same address decides and leads back.
type View struct {
	Page   layout.Page
	Intent string
	Amount money.Amount
	Method string // "Test card ending 3155"
	Open   bool   // the question still stands
	Back   string // where the payer came from
}
