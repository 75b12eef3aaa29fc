// Package content serves the pages that say how the service works: how people are checked, why results stand in their
// order, terms, privacy and accessibility. The words are in the catalogue (content.*) and use the brand's nouns; terms
// and privacy are templates that every operator has to adapt (docs/operators/running.md).
package content
