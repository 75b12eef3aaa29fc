// Package operatebookings is the operators' view of all bookings: find, look at one without its sealed words, cancel one
// or a practitioner's whole range for both sides.
package operatebookings
