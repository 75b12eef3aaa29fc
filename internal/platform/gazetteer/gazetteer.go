// Package gazetteer knows the cities of the world with 50,000 people or more, and a few smaller ones, so that a search
// "near" a place works without any map service. It is embedded, read on first use (some 30 ms, 6 MB) and then
// immutable and safe for concurrent use.
//
// Data: GeoNames cities15000, CC BY 4.0 (see NOTICE), with corrections.txt; build.go makes places.tsv.gz of the two.
// Populations are of about 2012 and serve for ranking only.
package gazetteer

import (
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed places.tsv.gz
var packed []byte

// Place is a city.
type Place struct {
	Name       string   // as it is written today: "Bengaluru", "São Paulo"
	Country    string   // ISO 3166-1 alpha-2
	Latitude   float64  // WGS 84 degrees
	Longitude  float64  // WGS 84 degrees
	Population int      // for ranking
	Others     []string // former, local and English names; shared, do not change
}

// key is a folded name, or the part of one from a word's beginning, and whose it is.
type key struct {
	text  string
	place int32
	inner bool // does not begin the name
}

type index struct {
	places  []Place // by population, descending
	keys    []key   // by text
	vectors [][3]float64
}

var load = sync.OnceValue(func() *index {
	x, err := read(packed)
	if err != nil {
		panic(err) // the data is part of the program
	}
	return x
})

func read(gz []byte) (*index, error) {
	z, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	x := &index{}
	for line := range strings.Lines(string(text)) {
		p, err := parse(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, err
		}
		x.add(p)
	}
	slices.SortFunc(x.keys, func(a, b key) int {
		return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.place, b.place))
	})
	return x, nil
}

func parse(line string) (Place, error) {
	f := strings.Split(line, "\t")
	if len(f) != 6 {
		return Place{}, fmt.Errorf("gazetteer: %d fields in %q", len(f), line)
	}
	lat, err1 := strconv.ParseFloat(f[2], 64)
	lon, err2 := strconv.ParseFloat(f[3], 64)
	n, err3 := strconv.Atoi(f[4])
	if err := cmp.Or(err1, err2, err3); err != nil {
		return Place{}, fmt.Errorf("gazetteer: %q: %w", line, err)
	}
	p := Place{Name: f[0], Country: f[1], Latitude: lat, Longitude: lon, Population: n}
	if f[5] != "" {
		p.Others = strings.Split(f[5], "|")
	}
	return p, nil
}

func (x *index) add(p Place) {
	id := int32(len(x.places))
	x.places = append(x.places, p)
	x.vectors = append(x.vectors, vector(p.Latitude, p.Longitude))
	for _, name := range append([]string{p.Name}, p.Others...) {
		folded := fold(name)
		x.keys = append(x.keys, key{folded, id, false})
		for i := range folded {
			if folded[i] == ' ' {
				x.keys = append(x.keys, key{folded[i+1:], id, true})
			}
		}
	}
}

// MaxQuery is the length in bytes from which on a query finds nothing.
const MaxQuery = 100

// Find returns up to limit places whose name, or a word of it, begins with q, without regard to case and accents.
// A name that is q exactly comes first, then names that begin with it, then inner words; larger cities first in each.
// "Hyderabad, PK" keeps to a country. An empty q finds nothing.
func Find(q string, limit int) []Place {
	if len(q) > MaxQuery || limit <= 0 {
		return nil
	}
	name, country, _ := strings.Cut(q, ",")
	prefix, country := fold(name), strings.ToUpper(strings.TrimSpace(country))
	if prefix == "" {
		return nil
	}
	return load().find(prefix, country, limit)
}

func (x *index) find(prefix, country string, limit int) []Place {
	best := map[int32]int{} // place → class of its best match; smaller is better
	from, _ := slices.BinarySearchFunc(x.keys, prefix, func(k key, p string) int { return strings.Compare(k.text, p) })
	for _, k := range x.keys[from:] {
		if !strings.HasPrefix(k.text, prefix) {
			break
		}
		if country != "" && x.places[k.place].Country != country {
			continue
		}
		class := 1
		switch {
		case k.inner:
			class = 2
		case k.text == prefix:
			class = 0
		}
		if old, ok := best[k.place]; !ok || class < old {
			best[k.place] = class
		}
	}
	ids := make([]int32, 0, len(best))
	for id := range best {
		ids = append(ids, id)
	}
	// Places are stored by population, so that the smaller id is the larger city.
	slices.SortFunc(ids, func(a, b int32) int { return cmp.Or(cmp.Compare(best[a], best[b]), cmp.Compare(a, b)) })
	out := make([]Place, 0, min(limit, len(ids)))
	for _, id := range ids[:min(limit, len(ids))] {
		out = append(out, x.places[id])
	}
	return out
}

// Nearest returns the place closest to a point, and its distance in kilometres along the surface of a sphere of
// 6,371 km. It always finds one; the caller decides how far is too far. Coordinates out of range wrap.
func Nearest(lat, lon float64) (Place, float64) {
	x := load()
	v := vector(lat, lon)
	best, closest := 0, math.Inf(-1)
	for i, p := range x.vectors {
		if dot := v[0]*p[0] + v[1]*p[1] + v[2]*p[2]; dot > closest {
			best, closest = i, dot
		}
	}
	p := x.vectors[best]
	// The chord keeps its precision for neighbours, where the cosine is flat.
	chord := math.Sqrt((v[0]-p[0])*(v[0]-p[0]) + (v[1]-p[1])*(v[1]-p[1]) + (v[2]-p[2])*(v[2]-p[2]))
	return x.places[best], 2 * 6371 * math.Asin(math.Min(1, chord/2))
}

// vector is a point of the unit sphere.
func vector(lat, lon float64) [3]float64 {
	sinLat, cosLat := math.Sincos(lat * math.Pi / 180)
	sinLon, cosLon := math.Sincos(lon * math.Pi / 180)
	return [3]float64{cosLat * cosLon, cosLat * sinLon, sinLat}
}

// Largest are the cities of a country (ISO 3166-1 alpha-2) with most people, at most limit.
func Largest(country string, limit int) []Place {
	var out []Place
	for _, p := range load().places {
		if len(out) == limit {
			break
		}
		if p.Country == country {
			out = append(out, p)
		}
	}
	return out
}

// Named is the largest city of a country that is called just so, today or formerly, without regard to case and accents.
func Named(name, country string) (Place, bool) {
	for _, p := range Find(name+", "+country, 1) {
		for _, known := range append([]string{p.Name}, p.Others...) {
			if fold(known) == fold(name) {
				return p, true
			}
		}
	}
	return Place{}, false
}
