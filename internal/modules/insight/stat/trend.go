package stat

import (
	"math"
	"slices"
)

// TheilSen is the median of the slopes of all pairs of points with different x: how much y changes for 1 of x. It bears
// outliers. 0 when there is no such pair.
//
// Sen, P. K. (1968): Estimates of the regression coefficient based on Kendall's tau. JASA 63, 1379-1389.
func TheilSen(x, y []float64) float64 {
	var slopes []float64
	for i := range x {
		for j := i + 1; j < len(x); j++ {
			if x[j] != x[i] {
				slopes = append(slopes, (y[j]-y[i])/(x[j]-x[i]))
			}
		}
	}
	return median(slopes)
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	if m := len(v) / 2; len(v)%2 == 1 {
		return v[m]
	} else {
		return (v[m-1] + v[m]) / 2
	}
}

// exactUpTo is the length up to which a series without ties has its exact probability.
const exactUpTo = 30

// MannKendall tests whether a series in the order of time goes up or down. s is the number of pairs that go up less those
// that go down. Short series without ties have the exact probability, others the normal one with corrections for ties and
// continuity.
//
// Mann, H. B. (1945): Nonparametric tests against trend. Econometrica 13, 245-259. Kendall, M. G. (1975): Rank Correlation
// Methods, 4th ed., chapters 4 and 5.
func MannKendall(y []float64) (s int, p float64) {
	for i := range y {
		for j := i + 1; j < len(y); j++ {
			switch {
			case y[j] > y[i]:
				s++
			case y[j] < y[i]:
				s--
			}
		}
	}
	if len(y) < 3 {
		return s, 1
	}
	if t := ties(y); len(y) <= exactUpTo && len(t) == 0 {
		return s, kendallExact(len(y), s)
	} else {
		return s, kendallNormal(len(y), s, t)
	}
}

func kendallNormal(n, s int, ties []int) float64 {
	variance := float64(n * (n - 1) * (2*n + 5))
	for _, t := range ties {
		variance -= float64(t * (t - 1) * (2*t + 5))
	}
	if s == 0 || variance <= 0 {
		return 1
	}
	z := (math.Abs(float64(s)) - 1) / math.Sqrt(variance/18)
	return math.Erfc(z / math.Sqrt2)
}

// kendallExact is the probability of |S| or more among all orders of n different values. The number of orders with k pairs
// out of order is that of n-1 values, summed over the n places that the last value may take.
func kendallExact(n, s int) float64 {
	share := []float64{1}
	for m := 2; m <= n; m++ {
		next := make([]float64, m*(m-1)/2+1)
		for k := range next {
			for place := range min(m, k+1) {
				if k-place < len(share) {
					next[k] += share[k-place] / float64(m)
				}
			}
		}
		share = next
	}
	pairs := n * (n - 1) / 2
	p := 0.0
	for k, v := range share { // k pairs go down: S = pairs - 2k
		if d := pairs - 2*k; d >= max(s, -s) || -d >= max(s, -s) {
			p += v
		}
	}
	return min(p, 1)
}

// ties are the sizes of the groups of equal values.
func ties(v []float64) (sizes []int) {
	sorted := slices.Clone(v)
	slices.Sort(sorted)
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && sorted[j] == sorted[i] {
			j++
		}
		if j-i > 1 {
			sizes = append(sizes, j-i)
		}
		i = j
	}
	return sizes
}
