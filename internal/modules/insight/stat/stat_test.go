package stat_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"klear/internal/modules/insight/stat"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func seeded() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// TestTheilSen: the example of Sen (1968), section 6, has the slope 4; an outlier does not move it.
func TestTheilSen(t *testing.T) {
	x, y := []float64{1, 2, 3, 4, 10, 12, 18}, []float64{9, 15, 19, 20, 45, 55, 78}
	near(t, "Sen 1968", stat.TheilSen(x, y), 4, 1e-12)
	near(t, "a line", stat.TheilSen([]float64{0, 1, 2, 3, 4}, []float64{1, 3, 5, 7, 900}), 2, 1e-12)
	near(t, "no pair", stat.TheilSen([]float64{1, 1}, []float64{2, 5}), 0, 0)
}

// TestMannKendall: one-sided tail probabilities of S for n = 8 of Gilbert (1987), Statistical Methods for Environmental
// Pollution Monitoring, table A18; both sides are twice that.
func TestMannKendall(t *testing.T) {
	for _, c := range []struct {
		y               []float64
		s               int
		tail, roundedTo float64
	}{
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8}, 28, 0.000025, 0.000001},
		{[]float64{2, 1, 3, 4, 5, 6, 8, 7}, 24, 0.00087, 0.00001},
		{[]float64{8, 7, 6, 5, 4, 2, 1, 3}, -24, 0.00087, 0.00001},
		{[]float64{3, 2, 1, 4, 5, 8, 7, 6}, 16, 0.031, 0.001},
		{[]float64{4, 3, 2, 1, 5, 8, 7, 6}, 10, 0.138, 0.001},
	} {
		s, p := stat.MannKendall(c.y)
		if s != c.s {
			t.Errorf("%v: S is %d, want %d", c.y, s, c.s)
		}
		near(t, "both tails", p, 2*c.tail, c.roundedTo)
	}
	// Ties, reckoned by Kendall (1975): n = 10, groups of 4 and 3; Var S = (10·9·25 - 4·3·13 - 3·2·11) / 18 = 112.67.
	s, p := stat.MannKendall([]float64{2, 2, 2, 2, 3, 5, 5, 5, 6, 7})
	if s != 36 {
		t.Errorf("with ties S is %d", s)
	}
	near(t, "with ties", p, math.Erfc(35/math.Sqrt(2028.0/18)/math.Sqrt2), 1e-12)
	if _, p := stat.MannKendall([]float64{4, 4, 4, 4, 4, 4, 4, 4}); p != 1 {
		t.Errorf("all the same: %v", p)
	}
}

// TestKruskalWallis: the two examples in the documentation of scipy.stats.kruskal, without and with ties.
func TestKruskalWallis(t *testing.T) {
	h := stat.KruskalWallis([]float64{1, 3, 5, 7, 9, 2, 4, 6, 8, 10}, []int{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, 2)
	near(t, "scipy, odd and even", h, 0.2727272727272734, 1e-12)
	h = stat.KruskalWallis([]float64{1, 1, 1, 2, 2, 2, 2, 2}, []int{0, 0, 0, 1, 1, 1, 2, 2}, 3)
	near(t, "scipy, ties", h, 7, 1e-12)
	// Of the 8!/(3!·3!·2!) = 560 ways to give these labels 20 are as far apart: the three low values fill the first or the
	// second group, and the others are shared out in 5!/(3!·2!) = 10 ways.
	p := stat.KruskalWallisP([]float64{1, 1, 1, 2, 2, 2, 2, 2}, []int{0, 0, 0, 1, 1, 1, 2, 2}, 3, seeded())
	near(t, "by permutation", p, 20.0/560, 0.006)
}

// TestMeansP: the mice of Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 15. All 11,440 ways to
// share them out give 0.141 on one side (the book has .14) and 0.278 on both.
func TestMeansP(t *testing.T) {
	v := []float64{94, 197, 16, 38, 99, 141, 23, 52, 104, 146, 10, 51, 30, 40, 27, 46}
	marked := make([]bool, len(v))
	for i := range 7 {
		marked[i] = true
	}
	d, p := stat.MeansP(v, marked, seeded())
	near(t, "difference", d, 30.6349, 0.0001)
	near(t, "p", p, 0.2783, 0.015)
	again, q := stat.MeansP(v, marked, seeded())
	if again != d || q != p {
		t.Error("the same seed gives another answer")
	}
}

// TestBenjaminiHochberg: the fifteen tests of their paper (1995), section 3.2: four are kept at 0.05.
func TestBenjaminiHochberg(t *testing.T) {
	p := []float64{0.0459, 0.0001, 0.3240, 0.0004, 0.4262, 0.0019, 0.5719, 0.0095, 0.6528, 0.0201, 0.7590, 0.0278, 1, 0.0298, 0.0344}
	q := stat.BenjaminiHochberg(p)
	var kept []float64
	for i := range q {
		if q[i] <= 0.05 {
			kept = append(kept, p[i])
		}
		if q[i] < p[i] || q[i] > 1 {
			t.Errorf("%v is adjusted to %v", p[i], q[i])
		}
	}
	slices.Sort(kept)
	if !slices.Equal(kept, []float64{0.0001, 0.0004, 0.0019, 0.0095}) {
		t.Errorf("kept %v", kept)
	}
	near(t, "the fourth", q[7], 0.0095*15/4, 1e-12)
}
