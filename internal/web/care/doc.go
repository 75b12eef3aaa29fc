// Package care puts the card with help into the sight of somebody who wrote of danger: on every page, for a day, with the
// lines of their country and the soonest times of licensed practitioners.
package care
