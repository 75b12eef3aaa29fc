//go:build race

package imagex

// photoShrink divides the sides of the large test photo: the race detector makes decoding fifty times slower.
const photoShrink = 5
