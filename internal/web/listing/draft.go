package listing

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"klear/internal/modules/catalog"
	"klear/internal/platform/apperr"
	"klear/internal/platform/gazetteer"
)

// Lists on the page: as many lines as the module takes, and empty ones to fill in.
const (
	maxLines   = 30
	spareLines = 3
	maxFields  = maxLines*5 + 100 // of the whole form, languages included
)

// draftOf is what was saved.
func draftOf(p catalog.Practitioner) Draft {
	d := Draft{
		Name: p.DisplayName, Headline: p.Headline, Bio: p.Bio, Years: number(p.ExperienceYears), Languages: p.Languages, Specialities: p.Specializations,
		RegBody: p.Registration.Body, RegNumber: p.Registration.Number, Country: p.Country, City: p.City, Area: p.Area, Address: p.Address,
		Radius: number(p.TravelRadiusKm), Zone: p.Zone, Confirmation: string(p.Confirmation), Slug: p.Slug, Listed: p.Listed,
	}
	for _, c := range p.Certifications {
		d.Certs = append(d.Certs, Cert{c.Name, c.Issuer, c.Number, number(c.Year)})
	}
	return d.spare()
}

// draftFrom is what a form says.
func draftFrom(form url.Values) Draft {
	d := Draft{
		Name: form.Get("name"), Headline: form.Get("headline"), Bio: form.Get("bio"), Years: form.Get("years"), Languages: form["language"],
		RegBody: form.Get("reg_body"), RegNumber: form.Get("reg_number"), Country: form.Get("country"), City: strings.TrimSpace(form.Get("city")), Area: form.Get("area"),
		Address: form.Get("address"), Radius: form.Get("radius"), Zone: form.Get("zone"), Confirmation: form.Get("confirmation"),
		Slug: strings.ToLower(strings.TrimSpace(form.Get("slug"))), Listed: form.Get("listed") == "yes",
	}
	for i := range maxLines {
		n := strconv.Itoa(i)
		if s := form.Get("spec_" + n); s != "" {
			d.Specialities = append(d.Specialities, s)
		}
		c := Cert{form.Get("cert_name_" + n), form.Get("cert_issuer_" + n), form.Get("cert_number_" + n), form.Get("cert_year_" + n)}
		if !c.empty() {
			d.Certs = append(d.Certs, c)
		}
	}
	return d.spare()
}

// spare adds the empty lines; d shares nothing with what it was made from.
func (d Draft) spare() Draft {
	d.Specialities = append(slices.Clone(d.Specialities), make([]string, max(0, min(spareLines, maxLines-len(d.Specialities))))...)
	d.Certs = append(slices.Clone(d.Certs), make([]Cert, max(0, min(1, maxLines-len(d.Certs))))...)
	return d
}

// profile is the draft in the module's words; what the page does not show stays as it was. Errors: apperr.ErrValidation.
func (d Draft) profile(was catalog.Practitioner) (catalog.Profile, error) {
	var v apperr.Validation
	in := catalog.Profile{
		Slug: d.Slug, DisplayName: d.Name, Headline: d.Headline, Bio: d.Bio, ExperienceYears: whole(&v, "years", d.Years), Languages: d.Languages,
		Specializations: d.Specialities, RegistrationBody: d.RegBody, RegistrationNumber: d.RegNumber, HourlyRateMinor: was.HourlyRateMinor,
		Currency: was.Currency, Country: d.Country, City: d.City, Area: d.Area, Address: d.Address, TravelRadiusKm: whole(&v, "radius", d.Radius),
		Zone: d.Zone, Confirmation: catalog.Confirmation(d.Confirmation), Listed: d.Listed,
	}
	for i, c := range d.Certs {
		if c.empty() {
			continue
		}
		n := strconv.Itoa(i)
		v.Check(strings.TrimSpace(c.Name) != "", "cert_name_"+n, "required", "Name the qualification.")
		year := whole(&v, "cert_year_"+n, c.Year)
		v.Check(year == 0 || year >= 1900 && year <= 2100, "cert_year_"+n, "year", "Give a year such as 2014.")
		in.Certifications = append(in.Certifications, catalog.Certification{Name: c.Name, Issuer: c.Issuer, Number: c.Number, Year: year})
	}
	locate(&v, &in, was)
	return in, v.Err()
}

// locate puts the profile on the map: in the middle of its city, unless it has a place there already.
func locate(v *apperr.Validation, in *catalog.Profile, was catalog.Practitioner) {
	switch {
	case in.City == "":
		v.Check(in.Area == "" && in.Address == "" && in.TravelRadiusKm == 0, "city", "required_with_place", "Say which city this is in.")
		return
	case in.City == was.City && in.Country == was.Country && was.HasPlace():
		in.Latitude, in.Longitude = was.Latitude, was.Longitude
		return
	}
	place, ok := gazetteer.Named(in.City, in.Country)
	v.Check(ok, "city", "unknown_city", "This city is not on our map. Choose the nearest larger one.")
	if ok {
		in.City, in.Latitude, in.Longitude = place.Name, place.Latitude, place.Longitude
	}
}

// whole reads a number that may be left out, in the digits of any script.
func whole(v *apperr.Validation, field, s string) int {
	s = strings.TrimSpace(digits.Replace(s))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	v.Check(err == nil && n >= 0 && n < 10_000, field, "number", "Write a whole number, like 12.")
	return n
}

var digits = strings.NewReplacer("०", "0", "१", "1", "२", "2", "३", "3", "४", "4", "५", "5", "६", "6", "७", "7", "८", "8", "९", "9")

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
