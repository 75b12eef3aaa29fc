// Package subscription sells plans that renew by themselves, to the people who come and to practitioners.
//
// Owns: schema subscription (plans with dated terms, who has which, and the periods that were paid).
//
// Needs: tariff (the tax inside a price), invoice (its document), identity, payment (kept methods and charges), ledger (revenue as time goes by), notify (mail).
//
// Emits: subscription.started, .renewed, .changed, .charge_failed, .cancelled, .resumed, .ended, .refunded. All carry Fact.
//
// The rules, stated before paying and kept here:
//   - a subscription keeps the terms that its owner agreed to; new terms of a plan are for those who choose it from then on;
//   - what costs more begins at once: its price for the rest of the period, less what is left of the present one, both by
//     the second and rounded half up. What costs less begins when the paid period is over;
//   - a cancelled subscription runs to the end of what was paid, and can be resumed until then;
//   - a renewal that the bank declines is tried again 1, 3, 5 and 7 days later. Until then nothing is taken away; after
//     that the subscription ends;
//   - one trial per person and family;
//   - an operator may give a charge back, in part or in full: the period is worth that much less, and the plan goes on or ends;
//   - periods are counted from an anchor: whoever began on a 31st pays on the last day of shorter months and on the 31st
//     of the next long one (UTC).
//
// A plan grants what a Key names, and code asks for keys. There is no key for help in a crisis: it never depends on money.
//
// Money that was charged is deferred revenue of its period (posting 18). It becomes revenue at each turn of the month
// (UTC) and at the period's end, by the running total, so that the parts sum to the whole. The tax inside a charge is owed
// from the day of its invoice, and taken out at once; what is earned is the rest.
//
// Invariants, each held by a constraint:
//   - one subscription per person and family that is not over (subscription_one_live), one trial (subscription_one_trial);
//   - one charge per period (period_one_charge, and payment_one_live below it), one undecided charge per subscription
//     (period_one_open); paid periods do not overlap (period_no_overlap);
//   - no more of a charge goes back than was charged (period_refunded_of_charge);
//   - no more of a period is earned than it is worth less that (a check), and terms are never changed (grants).
package subscription
