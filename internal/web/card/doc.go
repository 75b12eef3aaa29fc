// Package card draws the pictures that others show beside a link to a public page: 1200×630, from the name, the headline,
// the city and the photo or pattern of a practitioner, or from the brand alone.
package card
