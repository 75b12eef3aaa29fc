package importfile

import (
	"strconv"
	"strings"
)

// addService reads something bookable.
func (d *draft) addService(r *record) {
	if !d.p.row(r.line) {
		return
	}
	keyName := "key"
	if r.sheet != nil {
		keyName = "service"
	}
	s := Service{
		Key:             r.key(keyName),
		CategorySlug:    r.slug("category"),
		Name:            r.need("name", 160),
		Description:     r.text("description", 2000),
		DurationMin:     r.number("duration_min", 5, 1440, 0),
		PriceMinor:      r.price("price", d.exponent),
		Modes:           r.modes("modes"),
		BufferBeforeMin: r.number("buffer_before_min", 0, 480, 0),
		BufferAfterMin:  r.number("buffer_after_min", 0, 480, 0),
		NoticeMin:       r.number("notice_min", 0, 129_600, DefaultNoticeMin),
		Window:          r.choice("window", "", WindowNone, windowRolling, WindowBusinessDays, WindowAvailable, WindowRange),
		WindowDays:      r.number("window_days", 0, 730, DefaultWindowDays),
		WindowFrom:      r.date("window_from"),
		WindowTo:        r.date("window_to"),
		IntervalMin:     r.number("interval_min", 0, 1440, 0),
		Capacity:        r.number("capacity", 1, 1000, DefaultCapacity),
		PerDay:          r.number("per_day", 0, 1000, 0),
		PerWeek:         r.number("per_week", 0, 7000, 0),
		FreeCancelHours: r.number("free_cancel_hours", 0, 720, DefaultFreeCancelHours),
		VariantOf:       r.words("variant_of", 64),
		VariantLabel:    r.words("variant_label", 60),
		Attributes:      r.answers("attributes"),
	}
	if s.Window == windowRolling {
		s.Window = ""
	}
	s.LateCancelFeeBps = r.share("late_cancel_fee")
	r.require("category", s.CategorySlug != "")
	r.require("duration_min", s.DurationMin != 0)
	r.require(r.amountName("price"), r.has(r.amountName("price")))
	d.checkService(r, s)
	r.rest()
	d.p.claim(d.services, s.Key, r.at(keyName), "service key of this practitioner")
	if d.room(r, len(d.out.Services), maxServices, "services") {
		d.serviceLines = append(d.serviceLines, r.line)
		if s.VariantOf != "" || s.VariantLabel != "" {
			d.variants = append(d.variants, variant{s, r.at("variant_of"), r.at("variant_label")})
		}
		d.out.Services = append(d.out.Services, s)
	}
}

// checkService holds the rules that concern several fields.
func (d *draft) checkService(r *record, s Service) {
	if s.CategorySlug != "" {
		d.p.references = append(d.p.references, reference{s.CategorySlug, r.at("category")})
	}
	if s.IntervalMin > 0 && s.IntervalMin < 5 {
		r.fault("interval_min", CodeOutOfRange, "Starts may be 5 to 1440 minutes apart; 0 means the duration.")
	}
	if s.PerDay > 0 && s.PerWeek > 0 && s.PerWeek < s.PerDay {
		r.fault("per_week", CodeLimits, "The weekly limit is below the daily one, which could then never be reached.")
	}
	if s.FreeCancelHours == 0 && s.LateCancelFeeBps > 0 {
		r.fault(r.shareName("late_cancel_fee"), CodeCancellation, "With 0 free_cancel_hours no cancellation is ever late. Give the hours, or no fee.")
	}
	if given := s.WindowFrom != "" && s.WindowTo != "" && s.WindowFrom <= s.WindowTo; given != (s.Window == WindowRange) || !given && s.WindowFrom+s.WindowTo != "" {
		r.fault("window", CodeBadWindow, "The window “range” needs window_from and window_to, the second not before the first; no other window has them.")
	}
	for _, m := range s.Modes {
		if m != ModeOnline && (!d.out.HasPlace() || d.out.City == "") {
			r.fault("modes", CodePlaceRequired, "%s needs the practitioner's city, latitude and longitude: search and travel time depend on them.", m)
		}
	}
}

// answers reads what the service answers to its category's attributes; whether they exist, the catalogue knows.
func (r *record) answers(name string) []string {
	list := r.listUpTo(name, maxAnswer, maxAnswers)
	for _, s := range list {
		if key, value, ok := strings.Cut(s, "="); !ok || key == "" || value == "" {
			r.fault(name, CodeWrongType, "Write each answer as key=value, such as level=beginner, not “%s”.", short(s))
			return nil
		}
	}
	return list
}

func (r *record) has(name string) bool {
	_, ok := r.get(name)
	return ok
}

func (r *record) modes(name string) []string {
	var out []string
	for _, s := range r.list(name, 40) {
		m := strings.ToLower(s)
		switch m {
		case ModeOnline, ModeAtPractitioner, ModeAtCustomer:
		default:
			r.fault(name, CodeUnknownValue, "“%s” is not one of: online, at_practitioner, at_customer.", short(s))
			continue
		}
		out = append(out, m)
	}
	r.require(name, len(out) > 0)
	return out
}

// amountName is the notation's name of an amount: minor units in JSON, a decimal in a sheet.
func (r *record) amountName(name string) string {
	if r.sheet != nil {
		return name
	}
	return name + "_minor"
}

// price reads an amount of a currency with so many decimals. Exponent -1 means that the currency is already at fault:
// then only the form is judged.
func (r *record) price(name string, exponent int) int64 {
	name = r.amountName(name)
	c, ok := r.want(name, kindNumber)
	if !ok {
		return 0
	}
	var minor int64
	var err error
	if r.sheet == nil {
		minor, err = strconv.ParseInt(c.text, 10, 64)
		if err != nil {
			r.fault(name, CodeBadPrice, "Write a whole number of minor units: 120000 is 1,200.00 in INR.")
			return 0
		}
	} else if minor, err = parseDecimal(strings.TrimSpace(c.text), max(exponent, 0)); err != nil && exponent >= 0 {
		r.fault(name, CodeBadPrice, "Write an amount with at most %d decimals and a point, without symbol or grouping, such as %s.", exponent, formatDecimal(120000, exponent))
		return 0
	}
	switch {
	case minor < 0:
		r.fault(name, CodeNegativePrice, "A price cannot be negative. Use 0 for a free service.")
	case minor > maxPriceMinor:
		r.fault(name, CodeOutOfRange, "This is more than the largest price, %s.", formatDecimal(maxPriceMinor, max(exponent, 0)))
	case exponent == 3 && minor%10 != 0:
		// Card networks settle three-decimal currencies in steps of ten: refused here rather than rounded at the till.
		r.fault(name, CodePriceStep, "Amounts in this currency go in steps of 10 (0.010): cards cannot be charged more finely.")
	default:
		return minor
	}
	return 0
}

func (r *record) shareName(name string) string {
	if r.sheet != nil {
		return name + "_percent"
	}
	return name + "_bps"
}

// share reads basis points: an integer in JSON, a percentage with up to two decimals in a sheet.
func (r *record) share(name string) int {
	name = r.shareName(name)
	if r.sheet == nil {
		return r.number(name, 0, 10_000, 0)
	}
	c, ok := r.get(name)
	if !ok {
		return 0
	}
	bps, err := parseDecimal(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(c.text), "%")), 2)
	if err != nil {
		r.fault(name, CodeWrongType, "Write a percentage with at most two decimals, such as 50 or 12.5.")
		return 0
	}
	if bps < 0 || bps > 10_000 {
		r.fault(name, CodeOutOfRange, "A percentage runs from 0 to 100.")
		return 0
	}
	return int(bps)
}

// variant is a service that says it is an option of another, which may come later in the file.
type variant struct {
	Service
	of, label place
}

// checkVariants resolves what options belong to: a service that is none itself.
func (d *draft) checkVariants() {
	headings := map[string]bool{}
	for _, s := range d.out.Services {
		headings[s.Key] = s.VariantOf == ""
	}
	for _, v := range d.variants {
		switch {
		case v.VariantOf != "" && !headings[v.VariantOf]:
			d.p.fault(v.of, CodeVariant, "“%s” is not the key of a service of this practitioner that is no option itself.", short(v.VariantOf))
		case v.VariantOf == "" || v.VariantLabel == "":
			d.p.fault(v.label, CodeVariant, "An option needs both variant_of and variant_label, such as “90 min”.")
		}
	}
}
