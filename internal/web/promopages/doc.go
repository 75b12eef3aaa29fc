// Package promopages is where operators make codes that take something off the price of a booking, and take them back. Terms
// are never changed: the list of promotions is their history.
package promopages
