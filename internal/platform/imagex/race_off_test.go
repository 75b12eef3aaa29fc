//go:build !race

package imagex

// photoShrink divides the sides of the large test photo.
const photoShrink = 1
