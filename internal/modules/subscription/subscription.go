package subscription

import (
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Status is where a subscription stands.
type Status string

// The statuses.
const (
	Pending Status = "pending"  // chosen; the bank has not answered yet
	Trial   Status = "trial"    // runs without payment until PaidUntil
	Active  Status = "active"   // paid
	PastDue Status = "past_due" // a renewal was declined and is tried again; nothing is taken away yet
	Ended   Status = "ended"
	Void    Status = "void" // it never began: the bank declined, or its owner gave it up
)

// Runs reports that the plan's grants hold.
func (s Status) Runs() bool { return s == Trial || s == Active || s == PastDue }

// Why a subscription ended.
const (
	Cancelled = "cancelled"
	Unpaid    = "unpaid"
	Erased    = "erased"   // with the account
	Refunded  = "refunded" // an operator gave money back and ended it
	Disputed  = "disputed" // the payer's bank took the present charge back
)

// Next is what follows the paid period, when it is another plan.
type Next struct {
	TermsID uuid.UUID
	Cycle   Cycle
}

// Subscription is what a person has of a family. Instants are UTC; zero when they do not apply.
type Subscription struct {
	ID          uuid.UUID
	PersonID    uuid.UUID
	Family      Family
	PlanID      uuid.UUID
	TermsID     uuid.UUID
	Cycle       Cycle
	Currency    string
	Status      Status
	TrialDays   int
	Anchor      time.Time
	Cycles      int // that began since the anchor
	PaidUntil   time.Time
	Next        *Next
	CancelAtEnd bool
	Retries     int // of the charge that failed
	ChargeAt    time.Time
	WarnedAt    time.Time
	MethodID    uuid.UUID
	Kept        payment.KeptMethod
	Method      string // "Visa ending 4242"
	ActionURL   string // where the bank asks something about the method
	EndedAt     time.Time
	EndReason   string
	Version     int64
	CreatedAt   time.Time
}

// Period is a stretch of time that is paid at once. Amounts are minor units of Currency.
type Period struct {
	ID           uuid.UUID
	No           int
	TermsID      uuid.UUID
	PlanID       uuid.UUID
	Cycle        Cycle
	Currency     string
	From, Until  time.Time
	WorthMinor   int64
	CarriedMinor int64 // of worth, from the period before
	GivenMinor   int64 // of worth, to the period after
	EarnedMinor  int64
	TaxMinor     int64  // of worth; what is earned is the rest
	ChargeTax    int64  // of TaxMinor: in what was charged
	GivenTax     int64  // of TaxMinor: in GivenMinor
	EarnedTax    int64  // of TaxMinor: in EarnedMinor
	Refunded     int64  // of Charge
	RefundedTax  int64  // of TaxMinor: in Refunded
	TaxOwner     string // "GST:IN"
	Paid         bool   // false: the charge is undecided, or is repeated
	Void         bool
	PaymentID    uuid.UUID
	EarnAt       time.Time
}

// Charge is what the payer is asked for.
func (p Period) Charge() money.Amount {
	return money.Amount{Minor: p.WorthMinor - p.CarriedMinor, Currency: p.Currency}
}

// unused is what is left of a paid period's worth at an instant: the rest of what went by, so that the two sum to it.
func (p Period) unused(at time.Time) int64 {
	return p.Kept() - share(p.Kept(), at.Sub(p.From), p.Until.Sub(p.From))
}

// Kept is what a period is worth, less what went on into the next one and what was given back.
func (p Period) Kept() int64 { return p.WorthMinor - p.GivenMinor - p.Refunded }

// keptTax is the tax in that.
func (p Period) keptTax() int64 { return p.TaxMinor - p.GivenTax - p.RefundedTax }

func subscriptionOf(r subscriptiondb.SubscriptionSubscription) Subscription {
	s := Subscription{ID: r.ID, PersonID: r.PersonID, Family: Family(r.Family), PlanID: r.PlanID, TermsID: r.TermsID, Cycle: Cycle(r.Cycle),
		Currency: r.Currency, Status: Status(r.Status), TrialDays: int(r.TrialDays), Anchor: utc(r.AnchorAt), Cycles: int(r.Cycles),
		PaidUntil: utc(r.PaidUntil), CancelAtEnd: r.CancelAtEnd, Retries: int(r.Retries), ChargeAt: utc(r.ChargeAt), WarnedAt: utc(r.WarnedAt),
		MethodID: r.MethodID, Kept: payment.KeptMethod{Gateway: r.MethodGateway, Ref: r.MethodRef}, Method: r.Method, ActionURL: r.ActionUrl,
		EndedAt: utc(r.EndedAt), EndReason: r.EndReason, Version: r.Version, CreatedAt: r.CreatedAt.UTC()}
	if r.NextTermsID != nil {
		s.Next = &Next{*r.NextTermsID, Cycle(*r.NextCycle)}
	}
	return s
}

func (s Subscription) row() subscriptiondb.SaveSubscriptionParams {
	p := subscriptiondb.SaveSubscriptionParams{ID: s.ID, PlanID: s.PlanID, TermsID: s.TermsID, Cycle: string(s.Cycle), Status: string(s.Status),
		AnchorAt: orNull(s.Anchor), Cycles: int32(s.Cycles), PaidUntil: orNull(s.PaidUntil), CancelAtEnd: s.CancelAtEnd, Retries: int16(s.Retries),
		ChargeAt: orNull(s.ChargeAt), WarnedAt: orNull(s.WarnedAt), MethodID: s.MethodID, MethodGateway: s.Kept.Gateway, MethodRef: s.Kept.Ref,
		Method: s.Method, ActionUrl: s.ActionURL, EndedAt: orNull(s.EndedAt), EndReason: s.EndReason}
	if s.Next != nil {
		cycle := string(s.Next.Cycle)
		p.NextTermsID, p.NextCycle = &s.Next.TermsID, &cycle
	}
	return p
}

func periodOf(r subscriptiondb.SubscriptionPeriod) Period {
	p := Period{ID: r.ID, No: int(r.No), TermsID: r.TermsID, PlanID: r.PlanID, Cycle: Cycle(r.Cycle), Currency: r.Currency, From: r.StartsAt.UTC(),
		Until: r.EndsAt.UTC(), WorthMinor: r.WorthMinor, CarriedMinor: r.CarriedMinor, GivenMinor: r.GivenMinor, EarnedMinor: r.EarnedMinor,
		TaxMinor: r.TaxMinor, ChargeTax: r.ChargeTaxMinor, GivenTax: r.GivenTaxMinor, EarnedTax: r.EarnedTaxMinor, Refunded: r.RefundedMinor,
		RefundedTax: r.RefundedTaxMinor, TaxOwner: r.TaxOwner, Paid: r.Status == "paid", Void: r.Status == "void", EarnAt: utc(r.EarnAt)}
	if r.PaymentID != nil {
		p.PaymentID = *r.PaymentID
	}
	return p
}

// utc is zero for null, and orNull the other way.
func utc(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
