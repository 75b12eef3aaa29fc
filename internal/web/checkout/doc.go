// Package checkout is one page: what is booked, who books, how it is paid. Its states keep what was typed and the held time.
package checkout
