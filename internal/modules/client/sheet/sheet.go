// Package sheet is the file in which a list of clients enters and leaves Klear: one CSV table, a client a row, with the
// headings that other programs give their exports. It is pure: it reads a stream, judges every value and knows neither
// database nor clock.
//
// Invariants: Parse(Write(rows)) gives the rows back; a cell that a spreadsheet would run as a formula is written with an
// apostrophe in front, which Parse takes off again; every fault names its line and field; a row with a fault is left out
// and the others stand.
package sheet

import "strings"

// Limits of a file.
const (
	MaxBytes  = 10 << 20
	MaxRows   = 20_000
	MaxFaults = 1_000 // that are named; more are counted
	maxCell   = 20_000
)

// Row is one client of a file. Only Name is always there.
type Row struct {
	Line       int
	Name       string
	Email      string // lower case
	Phone      string
	Language   string // BCP 47
	Birthday   string // 2006-01-02
	ExternalID string
	Notes      string
}

// Key is who the row is about: the external id, else address and name, else name and phone. The table's match_key says
// the same.
func (r Row) Key() string {
	if r.ExternalID != "" {
		return "x:" + r.ExternalID
	}
	key := "n:" + strings.ToLower(r.Email) + ":" + strings.ToLower(r.Name)
	if r.Email == "" {
		key += ":" + r.Phone
	}
	return key
}

// Fault is one thing wrong with a file. Line counts from 1; 0 is the file as a whole.
type Fault struct {
	Line    int    `json:"line"`
	Field   string `json:"field,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// File is what Parse understood. Faulty counts the rows that are left out. Ignored are headings that mean nothing here.
type File struct {
	Rows    []Row
	Faults  []Fault
	Faulty  int
	Ignored []string
}

// columns are the headings that exports give each field, without case, spaces and signs.
var columns = map[string][]string{
	"name":       {"name", "fullname", "clientname", "customername", "patientname", "displayname", "contactname", "client", "customer", "patient", "नाम"},
	"first":      {"firstname", "givenname", "forename", "first"},
	"last":       {"lastname", "familyname", "surname", "last"},
	"email":      {"email", "emailaddress", "mail", "email1", "email1value", "primaryemail", "emailaddress1", "ईमेल"},
	"phone":      {"phone", "phonenumber", "mobile", "mobilephone", "mobilenumber", "cell", "cellphone", "telephone", "tel", "phone1value", "contactnumber", "whatsapp", "whatsappnumber", "primaryphone", "फ़ोन", "फोन", "मोबाइल"},
	"language":   {"language", "locale", "preferredlanguage", "भाषा"},
	"birthday":   {"birthday", "dateofbirth", "dob", "birthdate", "born", "जन्मतिथि"},
	"externalid": {"externalid", "id", "clientid", "customerid", "patientid", "contactid", "reference", "ref", "clientnumber"},
	"notes":      {"notes", "note", "comments", "comment", "remarks", "clientnotes", "about", "टिप्पणी"},
}

// fieldOf finds the field of a heading; "" is one that means nothing here.
func fieldOf(heading string) string {
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-.:*#()/\"'", r) {
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(heading)))
	for field, names := range columns {
		for _, n := range names {
			if n == plain {
				return field
			}
		}
	}
	return ""
}

// guarded cells are run as a formula by spreadsheets, or begin with the sign that says they are not.
func guarded(s string) bool { return s != "" && strings.IndexByte("=+-@\t\r'", s[0]) >= 0 }

func guard(s string) string {
	if guarded(s) {
		return "'" + s
	}
	return s
}

func unguard(s string) string {
	if strings.HasPrefix(s, "'") && guarded(s[1:]) {
		return s[1:]
	}
	return s
}
