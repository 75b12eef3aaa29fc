// Package commissionpages is where operators say what the platform takes of a booking, from which day on, and try it out.
// Nothing is overwritten: the list of rules is their history.
package commissionpages
