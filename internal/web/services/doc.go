// Package services is where a practitioner says what they offer: the list with its order, and one service with its
// options, price and rules.
package services
