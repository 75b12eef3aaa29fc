package invoice

import "klear/internal/modules/tariff"

// states are India's by the first two digits of a GSTIN.
var states = map[string]string{
	"01": "Jammu and Kashmir", "02": "Himachal Pradesh", "03": "Punjab", "04": "Chandigarh", "05": "Uttarakhand", "06": "Haryana", "07": "Delhi",
	"08": "Rajasthan", "09": "Uttar Pradesh", "10": "Bihar", "11": "Sikkim", "12": "Arunachal Pradesh", "13": "Nagaland", "14": "Manipur", "15": "Mizoram",
	"16": "Tripura", "17": "Meghalaya", "18": "Assam", "19": "West Bengal", "20": "Jharkhand", "21": "Odisha", "22": "Chhattisgarh", "23": "Madhya Pradesh",
	"24": "Gujarat", "26": "Dadra and Nagar Haveli and Daman and Diu", "27": "Maharashtra", "29": "Karnataka", "30": "Goa", "31": "Lakshadweep",
	"32": "Kerala", "33": "Tamil Nadu", "34": "Puducherry", "35": "Andaman and Nicobar Islands", "36": "Telangana", "37": "Andhra Pradesh", "38": "Ladakh",
	"97": "Other territory",
}

// State names the state of India of a code, as "Maharashtra (27)"; "" when there is none.
func State(code string) string {
	if name, ok := states[code]; ok {
		return name + " (" + code + ")"
	}
	return ""
}

func stateOf(number string) string {
	if len(number) < 2 {
		return ""
	}
	return number[:2]
}

// placeOf is where a supply is made: where the buyer is registered, otherwise where the seller is (IGST Act 2017, s. 12).
func placeOf(country, seller, buyer string) string {
	switch {
	case country != "IN":
		return ""
	case buyer != "":
		return stateOf(buyer)
	}
	return stateOf(seller)
}

// taxLines takes a tax apart as the country writes it: half to the union and half to the state within one state of India,
// the rest of an odd unit being the state's; as a whole everywhere else.
func taxLines(t tariff.TaxTerm, tax int64, seller, place string) []TaxLine {
	name := nameOf(t)
	switch {
	case tax == 0:
		return []TaxLine{}
	case name != "GST" || place == "":
		return []TaxLine{{name, t.Bps, tax}}
	case stateOf(seller) != place:
		return []TaxLine{{"IGST", t.Bps, tax}}
	}
	half := tax / 2
	return []TaxLine{{"CGST", t.Bps / 2, half}, {"SGST", t.Bps - t.Bps/2, tax - half}}
}
