package account

import (
	"net/http"
	"time"

	"klear/internal/modules/credit"
	"klear/internal/modules/identity"
	"klear/internal/platform/money"
)

// ownCredit is what the person may spend, how it came and went, and the gifts that they bought.
type ownCredit struct {
	Balances []money.Amount  `json:"balances"`
	Lines    []ownCreditLine `json:"lines"`
	Gifts    []ownGift       `json:"gifts"`
}

type ownCreditLine struct {
	At     time.Time    `json:"at"`
	Kind   string       `json:"kind"`
	Amount money.Amount `json:"amount"`
}

// ownGift is a gift as its buyer sees it.
type ownGift struct {
	Amount    money.Amount `json:"amount"`
	Message   string       `json:"message,omitempty"`
	Recipient string       `json:"recipient,omitempty"`
	Status    string       `json:"status"`
	Bought    time.Time    `json:"bought"`
	Ended     time.Time    `json:"ended,omitzero"`
}

func (h Handler) ownCredit(r *http.Request, who identity.Principal, to *ownData) (err error) {
	if to.Credit.Balances, err = h.Credit.Balances(r.Context(), who); err != nil {
		return err
	}
	lines, err := h.Credit.History(r.Context(), who)
	if err != nil {
		return err
	}
	for _, l := range lines {
		to.Credit.Lines = append(to.Credit.Lines, ownCreditLine{l.At, string(l.Kind), l.Amount})
	}
	for n := 1; ; n++ {
		list, total, err := h.Credit.Gifts(r.Context(), who, credit.Page{Number: n, Limit: exportPage})
		if err != nil {
			return err
		}
		for _, g := range list {
			to.Credit.Gifts = append(to.Credit.Gifts, ownGift{g.Amount, g.Message, g.Recipient, string(g.Status), g.BoughtAt, g.EndedAt})
		}
		if n*exportPage >= total {
			return nil
		}
	}
}
