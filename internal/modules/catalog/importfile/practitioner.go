package importfile

import (
	"net/mail"
	"strings"
	"time"

	"golang.org/x/text/language"

	zones "klear/internal/platform/clock"
	"klear/internal/platform/money"
)

// draft is a practitioner whose rows are still coming in. It is checked as a whole by finish.
type draft struct {
	p        *parser
	at       *record
	out      Practitioner
	exponent int // of the currency; -1 when that is unknown

	services  map[string]int // folded key → line
	overrides map[string]int // date → index in out.Overrides
	weekly    []span
	variants  []variant

	serviceLines []int
}

// addPractitioner reads the practitioner's own fields.
func (p *parser) addPractitioner(r *record) *draft {
	if !p.row(r.line) {
		return nil
	}
	d := &draft{p: p, at: r, exponent: -1, services: map[string]int{}, overrides: map[string]int{}}
	d.out = Practitioner{
		Key:             r.key("key"),
		Email:           r.email("email"),
		Name:            r.need("name", 120),
		Headline:        r.words("headline", 160),
		Bio:             r.text("bio", 5000),
		ExperienceYears: r.number("experience_years", 0, 80, 0),
		Languages:       r.languages("languages"),
		Specializations: r.list("specializations", 80),
		Currency:        strings.ToUpper(r.need("currency", 3)),
		Zone:            r.zone("zone"),
		Country:         r.country("country"),
		City:            r.words("city", 80),
		Area:            r.words("area", 80),
		Address:         r.text("address", 300),
		PortraitSeed:    uint32(r.number("portrait_seed", 0, 1<<32-1, 0)),
		Verified:        r.flag("verified"),
		Confirmation:    r.choice("confirmation", ConfirmInstant, ConfirmInstant, ConfirmApproval),
	}
	p.claim(p.keys, d.out.Key, r.at("key"), "key")
	p.claim(p.emails, d.out.Email, r.at("email"), "email address")
	if d.out.Currency != "" {
		if exp, err := money.Exponent(d.out.Currency); err != nil {
			r.fault("currency", CodeUnknownCurrency, "“%s” is not an ISO 4217 currency. Use INR, EUR, KWD and the like.", d.out.Currency)
		} else {
			d.exponent = exp
		}
	}
	d.out.HourlyRateMinor = r.price("hourly_rate", d.exponent)
	d.place(r)
	d.registration(r)
	return d
}

func (d *draft) place(r *record) {
	lat, hasLat := r.degrees("latitude", 90)
	lon, hasLon := r.degrees("longitude", 180)
	if hasLat != hasLon {
		missing := "longitude"
		if hasLon {
			missing = "latitude"
		}
		r.fault(missing, CodeRequired, "Latitude and longitude go together: give both or neither.")
	}
	d.out.Latitude, d.out.Longitude = lat, lon
}

func (d *draft) registration(r *record) {
	fields := []string{"body", "number", "checked_on", "method"}
	if c := r.child("registration", fields...); c != nil {
		field := func(name string) string { return c.prefixed("registration", name) }
		reg := &Registration{
			Body:      c.need(field("body"), 160),
			Number:    c.words(field("number"), 80),
			CheckedOn: c.date(field("checked_on")),
			Method:    c.choice(field("method"), "", MethodRegister, MethodDocument, MethodIssuer, MethodIdentity, MethodPoliceCheck),
		}
		if d.out.Verified {
			c.require(field("checked_on"), reg.CheckedOn != "")
			c.require(field("method"), reg.Method != "")
		}
		if c != r {
			c.rest()
		}
		d.out.Registration = reg
	} else if d.out.Verified {
		r.fault("verified", CodeRegistrationNeeded, "Say what was checked, when and how (registration body, checked_on, method), or set verified to false.")
	}
}

// addCertification reads a qualification of the practitioner.
func (d *draft) addCertification(r *record) {
	if !d.p.row(r.line) {
		return
	}
	c := Certification{
		Name:   r.need("name", 160),
		Issuer: r.words("issuer", 160),
		Number: r.words("number", 80),
		Year:   r.number("year", 1900, 2100, 0),
	}
	r.rest()
	if d.room(r, len(d.out.Certifications), maxCertifications, "certifications") {
		d.out.Certifications = append(d.out.Certifications, c)
	}
}

// room faults a list that is full.
func (d *draft) room(r *record, have, limit int, what string) bool {
	if have < limit {
		return true
	}
	d.p.fault(place{r.line, r.path}, CodeTooMany, "A practitioner may have at most %d %s.", limit, what)
	return false
}

// finish checks what needs all rows and hands the practitioner over.
func (d *draft) finish() {
	d.checkOverlaps()
	d.checkVariants()
	d.note()
	d.p.file.Practitioners = append(d.p.file.Practitioners, d.out)
}

func (r *record) key(name string) string {
	s := r.need(name, 64)
	if s != "" && !keyPattern.MatchString(s) {
		r.fault(name, CodeBadKey, "Begin with a letter or digit; then letters, digits, dot, hyphen and underscore.")
		return ""
	}
	return s
}

func (r *record) email(name string) string {
	s := r.need(name, 254)
	if s == "" {
		return ""
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || !strings.Contains(s[strings.LastIndexByte(s, '@')+1:], ".") {
		r.fault(name, CodeBadEmail, "Write one plain email address, such as asha@example.org.")
		return ""
	}
	return s
}

func (r *record) languages(name string) []string {
	var out []string
	for _, s := range r.list(name, 35) {
		tag, err := languageTag(s)
		if err != nil {
			r.fault(name, CodeUnknownLanguage, "“%s” is not a language tag. Use en, hi, pt-BR and the like.", short(s))
			continue
		}
		out = append(out, tag)
	}
	return out
}

func (r *record) country(name string) string {
	s := strings.ToUpper(r.need(name, 2))
	if s == "" {
		return ""
	}
	region, err := language.ParseRegion(s)
	if err != nil || len(s) != 2 || !region.IsCountry() || region.String() != s {
		r.fault(name, CodeUnknownCountry, "“%s” is not an ISO 3166-1 country code. Use IN, GB, AE and the like.", s)
		return ""
	}
	return s
}

func (r *record) zone(name string) string {
	s := r.need(name, 64)
	if s == "" {
		return ""
	}
	if !knownZone(s) {
		r.fault(name, CodeUnknownZone, "“%s” is not an IANA time zone. Use Asia/Kolkata, Europe/London and the like; IST or GMT+5 will not do.", short(s))
		return ""
	}
	return s
}

// knownZone wants Area/Place (or UTC): abbreviations such as EST name an offset, not a place that changes its clocks.
func knownZone(s string) bool {
	if s == "UTC" {
		return true
	}
	area, _, found := strings.Cut(s, "/")
	if !found || area == "posix" || area == "right" || area == "Etc" || area == "SystemV" {
		return false
	}
	_, err := zones.Zone(s)
	return err == nil
}

func (r *record) date(name string) string {
	s := r.words(name, 40)
	if s == "" {
		return ""
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		r.fault(name, CodeBadDate, "Write the date as YYYY-MM-DD, such as 2026-12-24.")
		return ""
	}
	return s
}
