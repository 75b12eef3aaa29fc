package api

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout"
)

// PayoutAccountView is where a practitioner's money goes and how often. Bank details are the payment service's.
type PayoutAccountView struct {
	Open     bool           `json:"open" doc:"there is an account at the payment service"`
	Ready    bool           `json:"ready" doc:"money can be sent to it"`
	Bank     string         `json:"bank,omitempty" doc:"what the payment service says of it"`
	SetupURL string         `json:"setupUrl,omitempty" doc:"where the practitioner goes on, at the payment service"`
	Held     string         `json:"held,omitempty" doc:"nothing is sent: the code with which the bank returned the last payout; opening the account again resumes"`
	Cadence  payout.Cadence `json:"cadence" enum:"daily,weekly,monthly"`
	Minimum  int64          `json:"minimum" doc:"your own, minor units of your currency; 0: the site's"`
	NextOn   string         `json:"nextOn" format:"date" doc:"the first day on which a run may pay you"`
	Version  int64          `json:"version"`
}

func viewPayoutAccount(a payout.Account) PayoutAccountView {
	return PayoutAccountView{a.Open, a.Ready, a.Bank, a.SetupURL, a.Held, a.Cadence, a.MinimumMinor, a.NextOn.Format(time.DateOnly), a.Version}
}

func payoutAccount(ctx context.Context, a payout.Account, err error) (*Out[PayoutAccountView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewPayoutAccount(a)), nil
}

func (h payouts) account(ctx context.Context, _ *struct{}) (*Out[PayoutAccountView], error) {
	a, err := h.service.Account(ctx, identity.PrincipalFrom(ctx))
	return payoutAccount(ctx, a, err)
}

type scheduleInput struct {
	MoneyKeyHeader
	Body struct {
		Version int64          `json:"version,omitempty" minimum:"0" doc:"that you saw; left out: whatever it is"`
		Cadence payout.Cadence `json:"cadence" enum:"daily,weekly,monthly"`
		Minimum int64          `json:"minimum,omitempty" minimum:"0" maximum:"100000000" doc:"minor units of your currency; 0: the site's"`
	}
}

func (h payouts) schedule(ctx context.Context, in *scheduleInput) (*Out[PayoutAccountView], error) {
	a, err := h.service.SetSchedule(ctx, identity.PrincipalFrom(ctx), payout.Schedule{Cadence: in.Body.Cadence, MinimumMinor: in.Body.Minimum, Version: in.Body.Version})
	return payoutAccount(ctx, a, err)
}

type openAccountInput struct {
	MoneyKeyHeader
	Body struct {
		ReturnURL string `json:"returnUrl,omitempty" maxLength:"500" doc:"a path of this site, where the payment service leads back to"`
	}
}

func (h payouts) open(ctx context.Context, in *openAccountInput) (*Out[PayoutAccountView], error) {
	if err := localPath(in.Body.ReturnURL); err != nil {
		return nil, err
	}
	a, err := h.service.OpenAccount(ctx, identity.PrincipalFrom(ctx), in.Body.ReturnURL)
	return payoutAccount(ctx, a, err)
}

type removePayoutAccountInput struct{ MoneyKeyHeader }

func (h payouts) remove(ctx context.Context, _ *removePayoutAccountInput) (*Out[PayoutAccountView], error) {
	a, err := h.service.RemoveAccount(ctx, identity.PrincipalFrom(ctx))
	return payoutAccount(ctx, a, err)
}
