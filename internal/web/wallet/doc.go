// Package wallet serves the ways to pay that are kept for a person, and paying for a booking whose later charge was refused.
package wallet
