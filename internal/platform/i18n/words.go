package i18n

import (
	"strings"

	"klear/internal/platform/money"
)

// Indian numbers have names for 10^7, 10^5, 10^3 and 10^2; what is left is below 100 and has a name of its own.
var indianScales = []struct {
	of     int64
	en, hi string
}{{10_000_000, "crore", "करोड़"}, {100_000, "lakh", "लाख"}, {1000, "thousand", "हज़ार"}, {100, "hundred", "सौ"}}

var (
	englishOnes = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	englishTens = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
	hindiBelow  = strings.Fields(`शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस
		बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस
		चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ
		साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उन्यासी
		अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे`)
)

// MoneyWords says an amount as Indian receipts do: "Rupees one lakh twenty-five thousand and fifty paise only". "" for
// other currencies, negative amounts, and languages in which nobody wrote the numbers yet.
func (l *Localizer) MoneyWords(a money.Amount) string {
	if a.Currency != "INR" || a.Minor < 0 || (l.lang != "en" && l.lang != "hi") {
		return ""
	}
	rupees, paise := indianWords(a.Minor/100, l.lang == "hi"), ""
	if a.Minor%100 > 0 {
		paise = indianWords(a.Minor%100, l.lang == "hi")
	}
	switch {
	case l.lang == "hi" && paise != "":
		return rupees + " रुपये " + paise + " पैसे मात्र"
	case l.lang == "hi":
		return rupees + " रुपये मात्र"
	case paise != "":
		return "Rupees " + rupees + " and " + paise + " paise only"
	}
	return "Rupees " + rupees + " only"
}

func indianWords(n int64, hindi bool) string {
	var parts []string
	for _, s := range indianScales {
		if n < s.of {
			continue
		}
		name := s.en
		if hindi {
			name = s.hi
		}
		parts = append(parts, indianWords(n/s.of, hindi), name)
		n %= s.of
	}
	if n > 0 || len(parts) == 0 {
		parts = append(parts, belowHundred(n, hindi))
	}
	return strings.Join(parts, " ")
}

func belowHundred(n int64, hindi bool) string {
	switch {
	case hindi:
		return hindiBelow[n]
	case n < 20:
		return englishOnes[n]
	case n%10 == 0:
		return englishTens[n/10]
	}
	return englishTens[n/10] + "-" + englishOnes[n%10]
}
