package app

import (
	"context"
	"errors"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/client"
	"klear/internal/modules/credit"
	"klear/internal/modules/dispute"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout"
	"klear/internal/modules/saved"
	"klear/internal/modules/subscription"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// subscribe is the only place that knows who listens to what. Handlers are idempotent, look at the present state and
// publish nothing.
func (a *App) subscribe(context.Context) error {
	a.events.Subscribe("booking.letters", a.bookings.OnBookingEvent, booking.EventTypes...)
	a.events.SubscribeTo(string(payment.ForBooking), booking.PaymentNews, a.onPayment, payment.EventKept, payment.EventAuthorised, payment.EventCaptured, payment.EventVoided, payment.EventDeclined)
	a.events.SubscribeTo(string(payment.ForPackage), pack.PaymentNews, a.onPackPayment, payment.EventCaptured, payment.EventVoided, payment.EventDeclined)
	a.events.SubscribeTo(string(payment.ForSubscription), subscription.PaymentNews, a.plans.OnPayment, payment.EventCaptured, payment.EventVoided, payment.EventDeclined, payment.EventDisputeDecided)
	a.events.SubscribeTo(string(payment.ForDebt), payout.PaymentNews, a.payouts.OnPayment, payment.EventCaptured, payment.EventVoided, payment.EventDeclined)
	a.events.Subscribe("payout.debts", a.payouts.OnDebt, payout.DebtEvents...)
	a.events.Subscribe("subscription.letters", a.plans.OnEvent, subscription.EventsWritten...)
	a.events.SubscribeTo(string(payment.ForGift), credit.PaymentNews, a.credits.OnPayment, payment.EventCaptured, payment.EventVoided, payment.EventDeclined, payment.EventDisputeDecided)
	a.events.Subscribe("credit.letters", a.credits.OnEvent, credit.EventBought, credit.EventGranted)
	a.events.Subscribe("credit.erasure", a.credits.OnErased, identity.EventAccountDeleted)
	a.events.Subscribe("pack.letters", a.packs.OnBought, pack.EventBought)
	a.events.Subscribe("pack.erasure", a.packs.OnErased, catalog.EventErased)
	a.events.Subscribe("dispute.letters", a.disputes.OnEvent, dispute.EventTypes...)
	a.events.Subscribe("payout.letters", a.payouts.OnEvent, payout.EventTypes...)
	a.events.Subscribe("booking.claims", a.onVerified, identity.EventEmailVerified)
	a.events.Subscribe("business.erasure", a.businesses.OnAccountDeleted, identity.EventAccountDeleted)
	a.events.Subscribe("catalog.accounts", a.catalog.OnIdentityEvent, catalog.AccountEvents...)
	a.events.Subscribe("schedule.erasure", a.schedule.OnErased, catalog.EventErased)
	a.events.Subscribe("schedule.calendars", a.schedule.OnBooking, booking.EventsElsewhere...)
	a.events.Subscribe("booking.erasure", a.bookings.OnErased, catalog.EventErased)
	a.events.Subscribe("booking.offers", a.bookings.OnClosed, catalog.EventsClosing...)
	a.events.Subscribe("booking.waiting", a.bookings.OnTimeFreed, booking.EventsFreeing...)
	a.events.Subscribe("client.bookings", a.clients.OnBooking, client.BookingEvents...)
	a.events.Subscribe("client.proof", a.clients.OnProved, client.ProofEvents...)
	a.events.Subscribe("client.erasure", a.clients.OnErased, identity.EventAccountDeleted)
	a.events.Subscribe("companion.erasure", a.companion.OnErased, identity.EventAccountDeleted)
	a.events.Subscribe("mood.erasure", a.moods.OnErased, identity.EventAccountDeleted)
	a.events.Subscribe("goal.erasure", a.goals.OnErased, identity.EventAccountDeleted)
	a.events.Subscribe("insight.erasure", a.insights.OnErased, identity.EventAccountDeleted)
	a.events.Subscribe("share.erasure", a.shares.OnErased, identity.EventAccountDeleted)
	a.events.Subscribe("saved.freed", a.saved.OnTimeChanged, saved.TimeEvents...)
	a.events.Subscribe("saved.catalog", a.saved.OnCatalogEvent, saved.CatalogEvents...)
	a.events.Subscribe("saved.erasure", a.saved.OnAccountDeleted, identity.EventAccountDeleted)
	a.events.Subscribe("safety.erasure", a.safety.OnErased, identity.EventAccountDeleted)
	a.events.Subscribe("search.documents", a.search.OnCatalogEvent, catalog.EventTypes...)
	return nil
}

// onPayment lets the booking follow a payment whose news came behind its back: a webhook, or the payment sweep.
func (a *App) onPayment(ctx context.Context, d events.Delivery) error {
	data, err := events.Decode[payment.EventData](d)
	if err != nil || data.Purpose != payment.ForBooking && data.Purpose != "" {
		return err
	}
	return a.bookings.SettlePayment(ctx, booking.Settle{BookingID: data.BookingID, PaymentID: data.PaymentID})
}

// onPackPayment lets a package follow its payment in the same way.
func (a *App) onPackPayment(ctx context.Context, d events.Delivery) error {
	data, err := events.Decode[payment.EventData](d)
	if err != nil || data.Purpose != payment.ForPackage {
		return err
	}
	return a.packs.SettlePayment(ctx, pack.Settle{PackID: data.BookingID, PaymentID: data.PaymentID})
}

// onVerified gives an account the bookings its owner made as a guest with the address that was just proved.
func (a *App) onVerified(ctx context.Context, d events.Delivery) error {
	return a.db.InTx(ctx, func(tx db.Tx) error {
		guests, err := a.people.GuestIDsTx(ctx, tx, d.AggregateID)
		if err != nil || len(guests) == 0 {
			return err
		}
		return errors.Join(a.bookings.ClaimTx(ctx, tx, d.AggregateID, guests), a.payments.ClaimTx(ctx, tx, d.AggregateID, guests),
			a.invoices.ClaimTx(ctx, tx, d.AggregateID, guests), a.clients.ClaimTx(ctx, tx, d.AggregateID, guests))
	})
}

// guardErasure keeps an account whose owner, or whose business, still has sessions ahead, refunds what is unused of packages,
// ends plans, forgets ways to pay and closes the businesses.
func (a *App) guardErasure(ctx context.Context, tx db.Tx, person uuid.UUID) error {
	if err := a.bookings.GuardErasureTx(ctx, tx, person); err != nil {
		return err
	}
	if err := a.packs.GuardErasureTx(ctx, tx, person); err != nil {
		return err
	}
	if err := a.plans.GuardErasureTx(ctx, tx, person); err != nil {
		return err
	}
	if err := a.payments.ForgetPersonTx(ctx, tx, person); err != nil {
		return err
	}
	return a.businesses.EraseTx(ctx, tx, person)
}
