package api

import (
	"context"
	"time"

	"klear/internal/modules/payout"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// DebtView is what a practitioner owes the platform in one currency.
type DebtView struct {
	Owed    money.Amount `json:"owed" doc:"less what was earned and not sent"`
	ToPay   money.Amount `json:"toPay" doc:"what a payment charges: owed, rounded up to the step in which gateways take the currency; what is more is yours"`
	AskedAt *time.Time   `json:"askedAt,omitempty" doc:"of the statement; missing: nobody asked for it yet"`
	DueAt   *time.Time   `json:"dueAt,omitempty"`
	StopsAt *time.Time   `json:"stopsAt,omitempty" doc:"from then on new bookings are not paid at the venue, until this is paid"`
	Stopped bool         `json:"stopped"`
}

func (h payouts) debts(ctx context.Context, _ *struct{}) (*Out[[]DebtView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	list, err := h.service.Debts(ctx, who)
	if err != nil {
		return nil, err
	}
	out := make([]DebtView, len(list))
	for i, d := range list {
		out[i] = DebtView{d.Owed, d.ToPay(), given(d.AskedAt), given(d.DueAt), given(d.StopsAt), d.Stopped}
	}
	return OK(ctx, out), nil
}

type payDebtInput struct {
	MoneyKeyHeader
	Body struct {
		Owed      money.Amount `json:"owed" doc:"as you saw it: exactly its toPay is charged, or nothing"`
		Method    *MethodBody  `json:"method,omitempty" doc:"left out with methodId"`
		MethodID  uuid.UUID    `json:"methodId,omitempty" format:"uuid" doc:"a method that is kept for you"`
		ReturnURL string       `json:"returnUrl,omitempty" maxLength:"500" doc:"a path of this site"`
	}
}

func (h payouts) payDebt(ctx context.Context, in *payDebtInput) (*Out[[]DebtView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	if err := localPath(in.Body.ReturnURL); err != nil {
		return nil, err
	}
	r := payout.Repayment{Shown: payout.Debt{Owed: in.Body.Owed}.ToPay(), MethodID: in.Body.MethodID, ReturnURL: in.Body.ReturnURL}
	if in.Body.Method != nil {
		if r.Method, err = in.Body.Method.method(); err != nil {
			return nil, err
		}
	}
	key, err := idemScoped("pay debt:"+who.PersonID.String(), in.IdempotencyKey, r)
	if err != nil {
		return nil, err
	}
	if err := h.service.PayDebt(ctx, who, r, key); err != nil {
		return nil, err
	}
	return h.debts(ctx, nil)
}
