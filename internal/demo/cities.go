package demo

import (
	"math"
	"strings"
	"sync"
)

type city struct {
	name, country, zone, currency string
	lat, lon                      float64
	prices                        int // percent of the country's level
	people                        int // practitioners of the wellness catalogue
	communities                   []string
	languages                     []string
	areas                         []area
}

type area struct {
	name     string
	lat, lon float64
}

var cities = sync.OnceValue(func() []city {
	var out []city
	for _, b := range readBlocks("cities") {
		at := strings.Fields(b.head[4])
		c := city{
			name: b.head[0], country: b.head[1], zone: b.head[2], currency: b.head[3],
			lat: degrees(at[0]), lon: degrees(at[1]), prices: number(b.head[5]), people: number(b.head[6]),
			languages: split(b.head[8], ","),
		}
		for _, w := range split(b.head[7], ",") {
			name, weight, _ := strings.Cut(w, " ")
			for range number(weight) {
				c.communities = append(c.communities, name)
			}
		}
		for _, line := range b.lines {
			f := fields(strings.TrimPrefix(line, "- "))
			at := strings.Fields(f[1])
			c.areas = append(c.areas, area{f[0], degrees(at[0]), degrees(at[1])})
		}
		out = append(out, c)
	}
	return out
})

func cityNamed(name string) city {
	for _, c := range cities() {
		if c.name == name {
			return c
		}
	}
	panic("demo: no city " + name)
}

func (c city) area(name string) area {
	for _, a := range c.areas {
		if a.name == name {
			return a
		}
	}
	panic("demo: no area " + name + " in " + c.name)
}

// near moves a point by up to about 500 m, rounded to five decimals (a metre).
func (a area) near(r *rng) (lat, lon float64) {
	const step = 0.0045 / 1000
	lat = a.lat + float64(r.between(-1000, 1000))*step
	lon = a.lon + float64(r.between(-1000, 1000))*step/math.Cos(a.lat*math.Pi/180)
	return math.Round(lat*1e5) / 1e5, math.Round(lon*1e5) / 1e5
}

// address invents a private one in the manner of the country. It names no real building.
func (c city) address(r *rng, a area) string {
	n := r.between(2, 88)
	house := itoa(n)
	switch c.country {
	case "IN":
		return pick(r, []string{"No. " + house + ", " + ordinal(r.between(1, 14)) + " Cross", house + "/" + itoa(r.between(1, 9)) + ", second floor",
			"Flat " + itoa(r.between(1, 8)*100+r.between(1, 6)) + ", block " + string(rune('A'+r.intn(5))), "House " + house + ", lane " + itoa(r.between(1, 12))}) +
			", " + a.name + ", " + c.name
	case "GB", "AU":
		return pick(r, []string{"Unit " + itoa(r.between(1, 9)) + ", ", "Studio " + itoa(r.between(1, 6)) + ", ", "First floor, "}) + house + " Garden Street, " + a.name + ", " + c.name
	case "US":
		return itoa(n*10+1) + " Elm Street, suite " + itoa(r.between(1, 12)) + ", " + a.name + ", " + c.name
	case "DE":
		return "Lindenhof " + house + ", " + pick(r, []string{"Vorderhaus", "Hinterhaus", "Gartenhaus"}) + ", " + a.name + ", " + c.name
	case "AE", "KW":
		return "Building " + house + ", office " + itoa(r.between(1, 9)*100+r.between(1, 9)) + ", " + a.name + ", " + c.name
	}
	return "House " + house + ", " + a.name + ", " + c.name
}

func ordinal(n int) string {
	switch {
	case n%10 == 1 && n != 11:
		return itoa(n) + "st"
	case n%10 == 2 && n != 12:
		return itoa(n) + "nd"
	case n%10 == 3 && n != 13:
		return itoa(n) + "rd"
	}
	return itoa(n) + "th"
}
