// Package tariff says what is taken of a price: the platform's commission, by dated rules of its operators, and the taxes that
// it owes or collects, by dated rules of the law. A Quote is made when a time is held and kept with the booking: what changes
// later does not reach back.
//
// Owns: schema tariff (commission_rule, enrolment, tax_rule, tax_identity).
//
// Needs: identity for who may, catalog for the tree of categories.
//
// Emits: nothing. Rules act on the next quote.
//
// Which rule applies (choose): of those that hold on the day in the brand's zone, the one for the nearest category wins,
// then the one for the practitioner's plan, then the one with amounts in the price's currency, then a promotion, then the
// one that began last. Without any rule the brand's own percentage applies.
//
// Taxes come from taxes.json, and from operators where that is not enough (tax.go). They are those of the practitioner's
// country, and there are none where the platform is not registered. The tax on the commission goes on top of the
// practitioner's side; the platform owes the tax on the whole price where it is the deemed supplier; what is withheld comes
// out of the share of practitioners who are registered.
//
// Invariants:
//   - payin + what the platform bears of a promotion = practitioner's share + commission + tax, exactly, none of them negative
//     (split; a property test over a million quotes in currencies of 0, 2 and 3 decimals);
//   - what costs nothing is charged nothing;
//   - rules are never changed, only ended, once (grants): the history is the table;
//   - two rules for the same do not begin on one day, and promotions for the same do not overlap (unique index, exclusion);
//   - a rule begins today at the earliest: no quote is made wrong afterwards.
package tariff
