package reconciliation

import (
	"time"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Days is GET /admin/reconciliation: what nobody explained, what was not compared, and the days.
type Days struct {
	Page       layout.Page
	Late       int
	Items      []Line // the first of them, the oldest first
	Unread     int
	UnreadDays []UnreadDay // the first of them, the oldest first
	Days       []DayLine
	Pages      ui.Pagination
}

// UnreadDay is a day of a gateway whose report was not read.
type UnreadDay struct {
	Gateway string
	Day     time.Time // UTC
}

// DayLine is one day of one gateway.
type DayLine struct {
	URL             string
	Day             time.Time // UTC
	Gateway         string
	Rows, Open      int
	Gateways, Books []money.Amount // sums, by currency in one order
}

// Line is one movement on one side ("row", "line", "restated").
type Line struct {
	Side, Gateway, Kind, Subject string
	Amount                       money.Amount
	At                           time.Time
	Paired, TakenBack            bool
	With                         string // what it agrees with, or what took it back
	Explain                      string // address; "" when it is paired
}

// Day is GET /admin/reconciliation/{gateway}/{day}.
type Day struct {
	Page    layout.Page
	Gateway string
	Items   []Line
	Total   int
	Notes   []Note
	Pages   ui.Pagination
}

// Note is an operator's explanation.
type Note struct {
	Subject, Words, Posting string
	At                      time.Time
}

// Explain is GET and POST /admin/reconciliation/explain. With Lines it is the second look.
type Explain struct {
	Page                   layout.Page
	Side, Gateway, Subject string
	Amount                 money.Amount // what our books lack
	Choices                []ui.Choice
	Against, Words         string
	Lines                  []Posted
}

// Posted is a line of a posting as a bookkeeper writes it; Amount is positive.
type Posted struct {
	Kind, Owner string
	Debit       bool
	Amount      money.Amount
}
