//go:build ignore

// build makes places.tsv.gz from GeoNames' cities15000 (name, ascii, country, lat, lon, population, with a header):
//
//	go run build.go cities15000.tsv > places.tsv.gz
package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"log"
	"os"
	"slices"
	"strconv"
	"strings"
)

const smallest = 50_000

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run build.go cities15000.tsv > places.tsv.gz")
	}
	corrections := readCorrections()
	var rows []string
	for i, line := range lines(os.Args[1]) {
		f := strings.Split(line, "\t")
		if len(f) != 6 || i == 0 {
			continue
		}
		name, ascii, country := f[0], f[1], f[2]
		population, err := strconv.Atoi(f[5])
		if err != nil {
			log.Fatal(err)
		}
		c, corrected := corrections[country+"|"+ascii]
		if population < smallest && !corrected || c.name == "-" {
			continue
		}
		delete(corrections, country+"|"+ascii)
		name = tidy(name, ascii, country)
		if corrected && c.name != "=" {
			name = c.name
		}
		rows = append(rows, strings.Join([]string{name, country, f[3], f[4], f[5], strings.Join(c.others, "|")}, "\t"))
	}
	for key, c := range corrections {
		if c.name != "-" {
			log.Printf("correction without a city: %s", key)
		}
	}
	slices.SortStableFunc(rows, func(a, b string) int { return populationOf(b) - populationOf(a) })
	z, _ := gzip.NewWriterLevel(os.Stdout, gzip.BestCompression)
	fmt.Fprintln(z, strings.Join(rows, "\n"))
	if err := z.Close(); err != nil {
		log.Fatal(err)
	}
}

// tidy drops the marks of scholarly transliteration, which nobody writes, and the Japanese word for city.
func tidy(name, ascii, country string) string {
	name = strings.TrimSpace(name)
	if country != "LV" && strings.ContainsAny(name, "āīūēōĀĪŪĒŌḩḨşṣţḑḍẕ`‘") && country != "RO" && country != "TR" {
		name = strings.Trim(ascii, "`'")
	}
	if country == "JP" {
		name = strings.TrimSuffix(name, "-shi")
	}
	return name
}

type correction struct {
	name   string
	others []string
}

func readCorrections() map[string]correction {
	out := map[string]correction{}
	for _, line := range lines("corrections.txt") {
		f := strings.Split(line, " | ")
		if strings.HasPrefix(line, "#") || len(f) < 3 {
			continue
		}
		c := correction{name: strings.TrimSpace(strings.TrimSuffix(f[2], "|"))}
		if len(f) > 3 {
			for _, o := range strings.Split(f[3], ",") {
				c.others = append(c.others, strings.TrimSpace(o))
			}
		}
		out[f[0]+"|"+f[1]] = c
	}
	return out
}

func lines(path string) []string {
	f, err := os.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	var out []string
	for s := bufio.NewScanner(f); s.Scan(); {
		out = append(out, s.Text())
	}
	return out
}

func populationOf(row string) int {
	n, err := strconv.Atoi(strings.Split(row, "\t")[4])
	if err != nil {
		log.Fatal(err)
	}
	return n
}
