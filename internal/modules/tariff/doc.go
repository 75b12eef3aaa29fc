// Package tariff says what is taken of a price: the platform's commission, by dated rules of its operators. A Quote is made
// when a time is held and kept with the booking: what changes later does not reach back.
//
// Owns: schema tariff (commission_rule, enrolment).
//
// Needs: identity for who may, catalog for the tree of categories.
//
// Emits: nothing. Rules act on the next quote.
//
// Which rule applies (choose): of those that hold on the day in the brand's zone, the one for the nearest category wins,
// then the one for the practitioner's plan, then the one with amounts in the price's currency, then a promotion, then the
// one that began last. Without any rule the brand's own percentage applies.
//
// Invariants:
//   - payin = practitioner's share + commission + tax, exactly, none of them negative (split; a property test over a million
//     quotes in currencies of 0, 2 and 3 decimals);
//   - what costs nothing is charged nothing;
//   - rules are never changed, only ended, once (grants): the history is the table;
//   - two rules for the same do not begin on one day, and promotions for the same do not overlap (unique index, exclusion);
//   - a rule begins today at the earliest: no quote is made wrong afterwards.
package tariff
