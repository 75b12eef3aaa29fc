package assess

import "slices"

// features are the buckets of a message's words (one to three in a row) and runs of letters (three to five), and of what
// the phrase layer found, alone and two by two, each once.
func features(words, found []string) []uint32 {
	out := make([]uint32, 0, 16*len(words)+len(found)*len(found))
	for i, f := range found {
		h := hash(seedFound, f)
		out = append(out, h%Buckets)
		for _, g := range found[i+1:] {
			out = append(out, hash(h^seedNext, g)%Buckets)
		}
	}
	for i, w := range words {
		h := hash(seedWord, w)
		out = append(out, h%Buckets)
		for j := i + 1; j < min(i+3, len(words)); j++ {
			h = hash(h^seedNext, words[j])
			out = append(out, h%Buckets)
		}
		if w[0] != '_' {
			out = letters(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// letters adds the runs of letters of one word; the ends of the word are letters too.
func letters(out []uint32, w string) []uint32 {
	var ends [34]int // where each letter of the padded word ends; longer words are cut
	padded := " " + w + " "
	n := 0
	for i := range padded {
		if n == len(ends)-1 {
			break
		}
		ends[n] = i
		n++
	}
	ends[n] = min(len(padded), ends[n-1]+1)
	for size := 3; size <= 5; size++ {
		for i := 0; i+size <= n; i++ {
			out = append(out, hash(seedLetters, padded[ends[i]:ends[i+size]])%Buckets)
		}
	}
	return out
}

// said names what the phrase layer found and believes, sorted: means, a place, a farewell, whatever it was called.
func said(hits []hit) []string {
	out := make([]string, 0, len(hits))
	for _, h := range hits {
		if h.mark == "" {
			out = append(out, h.reason)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

const (
	seedFound   uint32 = 0x27d4eb2f
	seedWord    uint32 = 2166136261
	seedNext    uint32 = 0x9e3779b9
	seedLetters uint32 = 0x85ebca6b
)

// hash is FNV-1a from a seed, with a last mixing so that its low bits can be used.
func hash(h uint32, s string) uint32 {
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h ^ h>>12
}

// Features is what the classifier sees of a message, for training it.
func Features(text string) []uint32 {
	x := theLexicon()
	toks := x.fold(text)
	hits, marks := x.read(toks, x.find(toks))
	return features(masked(toks, hits, marks), said(hits))
}

// Phrases is what the phrase layer alone says of a message, for training and for the figures.
func Phrases(text string) Level {
	x := theLexicon()
	toks := x.fold(text)
	hits, _ := x.read(toks, x.find(toks))
	level, _ := phrases(hits)
	return level
}
