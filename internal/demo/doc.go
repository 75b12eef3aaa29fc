// Package demo holds the believable catalogue that a fresh installation shows: people and businesses that do not exist,
// in cities and neighbourhoods that do. It is data with a little grammar, and pure: no clock, no database, no randomness
// but a seed, so that the same bytes come out on every machine.
//
// Every first paragraph of a profile is written by hand and used once (data/voices-*.txt, data/trades.txt); the second
// is composed from training, history and practical remarks. There are no ratings in it: reviews come from bookings.
//
// Addresses end in .example and can receive nothing; registration numbers are invented. Coordinates of cities come from
// GeoNames (CC BY 4.0).
package demo
