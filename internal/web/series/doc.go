// Package series serves the page on which somebody books the same time of several weeks: every date with what clashes, and
// for each clash what is free nearby. What is chosen there is held whole, and paid on the checkout.
package series
