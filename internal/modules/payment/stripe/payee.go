package stripe

import (
	"context"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
	sdk "github.com/stripe/stripe-go/v86"
)

// OpenPayee makes a connected account that Stripe asks for identity and bank details on pages of its own, or gives the
// one that there is, with a fresh address of those pages while something is missing. Payouts are sent by us alone: the
// account's own schedule is manual. Errors: payment.ErrGatewayRefused for an account of another country; otherwise see
// explain.
func (g *Gateway) OpenPayee(ctx context.Context, r payment.PayeeRequest) (payment.GatewayPayee, error) {
	ref, err := g.o.Memory.Ref(ctx, kindAccount, r.Reference)
	if err != nil {
		return payment.GatewayPayee{}, err
	}
	if ref == "" {
		if ref, err = g.makeAccount(ctx, r); err != nil {
			return payment.GatewayPayee{}, err
		}
	}
	return g.payee(ctx, ref, r.Country)
}

func (g *Gateway) makeAccount(ctx context.Context, r payment.PayeeRequest) (string, error) {
	a, err := keyed(r.IdempotencyKey, func(key *string) (*sdk.Account, error) {
		p := &sdk.AccountCreateParams{
			Country: &r.Country, DefaultCurrency: lower(r.Currency), Metadata: metadata(r.Reference),
			Controller: &sdk.AccountCreateControllerParams{
				Fees:   &sdk.AccountCreateControllerFeesParams{Payer: sdk.String("application")},
				Losses: &sdk.AccountCreateControllerLossesParams{Payments: sdk.String("application")},
				// Stripe collects what the law asks for, and tells the practitioner itself.
				RequirementCollection: sdk.String("stripe"),
				StripeDashboard:       &sdk.AccountCreateControllerStripeDashboardParams{Type: sdk.String("express")},
			},
			Capabilities: &sdk.AccountCreateCapabilitiesParams{Transfers: &sdk.AccountCreateCapabilitiesTransfersParams{Requested: sdk.Bool(true)}},
			Settings: &sdk.AccountCreateSettingsParams{Payouts: &sdk.AccountCreateSettingsPayoutsParams{
				Schedule: &sdk.AccountCreateSettingsPayoutsScheduleParams{Interval: sdk.String("manual")}}},
		}
		p.Metadata["return_url"] = r.ReturnURL // the pages are opened again by FindPayee
		p.IdempotencyKey = key
		return g.api.V1Accounts.Create(ctx, p)
	})
	if err != nil {
		return "", explain(err)
	}
	return g.o.Memory.Keep(ctx, kindAccount, r.Reference, a.ID)
}

// FindPayee reads a payee by our practitioner's id. Errors: payment.ErrNoIntent, payment.ErrUnknown.
func (g *Gateway) FindPayee(ctx context.Context, reference uuid.UUID) (payment.GatewayPayee, error) {
	ref, err := g.o.Memory.Ref(ctx, kindAccount, reference)
	if err != nil {
		return payment.GatewayPayee{}, err
	}
	if ref == "" {
		return payment.GatewayPayee{}, payment.ErrNoIntent
	}
	return g.payee(ctx, ref, "")
}

// payee reads an account, which must be of the country unless that is "": Stripe never changes an account's.
func (g *Gateway) payee(ctx context.Context, ref, country string) (payment.GatewayPayee, error) {
	a, err := g.api.V1Accounts.GetByID(ctx, ref, nil)
	switch {
	case err != nil:
		return payment.GatewayPayee{}, unread(err)
	case country != "" && a.Country != country:
		return payment.GatewayPayee{}, payment.ErrGatewayRefused
	}
	out := payment.GatewayPayee{Ref: a.ID, Reference: referenceOf(a.Metadata), Bank: bankOf(a)}
	out.Ready = a.PayoutsEnabled && a.Capabilities != nil && a.Capabilities.Transfers == sdk.AccountCapabilityStatusActive
	if out.Ready {
		return out, nil
	}
	// An address works once and for minutes: it is made anew whenever somebody may want to go there.
	back := a.Metadata["return_url"]
	link, err := g.api.V1AccountLinks.Create(ctx, &sdk.AccountLinkCreateParams{Account: &a.ID, Type: sdk.String("account_onboarding"), RefreshURL: &back, ReturnURL: &back})
	if err != nil {
		return payment.GatewayPayee{}, unread(err)
	}
	out.URL = link.URL
	return out, nil
}

// bankOf is what a statement may show: "Bank account ending 6789".
func bankOf(a *sdk.Account) string {
	if a.ExternalAccounts == nil {
		return ""
	}
	for _, x := range a.ExternalAccounts.Data {
		switch {
		case x.BankAccount != nil:
			return "Bank account ending " + x.BankAccount.Last4
		case x.Card != nil:
			return cardLabel(string(x.Card.Brand), x.Card.Last4)
		}
	}
	return ""
}
