// Package bookings is what a person has booked: the list, one booking with its history, moving and cancelling it.
package bookings
