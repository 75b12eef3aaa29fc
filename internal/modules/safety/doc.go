// Package safety judges what people write before anything answers it, shows them help that stays, and calls people.
//
// Owns: schema safety (reading, event, card, on_call_case, on_call, contact, contact_told). The layers that judge are package assess, which knows
// no database; what they are worth is in docs/safety.md.
//
// Needs (service.go): identity for who is on call, notify for their letters, the brand's lines of help; catalog, search and
// schedule for who could see somebody soon.
//
// Emits: safety.flagged, safety.acknowledged, safety.resolved: ids and levels, never words, and nothing that ranking,
// recommendations or insights may listen to.
//
// Invariants:
//   - Judge always answers, within Limit for what it reads: a layer that fails or is slow means the fixed words for that.
//   - No words of anybody are kept here.
//   - A card is pinned for CardFor and is never taken away early (trigger safety.card_stays).
//   - Somebody has at most one open case (unique index safety.case_one_open), and an event is never changed.
//   - An emergency contact is written to at critical, once a case, by a consent that came first (trigger told_by_consent); a
//     consent only ends, and what ended names nobody (trigger consent_stands, a check). One stands (index contact_one).
//   - A case that nobody acknowledged is paged again every RepageAfter, whatever became of the calls before (the sweep looks at
//     every open one); who joins the team is called to what is open. One that somebody acknowledged goes back to the team when
//     a message comes SeenFor later, when they are on call no more, and when it is open after CloseWithin.
//   - However much one person writes within an hour, at most 30 readings of a level or graver are kept of them, as many events,
//     and one open case (trigger reading_limit); the words, the card and the call to the team are the same.
//   - Nothing says that help was sent, nor that anybody was told who was not.
package safety
