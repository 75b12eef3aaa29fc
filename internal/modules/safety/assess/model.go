package assess

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"sync"
)

// Buckets is how many features the classifier tells apart; names are hashed into them.
const Buckets = 1 << 17

//go:embed model.bin
var modelFile []byte

var theModel = sync.OnceValue(func() *Model {
	m, err := ReadModel(modelFile)
	if err != nil {
		panic(err) // the file is part of the program; TestModel reads it
	}
	return m
})

// Model is two linear classifiers over the same features: at least moderate, at least high. Weights are bytes with one
// scale. docs/safety.md is its card.
type Model struct {
	Scale   [2]float32
	Bias    [2]float32
	Cut     [2]float32 // probability from which moderate, and high, is said
	Weights [2][]int8
}

type probabilities struct{ moderate, high float64 }

const modelMagic = "KLSAFE01"

// Bytes writes the model as it is embedded.
func (m *Model) Bytes() []byte {
	out := []byte(modelMagic)
	for _, set := range [][2]float32{m.Scale, m.Bias, m.Cut} {
		for _, f := range set {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(f))
		}
	}
	for _, w := range m.Weights {
		for _, b := range w {
			out = append(out, byte(b))
		}
	}
	return out
}

// ReadModel reads what Bytes wrote.
func ReadModel(b []byte) (*Model, error) {
	const head = len(modelMagic) + 6*4
	if len(b) != head+2*Buckets || string(b[:len(modelMagic)]) != modelMagic {
		return nil, fmt.Errorf("not a model of this program: %d bytes where %d are expected", len(b), head+2*Buckets)
	}
	m := &Model{}
	at := len(modelMagic)
	for _, set := range []*[2]float32{&m.Scale, &m.Bias, &m.Cut} {
		for i := range set {
			set[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[at:]))
			at += 4
		}
	}
	for i := range m.Weights {
		m.Weights[i] = make([]int8, Buckets)
		for j := range m.Weights[i] {
			m.Weights[i][j] = int8(b[at])
			at++
		}
	}
	return m, nil
}

func (m *Model) probabilities(features []uint32) probabilities {
	var sum [2]int
	for _, f := range features {
		sum[0] += int(m.Weights[0][f])
		sum[1] += int(m.Weights[1][f])
	}
	norm := 1 / math.Sqrt(float64(max(1, len(features))))
	at := func(i int) float64 {
		return 1 / (1 + math.Exp(-(float64(m.Bias[i]) + float64(sum[i])*float64(m.Scale[i])*norm)))
	}
	return probabilities{at(0), at(1)}
}

// level is the classifier's opinion: it never says critical, which only what is said outright is.
func (m *Model) level(p probabilities) Level {
	switch {
	case p.high >= float64(m.Cut[1]):
		return High
	case p.moderate >= float64(m.Cut[0]):
		return Moderate
	}
	return None
}

// Probability is what one of the two classifiers (0: at least moderate, 1: at least high) says of features.
func (m *Model) Probability(head int, features []uint32) float64 {
	p := m.probabilities(features)
	return [...]float64{p.moderate, p.high}[head]
}
