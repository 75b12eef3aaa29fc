package page

import (
	"strings"
	"sync"
)

// otherZones are the less common zones of the countries in ZoneCountry, and the older names under which devices and accounts
// still know a zone, by country. Nobody is offered them to choose. Source: zone.tab and the links (backward) of the tz database.
var otherZones = map[string]string{
	"AU": "Antarctica/Macquarie Australia/ACT Australia/Broken_Hill Australia/Canberra Australia/Currie Australia/Eucla Australia/LHI Australia/Lindeman Australia/Lord_Howe Australia/NSW Australia/North Australia/Queensland Australia/South Australia/Tasmania Australia/Victoria Australia/West Australia/Yancowinna",
	"BD": "Asia/Dacca",
	"BR": "America/Araguaina America/Bahia America/Belem America/Boa_Vista America/Campo_Grande America/Cuiaba America/Eirunepe America/Fortaleza America/Maceio America/Manaus America/Noronha America/Porto_Acre America/Porto_Velho America/Recife America/Rio_Branco America/Santarem Brazil/Acre Brazil/DeNoronha Brazil/East Brazil/West",
	"BT": "Asia/Thimbu",
	"CA": "America/Atikokan America/Blanc-Sablon America/Cambridge_Bay America/Creston America/Dawson America/Dawson_Creek America/Fort_Nelson America/Glace_Bay America/Goose_Bay America/Inuvik America/Iqaluit America/Moncton America/Montreal America/Nipigon America/Pangnirtung America/Rainy_River America/Rankin_Inlet America/Regina America/Resolute America/Swift_Current America/Thunder_Bay America/Whitehorse America/Yellowknife Canada/Atlantic Canada/Central Canada/Eastern Canada/Mountain Canada/Newfoundland Canada/Pacific Canada/Saskatchewan Canada/Yukon",
	"DE": "Europe/Busingen",
	"ES": "Africa/Ceuta Atlantic/Canary",
	"GB": "Europe/Belfast GB GB-Eire",
	"HK": "Hongkong",
	"IE": "Eire",
	"IL": "Asia/Tel_Aviv Israel",
	"JP": "Japan",
	"KR": "ROK",
	"MX": "America/Bahia_Banderas America/Cancun America/Chihuahua America/Ciudad_Juarez America/Ensenada America/Hermosillo America/Matamoros America/Mazatlan America/Merida America/Monterrey America/Ojinaga America/Santa_Isabel America/Tijuana Mexico/BajaNorte Mexico/BajaSur Mexico/General",
	"MY": "Asia/Kuching",
	"NP": "Asia/Katmandu",
	"NZ": "NZ NZ-CHAT Pacific/Chatham",
	"PL": "Poland",
	"PT": "Atlantic/Azores Atlantic/Madeira Portugal",
	"SG": "Singapore",
	"US": "America/Adak America/Atka America/Boise America/Fort_Wayne America/Indiana/Indianapolis America/Indiana/Knox America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Tell_City America/Indiana/Vevay America/Indiana/Vincennes America/Indiana/Winamac America/Indianapolis America/Juneau America/Kentucky/Louisville America/Kentucky/Monticello America/Knox_IN America/Louisville America/Menominee America/Metlakatla America/Nome America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem America/Shiprock America/Sitka America/Yakutat Navajo Pacific/Johnston US/Alaska US/Aleutian US/Arizona US/Central US/East-Indiana US/Eastern US/Hawaii US/Indiana-Starke US/Michigan US/Mountain US/Pacific",
}

var countryOfOther = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for country, zones := range otherZones {
		for zone := range strings.FieldsSeq(zones) {
			out[zone] = country
		}
	}
	return out
})

// CountryOf names the country (ISO 3166-1 alpha-2) most of whose people live in a zone, by any name of it; "" when it is not
// known: nobody's lines are guessed.
func CountryOf(zone string) string {
	if country, ok := ZoneCountry[zone]; ok {
		return country
	}
	return countryOfOther()[zone]
}
