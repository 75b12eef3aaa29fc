package stat

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Permutations is how often labels are shuffled. The smallest probability is 1 of so many and one.
const Permutations = 9999

// ranks of values, equal ones with the mean of theirs.
func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(v[a], v[b]) })
	out := make([]float64, len(v))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && v[order[j]] == v[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			out[k] = float64(i+j+1) / 2
		}
		i = j
	}
	return out
}

// KruskalWallis is H, corrected for ties: how far the mean ranks of groups lie apart. label says which group each value is
// of, 0 to groups-1; every group has a value. 0 when all values are equal.
//
// Kruskal, W. H., and Wallis, W. A. (1952): Use of ranks in one-criterion variance analysis. JASA 47, 583-621.
func KruskalWallis(v []float64, label []int, groups int) float64 {
	n := float64(len(v))
	correction := 1.0
	for _, t := range ties(v) {
		t := float64(t)
		correction -= (t*t*t - t) / (n*n*n - n)
	}
	if correction <= 0 {
		return 0
	}
	return (12/(n*(n+1))*sumOfSquares(ranks(v), label, groups) - 3*(n+1)) / correction
}

// sumOfSquares is the part of H that changes when labels are shuffled.
func sumOfSquares(ranked []float64, label []int, groups int) (q float64) {
	sum, size := make([]float64, groups), make([]float64, groups)
	for i, g := range label {
		sum[g] += ranked[i]
		size[g]++
	}
	for g := range sum {
		q += sum[g] * sum[g] / size[g]
	}
	return q
}

// slack is for sums that are equal but for the order in which they were added.
const slack = 1e-9

// KruskalWallisP is the share of shuffled labels whose H is at least that of the true ones, the true ones among them: it
// needs no approximation, also with few values and many ties.
//
// Phipson, B., and Smyth, G. K. (2010): Permutation p-values should never be zero. Stat. Appl. Genet. Mol. Biol. 9, 39.
func KruskalWallisP(v []float64, label []int, groups int, random *rand.Rand) float64 {
	ranked, shuffled := ranks(v), slices.Clone(label)
	observed := sumOfSquares(ranked, label, groups)
	least := 1
	for range Permutations {
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if sumOfSquares(ranked, shuffled, groups) >= observed-slack {
			least++
		}
	}
	return float64(least) / (Permutations + 1)
}

// MeansP is the difference of the means, of values that are marked less those that are not, and the share of shuffled marks
// whose difference is at least as large either way. Both kinds of values are there.
//
// Fisher, R. A. (1935): The Design of Experiments, section 21. The share as in KruskalWallisP.
func MeansP(v []float64, marked []bool, random *rand.Rand) (difference, p float64) {
	difference = means(v, marked)
	shuffled, least := slices.Clone(marked), 1
	for range Permutations {
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if d := means(v, shuffled); max(d, -d) >= max(difference, -difference)-slack {
			least++
		}
	}
	return difference, float64(least) / (Permutations + 1)
}

func means(v []float64, marked []bool) float64 {
	var sum, size [2]float64
	for i, m := range marked {
		k := 0
		if m {
			k = 1
		}
		sum[k] += v[i]
		size[k]++
	}
	return sum[1]/size[1] - sum[0]/size[0]
}
