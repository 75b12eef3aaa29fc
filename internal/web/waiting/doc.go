// Package waiting serves the lines of who waits for a time: joining one from a practitioner's page, leaving it, and the
// practitioner's look at who waits. A time that comes free is offered by module booking; it is taken on the checkout.
package waiting
