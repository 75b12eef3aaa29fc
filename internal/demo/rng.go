package demo

import "hash/fnv"

// rng is SplitMix64 (Steele, Lea and Flood 2014). The demo's bytes must not change with the standard library, so it
// brings its own. Everyone gets a generator of their own name: adding a person leaves the others as they were.
type rng struct{ state uint64 }

func seeded(parts ...string) *rng {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return &rng{h.Sum64()}
}

func (r *rng) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// intn returns 0 to n-1; the bias of the remainder is of no account for a demo.
func (r *rng) intn(n int) int { return int(r.next() % uint64(n)) }

// between returns low to high, both included.
func (r *rng) between(low, high int) int { return low + r.intn(high-low+1) }

// chance is true in percent of a hundred cases.
func (r *rng) chance(percent int) bool { return r.intn(100) < percent }

func pick[T any](r *rng, from []T) T { return from[r.intn(len(from))] }

func shuffle[T any](r *rng, s []T) {
	for i := len(s) - 1; i > 0; i-- {
		j := r.intn(i + 1)
		s[i], s[j] = s[j], s[i]
	}
}
