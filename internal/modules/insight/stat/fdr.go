package stat

import (
	"cmp"
	"slices"
)

// BenjaminiHochberg adjusts the probabilities of all tests of one look: keeping those at or below q keeps the expected share
// of false ones among the kept at or below q.
//
// Benjamini, Y., and Hochberg, Y. (1995): Controlling the false discovery rate. JRSS B 57, 289-300.
func BenjaminiHochberg(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p[b], p[a]) }) // largest first
	out, least := make([]float64, len(p)), 1.0
	for i, k := range order {
		rank := len(p) - i
		least = min(least, p[k]*float64(len(p))/float64(rank))
		out[k] = least
	}
	return out
}
