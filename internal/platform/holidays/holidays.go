// Package holidays lists the public holidays of countries, for people who may want to close on them. It decides nothing:
// which of them somebody keeps is theirs to say.
//
// Most countries come from github.com/rickar/cal, which computes them for any year. India, which it does not know, is
// india.json: holidays that follow the sun every year, those that follow the moon only for years whose list the
// government has published.
package holidays

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// Holiday is one public holiday. Its name is in a language of its country.
type Holiday struct {
	Date  string `json:"date" format:"date"`
	Name  string `json:"name"`
	Moves bool   `json:"moves,omitempty" doc:"follows the sighting of the moon: the day may still move by one"`
}

// australian are the holidays that all states share; the rest differ.
var australian = []*cal.Holiday{au.NewYear, au.AustraliaDay, au.GoodFriday, au.EasterMonday, au.AnzacDay, au.ChristmasDay, au.BoxingDay}

// computed are the holidays of the countries that follow rules; some are kept in a part of the country only.
var computed = map[string][]*cal.Holiday{
	"AT": at.Holidays, "AU": australian, "BE": be.Holidays, "BR": br.Holidays, "CA": ca.Holidays, "CH": ch.Holidays, "DE": de.Holidays,
	"DK": dk.Holidays, "ES": es.Holidays, "FR": fr.Holidays, "GB": gb.Holidays, "IE": ie.Holidays, "IT": it.Holidays, "JP": jp.Holidays,
	"NL": nl.Holidays, "NO": no.Holidays, "NZ": nz.Holidays, "PL": pl.Holidays, "SE": se.Holidays, "US": us.Holidays, "ZA": za.Holidays,
}

//go:embed india.json
var indiaFile []byte

// indian is what india.json holds: dates of every year as MM-DD, and the published ones of a year.
type indian struct {
	Every  map[string]string    `json:"every"`
	Listed map[string][]Holiday `json:"listed"`
}

var india = func() (f indian) {
	if err := json.Unmarshal(indiaFile, &f); err != nil {
		panic("holidays: india.json: " + err.Error()) // the file is part of the binary, and a test reads it
	}
	return f
}()

// Countries lists the known ones as ISO 3166-1 alpha-2, sorted.
func Countries() []string {
	return append(slices.Sorted(maps.Keys(computed)), "IN")
}

// Of lists the holidays of a country (ISO 3166-1 alpha-2) on the dates from..to (2006-01-02, both included), by date.
// known is false for a country that is not in the list.
func Of(country, from, to string) (list []Holiday, known bool) {
	rules, known := computed[country]
	if !known && country != "IN" {
		return nil, false
	}
	for year := yearOf(from); year <= yearOf(to) && year > 0; year++ {
		if country == "IN" {
			list = append(list, ofIndia(year)...)
		} else {
			list = append(list, byRule(rules, year)...)
		}
	}
	list = slices.DeleteFunc(list, func(h Holiday) bool { return h.Date < from || h.Date > to })
	slices.SortStableFunc(list, func(a, b Holiday) int { return strings.Compare(a.Date, b.Date) })
	return list, true
}

func yearOf(date string) int {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0
	}
	return t.Year()
}

// byRule lists a holiday on the day on which it is kept, which for one at a weekend may be a working day after it.
func byRule(rules []*cal.Holiday, year int) (list []Holiday) {
	for _, h := range rules {
		if _, kept := h.Calc(year); !kept.IsZero() {
			list = append(list, Holiday{Date: kept.Format(time.DateOnly), Name: h.Name})
		}
	}
	return list
}

func ofIndia(year int) []Holiday {
	y := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC).Format("2006")
	list := slices.Clone(india.Listed[y])
	for day, name := range india.Every {
		list = append(list, Holiday{Date: y + "-" + day, Name: name})
	}
	_, good := aa.GoodFriday.Calc(year)
	return append(list, Holiday{Date: good.Format(time.DateOnly), Name: "Good Friday"})
}
