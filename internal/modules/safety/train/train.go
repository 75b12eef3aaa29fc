// Package train fits the word-and-letter classifier of the safety assessment. It is run by `klear safety train`, never by
// the server. The same data and seed give the same file, byte for byte.
package train

import (
	"fmt"
	"math"
	"math/rand/v2"

	"klear/internal/modules/safety/assess"
)

// Options of one training.
type Options struct {
	Data string // folder of the public data; empty: only the sets of the repository
	Seed uint64
}

// sample is one message as the classifier sees it.
type sample struct {
	features []uint32
	level    assess.Level
	weight   float32
	tune     bool // kept from fitting, for choosing the cuts
	source   string
}

// Report says what was fitted on what, and where the cuts were set.
type Report struct {
	Fit, Tune map[string]int // messages by source
	Cuts      [2]float32
	Rates     []Rate
}

// Rate is one figure on the part kept from fitting.
type Rate struct {
	Name    string
	Hits, N int
}

// The fit: chosen on the part kept from fitting.
const (
	epochs    = 3
	stepSize  = 0.15
	shrink    = 2e-6 // L2
	tuneEvery = 5    // one template, or message, of five is kept from fitting
)

// Run trains.
func Run(o Options) (*assess.Model, Report, error) {
	samples, err := load(o)
	if err != nil {
		return nil, Report{}, err
	}
	r := Report{Fit: map[string]int{}, Tune: map[string]int{}}
	for _, s := range samples {
		if s.tune {
			r.Tune[s.source]++
		} else {
			r.Fit[s.source]++
		}
	}
	m := &assess.Model{}
	for i, least := range []assess.Level{assess.Moderate, assess.High} {
		w, bias := fit(samples, least, o.Seed+uint64(i))
		m.Weights[i], m.Scale[i] = quantise(w)
		m.Bias[i] = bias
	}
	chooseCuts(m, samples)
	r.Cuts, r.Rates = m.Cut, rates(m, samples)
	return m, r, nil
}

// fit is logistic regression by AdaGrad, one message at a time in an order given by the seed.
func fit(samples []sample, least assess.Level, seed uint64) ([]float32, float32) {
	w, grads := make([]float32, assess.Buckets), make([]float32, assess.Buckets)
	var bias, biasGrad float32
	rnd := rand.New(rand.NewPCG(seed, 1))
	order := fitted(samples)
	for range epochs {
		rnd.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, n := range order {
			s := &samples[n]
			norm := float32(1 / math.Sqrt(float64(max(1, len(s.features)))))
			sum := bias
			for _, f := range s.features {
				sum += w[f] * norm
			}
			g := float32(1 / (1 + math.Exp(-float64(sum))))
			if s.level >= least {
				g--
			}
			g *= s.weight
			biasGrad += g * g
			bias -= stepSize * g / float32(math.Sqrt(float64(biasGrad)+1e-6))
			for _, f := range s.features {
				d := g*norm + shrink*w[f]
				grads[f] += d * d
				w[f] -= stepSize * d / float32(math.Sqrt(float64(grads[f])+1e-6))
			}
		}
	}
	return w, bias
}

func fitted(samples []sample) []int {
	var out []int
	for i := range samples {
		if !samples[i].tune {
			out = append(out, i)
		}
	}
	return out
}

// quantise brings the weights into bytes. The few largest are cut: they would waste the range of all others.
func quantise(w []float32) ([]int8, float32) {
	var sum float64
	for _, x := range w {
		sum += float64(x) * float64(x)
	}
	top := float32(8 * math.Sqrt(sum/float64(len(w))))
	out := make([]int8, len(w))
	for i, x := range w {
		out[i] = int8(math.Round(float64(min(max(x, -top), top) / top * 127)))
	}
	return out, top / 127
}

// False alarms that each cut may cause among the messages kept from fitting, as shares.
var allowed = [2]map[string]float64{
	{"goemotions": .0012, "sad": .004, "none": .02, "low": .08},
	{"goemotions": .0006, "sad": .002, "none": .008, "low": .02, "moderate": .3},
}

// chooseCuts takes the lowest cut that keeps every allowance.
func chooseCuts(m *assess.Model, samples []sample) {
	for i := range m.Cut {
		for cut := float32(.995); cut >= .3; cut -= .005 {
			m.Cut[i] = cut + .005
			if !within(m, samples, i, cut) {
				break
			}
		}
	}
}

func within(m *assess.Model, samples []sample, head int, cut float32) bool {
	alarms, n := map[string]float64{}, map[string]float64{}
	for i := range samples {
		s := &samples[i]
		least := assess.Moderate + assess.Level(head)
		if !s.tune || s.level >= least || head == 0 && s.level > assess.Low {
			continue
		}
		key := s.source
		if _, known := allowed[head][key]; !known {
			key = s.level.String()
		}
		n[key]++
		if m.Probability(head, s.features) >= float64(cut) {
			alarms[key]++
		}
	}
	for key, most := range allowed[head] {
		if n[key] > 0 && alarms[key]/n[key] > most {
			return false
		}
	}
	return true
}

// rates are the classifier's figures alone on what was kept from fitting.
func rates(m *assess.Model, samples []sample) []Rate {
	var out []Rate
	for _, least := range []assess.Level{assess.None, assess.Low, assess.Moderate, assess.High, assess.Critical} {
		r := Rate{Name: fmt.Sprintf("own %s flagged", least)}
		for i := range samples {
			if s := &samples[i]; s.tune && s.level == least && len(s.source) > 3 && s.source[:3] == "own" {
				r.N++
				if m.Probability(0, s.features) >= float64(m.Cut[0]) {
					r.Hits++
				}
			}
		}
		out = append(out, r)
	}
	return out
}
