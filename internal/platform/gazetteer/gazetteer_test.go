package gazetteer

import (
	"bytes"
	"compress/gzip"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func first(q string) string {
	found := Find(q, 1)
	if len(found) == 0 {
		return ""
	}
	return found[0].Name + " " + found[0].Country
}

func TestFind(t *testing.T) {
	t.Parallel()
	for q, want := range map[string]string{
		"bengaluru": "Bengaluru IN", "Bangalore": "Bengaluru IN", "bangal": "Bengaluru IN", "Bombay": "Mumbai IN", "madras": "Chennai IN",
		"calcutta": "Kolkata IN", "cochin": "Kochi IN", "Mysore": "Mysuru IN", "baroda": "Vadodara IN", "trivandrum": "Thiruvananthapuram IN",
		"gurgaon": "Gurugram IN", "dharamsala": "Dharamshala IN", "lond": "London GB", "München": "Munich DE", "muenchen": "Munich DE",
		"munchen": "Munich DE", "zurich": "Zürich CH", "ZÜRICH": "Zürich CH", "sao paulo": "São Paulo BR", "são-paulo": "São Paulo BR",
		"kobenhavn": "Copenhagen DK", "istanbul": "İstanbul TR", "lodz": "Łódź PL", "york": "York GB", "hyderabad": "Hyderabad IN",
		"Hyderabad, pk": "Hyderabad PK", "nyc": "New York US", "st louis": "St. Louis US", "Ras al khaimah": "Ras Al Khaimah AE",
		"patna": "Patna IN", "  delhi ": "Delhi IN", "new delhi": "New Delhi IN", "xyzzy": "", "": "", " ,": "", "'": "",
		strings.Repeat("a", MaxQuery+1): "",
	} {
		if got := first(q); got != want {
			t.Errorf("Find(%q) = %q, want %q", q, got, want)
		}
	}
}

func TestLargerCitiesComeFirstAndInnerWordsLast(t *testing.T) {
	t.Parallel()
	found := Find("san", 50)
	if len(found) != 50 {
		t.Fatalf("%d places", len(found))
	}
	inner := false
	for i, p := range found {
		begins := strings.HasPrefix(fold(p.Name), "san")
		for _, o := range p.Others {
			begins = begins || strings.HasPrefix(fold(o), "san")
		}
		inner = inner || !begins
		if inner && begins {
			t.Errorf("%s after an inner word", p.Name)
		}
		if i > 0 && !inner && fold(found[i-1].Name) != "san" && found[i-1].Population < p.Population {
			t.Errorf("%s before %s", found[i-1].Name, p.Name)
		}
	}
	if got := len(Find("a", 3)); got != 3 {
		t.Errorf("limit 3 gave %d", got)
	}
	if Find("london", 0) != nil || Find("london", -1) != nil {
		t.Error("no limit gave places")
	}
}

// TestEveryPlaceFindsItself: by its name and each other name, in its country.
func TestEveryPlaceFindsItself(t *testing.T) {
	t.Parallel()
	for _, p := range load().places {
		for _, name := range append([]string{p.Name}, p.Others...) {
			if strings.Contains(name, ",") {
				t.Errorf("%s: a comma would be read as a country", name)
			}
			ok := false
			for _, f := range Find(name+","+p.Country, 20) {
				ok = ok || f.Name == p.Name && f.Latitude == p.Latitude
			}
			if !ok {
				t.Errorf("%s, %s is not found", name, p.Country)
			}
		}
	}
}

func TestDataIsSound(t *testing.T) {
	t.Parallel()
	places := load().places
	if len(places) < 8000 || len(places) > 9000 {
		t.Errorf("%d places", len(places))
	}
	for i, p := range places {
		if math.Abs(p.Latitude) > 90 || math.Abs(p.Longitude) > 180 || len(p.Country) != 2 || p.Name == "" || i > 0 && places[i-1].Population < p.Population {
			t.Errorf("row %d: %+v", i, p)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lat, lon, within float64
		want             string
	}{
		{12.9784, 77.6408, 8, "Bengaluru"}, {51.5, -0.12, 3, "London"}, {-33.87, 151.2, 3, "Sydney"}, {27.72, 85.32, 4, "Kathmandu"},
	} {
		if p, km := Nearest(c.lat, c.lon); p.Name != c.want || km > c.within {
			t.Errorf("Nearest(%g, %g) = %s, %.1f km", c.lat, c.lon, p.Name, km)
		}
	}
	// On both sides of the date line the same city is near.
	a, _ := Nearest(-18.1, 179.9)
	b, _ := Nearest(-18.1, -179.9)
	if a.Name != b.Name {
		t.Errorf("%s and %s across the date line", a.Name, b.Name)
	}
}

// TestNearestAgainstHaversine compares with the textbook formula over all places.
func TestNearestAgainstHaversine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lat := rapid.Float64Range(-90, 90).Draw(t, "lat")
		lon := rapid.Float64Range(-180, 180).Draw(t, "lon")
		least := math.Inf(1)
		for _, p := range load().places {
			least = min(least, haversine(lat, lon, p.Latitude, p.Longitude))
		}
		if _, km := Nearest(lat, lon); math.Abs(km-least) > 0.001+least*1e-6 {
			t.Fatalf("%g km, haversine %g km", km, least)
		}
	})
}

func haversine(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	a := math.Pow(math.Sin((lat2-lat1)*rad/2), 2) + math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin((lon2-lon1)*rad/2), 2)
	return 2 * 6371 * math.Asin(math.Min(1, math.Sqrt(a)))
}

func TestBrokenDataIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"no tabs\n", "A\tIN\tx\t1\t2\t\n", "A\tIN\t1\t1\tmany\t\n"} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := read(b.Bytes()); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
	if _, err := read([]byte("not gzip")); err == nil {
		t.Error("no gzip was accepted")
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"Łódź": "lodz", "Xi’an": "xian", "St. Louis": "st louis", " New  York-City ": "new york city", "Straße": "strasse", "İzmir": "izmir"} {
		if got := fold(in); got != want {
			t.Errorf("fold(%q) = %q", in, got)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	Find("a", 1)
	for b.Loop() {
		Find("san", 10)
	}
}

func BenchmarkNearest(b *testing.B) {
	Find("a", 1)
	for b.Loop() {
		Nearest(12.97, 77.59)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := read(packed); err != nil {
			b.Fatal(err)
		}
	}
}

func TestNamedTakesNoOtherCity(t *testing.T) {
	for name, want := range map[string]string{"Bengaluru": "Bengaluru", "bangalore": "Bengaluru", "PUNE": "Pune", "Pun": "", "": "", "London": ""} {
		if p, ok := Named(name, "IN"); p.Name != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", name, p.Name, want)
		}
	}
}

func TestLargest(t *testing.T) {
	list := Largest("IN", 3)
	if len(list) != 3 || list[0].Name != "Mumbai" || list[0].Population < list[2].Population {
		t.Errorf("%+v", list)
	}
}
