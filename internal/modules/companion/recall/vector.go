package recall

import (
	"hash/fnv"
	"math"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Dimensions of a vector.
const Dimensions = 256

// Vector places a text among others: the words and the runs of three letters in it, each counted in one of 256 places with
// a sign, both by its hash (feature hashing, Weinberger et al. 2009), damped by the root and scaled to a length of 127.
// Texts that share words and stems lie close; it knows nothing of synonyms.
type Vector [Dimensions]int8

// stop are words that say nothing of what a text is about, in the languages of the guide.
var stop = set("a an and are as at be been but by can do for from had has have he her his i i'm im in is it its me my of on or our she so that the their them they this to was we were what when which who will with you your about again all also another any because even every get got just last like more most much new next no not now only one other over really same some still such than then there these today too two until up very weeks well would " +
	"aur hai hain ho hota hoon hum ka ke ki ko main mein mera mere meri mujhe se tha thi toh ye yeh " +
	"और है हैं हो होता हूँ हूं हम का के की को मैं में मेरा मेरे मेरी मुझे से था थी तो यह ये कि पर भी नहीं")

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// VectorOf is the vector of a text.
func VectorOf(text string) Vector {
	var sum [Dimensions]float64
	for _, w := range words(text) {
		if stop[w] {
			continue
		}
		count(&sum, w, 1)
		runes := []rune("^" + w + "$")
		for i := 0; i+3 <= len(runes); i++ {
			count(&sum, string(runes[i:i+3]), 0.5)
		}
	}
	var square float64
	for i, v := range sum {
		sum[i] = math.Copysign(math.Sqrt(math.Abs(v)), v)
		square += math.Abs(v)
	}
	var out Vector
	if square == 0 {
		return out
	}
	for i, v := range sum {
		out[i] = int8(math.Round(v / math.Sqrt(square) * 127))
	}
	return out
}

func count(sum *[Dimensions]float64, feature string, weight float64) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(feature)) // a hash takes everything
	v := h.Sum32()
	if v&(1<<31) != 0 {
		weight = -weight
	}
	sum[v%Dimensions] += weight
}

// Length is the root of the squared places: 127 but for rounding, and 0 of an empty vector.
func (v *Vector) Length() float64 { return math.Sqrt(float64(dot(v, v))) }

// Cosine is the likeness of two vectors: 1 for the same, 0 for nothing in common, also where one of them is empty.
func Cosine(a, b *Vector) float64 { return cosine(a, b, a.Length(), b.Length()) }

func cosine(a, b *Vector, la, lb float64) float64 {
	if la == 0 || lb == 0 {
		return 0
	}
	return float64(dot(a, b)) / (la * lb)
}

// dot has four sums, so that the processor need not wait for one.
func dot(a, b *Vector) int32 {
	var s, t, u, v int32
	for i := 0; i < Dimensions; i += 4 {
		s += int32(a[i]) * int32(b[i])
		t += int32(a[i+1]) * int32(b[i+1])
		u += int32(a[i+2]) * int32(b[i+2])
		v += int32(a[i+3]) * int32(b[i+3])
	}
	return s + t + u + v
}

// words are the words of a text, folded.
func words(text string) []string {
	return strings.FieldsFunc(cases.Fold().String(norm.NFKC.String(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '\''
	})
}
