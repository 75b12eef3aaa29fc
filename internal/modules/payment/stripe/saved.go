package stripe

import (
	"context"
	"strings"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
	sdk "github.com/stripe/stripe-go/v86"
)

// expandSetup is what is read along with a session that saves a method.
var expandSetup = []*string{sdk.String("setup_intent.payment_method")}

// Save opens Stripe's page that keeps a card, with the payer's consent given there. The same reference gives the same page.
func (g *Gateway) Save(ctx context.Context, r payment.SaveRequest) (payment.SavedMethod, error) {
	ref, err := g.o.Memory.Ref(ctx, kindSetup, r.Reference)
	if err != nil {
		return payment.SavedMethod{}, err
	}
	if ref != "" {
		return g.readSaved(ctx, ref)
	}
	customer, err := g.customer(ctx, r.Payer)
	if err != nil {
		return payment.SavedMethod{}, err
	}
	s, err := keyed(r.IdempotencyKey, func(key *string) (*sdk.CheckoutSession, error) {
		p := &sdk.CheckoutSessionCreateParams{
			Mode: sdk.String("setup"), Customer: &customer, ClientReferenceID: sdk.String(r.Reference.String()), Metadata: metadata(r.Reference),
			PaymentMethodTypes: []*string{sdk.String("card")}, SuccessURL: sdk.String(r.ReturnURL), CancelURL: sdk.String(r.ReturnURL),
			SetupIntentData: &sdk.CheckoutSessionCreateSetupIntentDataParams{Metadata: metadata(r.Reference)}, Expand: expandSetup,
		}
		p.IdempotencyKey = key
		return g.api.V1CheckoutSessions.Create(ctx, p)
	})
	if err != nil {
		return payment.SavedMethod{}, explain(err)
	}
	if ref, err = g.o.Memory.Keep(ctx, kindSetup, r.Reference, s.ID); err != nil {
		return payment.SavedMethod{}, err
	}
	if ref != s.ID {
		return g.readSaved(ctx, ref)
	}
	return savedOf(s), nil
}

// customer is the person at Stripe: an id without name or address.
func (g *Gateway) customer(ctx context.Context, person uuid.UUID) (string, error) {
	ref, err := g.o.Memory.Ref(ctx, kindCustomer, person)
	if err != nil || ref != "" {
		return ref, err
	}
	c, err := keyed("customer:"+person.String(), func(key *string) (*sdk.Customer, error) {
		p := &sdk.CustomerCreateParams{Metadata: metadata(person)}
		p.IdempotencyKey = key
		return g.api.V1Customers.Create(ctx, p)
	})
	if err != nil {
		return "", explain(err)
	}
	return g.o.Memory.Keep(ctx, kindCustomer, person, c.ID)
}

// FindSaved reads what was saved under one of our references. Errors: payment.ErrNoIntent, payment.ErrUnknown.
func (g *Gateway) FindSaved(ctx context.Context, reference uuid.UUID) (payment.SavedMethod, error) {
	ref, err := g.o.Memory.Ref(ctx, kindSetup, reference)
	if err != nil {
		return payment.SavedMethod{}, err
	}
	if ref == "" {
		return payment.SavedMethod{}, payment.ErrNoIntent
	}
	return g.readSaved(ctx, ref)
}

func (g *Gateway) readSaved(ctx context.Context, ref string) (payment.SavedMethod, error) {
	s, err := g.api.V1CheckoutSessions.Retrieve(ctx, ref, &sdk.CheckoutSessionRetrieveParams{Expand: expandSetup})
	if err != nil {
		return payment.SavedMethod{}, unread(err)
	}
	return savedOf(s), nil
}

// savedOf is a session that saves a method. Its Ref is "customer/method" once there is a method: a charge names both.
func savedOf(s *sdk.CheckoutSession) payment.SavedMethod {
	out := payment.SavedMethod{Ref: s.ID, Reference: referenceOf(s.Metadata), Status: payment.RequiresAction, ActionURL: s.URL}
	si := s.SetupIntent
	if s.Status == sdk.CheckoutSessionStatusOpen {
		return out
	}
	out.ActionURL, out.Status = "", payment.Voided
	if si == nil {
		return out
	}
	switch pm := si.PaymentMethod; {
	case si.Status == sdk.SetupIntentStatusSucceeded && pm != nil && s.Customer != nil:
		out.Ref = s.Customer.ID + "/" + pm.ID
		if pm.Card != nil {
			out.Method = cardLabel(string(pm.Card.Brand), pm.Card.Last4)
		}
		if pm.Customer != nil { // else it was detached: forgotten
			out.Status = payment.Authorised
		}
	case si.Status == sdk.SetupIntentStatusProcessing:
		out.Status = payment.Processing
	case si.LastSetupError != nil:
		out.Status, out.DeclineCode = payment.Declined, declineCode(si.LastSetupError)
	}
	return out
}

// Forget detaches a saved method, or closes the page that would save one. Again changes nothing.
func (g *Gateway) Forget(ctx context.Context, ref string) error {
	if isSession(ref) {
		_, err := g.api.V1CheckoutSessions.Expire(ctx, ref, nil)
		if err = explain(err); refused(err) {
			return nil // over already; a method that it saved has a reference of its own
		}
		return err
	}
	_, method, _ := strings.Cut(ref, "/")
	_, err := g.api.V1PaymentMethods.Detach(ctx, method, nil)
	if err = explain(err); !refused(err) {
		return err
	}
	pm, err := g.api.V1PaymentMethods.Retrieve(ctx, method, nil)
	switch {
	case err != nil:
		return unread(err)
	case pm.Customer != nil:
		return payment.ErrGatewayRefused
	}
	return nil
}
