// Package search finds practitioners: by words, place, price, language and way of meeting, with counts beside each
// filter, and with real openings where somebody asks "when".
//
// Owns: schema search (document, label_set, generation, lexeme, place, term, synonym, hint). All but synonym and hint can be
// rebuilt from the catalogue.
//
// Needs (deps.go): the view catalog.v_searchable; the category tree; what clients pay (Prices); optionally a gazetteer and the schedule's openings.
//
// Emits: nothing.
//
// Invariants:
//   - A document exists only for a practitioner in catalog.v_searchable: verified, listed, not suspended.
//   - A count beside a filter is the number of results that choosing it lists.
//   - How the words of a query are read depends on the words alone, never on the filters: a filter only ever narrows.
//   - Nobody can pay for a place in the list. The page /why-this-order says what decides; the weights are in queries/find.sql.
//   - Prices filter and sort by what clients pay, which is what is shown (prices.go): a minute after a rule changed at the latest.
//   - A seeker's position is used and forgotten: it is neither stored nor logged.
package search
