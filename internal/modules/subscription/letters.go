package subscription

import (
	"context"
	"fmt"
	"slices"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/clock"
	"klear/internal/platform/events"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// letterOf names the letter that an event is told by.
var letterOf = map[string]string{EventStarted: "plan_started", EventRenewed: "plan_renewed", EventChanged: "plan_changed",
	EventChargeFailed: "plan_charge_failed", EventCancelled: "plan_cancelled", EventEnded: "plan_ended", EventRefunded: "plan_refunded"}

// OnEvent is the subscriber behind the letters. One letter tells of a refund that ended a plan.
func (s *Service) OnEvent(ctx context.Context, d events.Delivery) error {
	f, err := events.Decode[Fact](d)
	if err != nil || d.Type == EventEnded && f.Reason == Refunded {
		return err
	}
	return s.write(ctx, d.AggregateID, letterOf[d.Type], f.RefundMinor)
}

// write tells the owner how the subscription stands now, and what they got back; an account that is gone needs no letter.
func (s *Service) write(ctx context.Context, id uuid.UUID, name string, backMinor int64) error {
	row, err := subscriptiondb.New(s.DB).Subscription(ctx, id)
	if err != nil {
		return err
	}
	list, err := s.details(ctx, []subscriptiondb.SubscriptionSubscription{row})
	if err != nil {
		return err
	}
	d := list[0]
	who, err := s.People.PersonByID(ctx, s.DB, d.PersonID)
	if err != nil || who.Status != identity.Active {
		return err
	}
	f := s.fields(d, who)
	if backMinor > 0 {
		if d.CancelAtEnd || !d.Status.Runs() {
			f.AnswerBy = ""
		}
		f.Refund = s.Letters.Localizer(who.Locale).MoneyExact(money.Amount{Minor: backMinor, Currency: d.Currency})
	}
	return s.Letters.Send(ctx, notify.Letter{Name: name, To: who.Email, ToName: who.Name, Locale: who.Locale, Fields: f,
		Key: fmt.Sprintf("%s:%s:%d", name, d.ID, d.Version)})
}

func (s *Service) fields(d Detail, who identity.Person) notify.Fields {
	zone, err := clock.Zone(who.Zone)
	if err != nil {
		zone = time.UTC
	}
	l := s.Letters.Localizer(who.Locale)
	when := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return l.WhenYear(at, zone) + " · " + l.Zone(zone, at)
	}
	f := notify.Fields{Name: who.Name, Service: In(d.Plan.Name, who.Locale), Price: l.MoneyExact(d.Price.Amount), When: when(d.PaidUntil),
		AnswerBy: when(d.ChargeAt), Code: d.Method, Left: d.TrialDays, Link: s.BaseURL + pageOf(d.Family)}
	if slices.Contains([]string{Unpaid, Refunded, Disputed}, d.EndReason) {
		f.Reason = d.EndReason // the letter says it in its own words
	}
	if d.Status == Trial {
		f.FreeUntil = when(d.PaidUntil)
	}
	return f
}

// pageOf is where a plan is looked after.
func pageOf(f Family) string {
	if f == ForPractitioners {
		return "/pro/plan"
	}
	return "/account/plan"
}
