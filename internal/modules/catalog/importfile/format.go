package importfile

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Format is a notation of the catalogue.
type Format string

// The notations.
const (
	JSON Format = "json"
	CSV  Format = "csv"
)

// FormatOf tells the notation from a file's name.
func FormatOf(name string) (Format, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json":
		return JSON, nil
	case ".csv", ".tsv", ".txt":
		return CSV, nil
	}
	return "", fmt.Errorf("importfile: %q is neither .json nor .csv", filepath.Base(name))
}

// Limits of a file. A row is a category, practitioner, certification, service, weekly window, override or time off, in
// either notation.
const (
	MaxBytes  = 200 << 20
	MaxRows   = 200_000
	MaxFaults = 1_000

	maxServices       = 100
	maxWindows        = 200
	maxOverrides      = 400
	maxTimeOff        = 200
	maxCertifications = 30
	maxListItems      = 30
	maxAnswers        = 200 // of a service
	maxAnswer         = 241 // key, =, value
	maxPriceMinor     = 100_000_000_000
	maxCategoryDepth  = 4
)

// Fault is one thing to put right. Line is 1-based: the line of the value in JSON, the first line of the row in a sheet.
// Field is a path ("practitioners[3].services[0].price_minor") or a column.
type Fault struct {
	Line    int    `json:"line"`
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// String renders the fault as one line of a report.
func (f Fault) String() string {
	if f.Field == "" {
		return fmt.Sprintf("line %d: %s [%s]", f.Line, f.Message, f.Code)
	}
	return fmt.Sprintf("line %d, %s: %s [%s]", f.Line, f.Field, f.Message, f.Code)
}

// Codes of faults. They are stable: scripts may match them.
const (
	CodeSyntax              = "syntax"               // not JSON, or a sheet's quotes do not match
	CodeRead                = "read"                 // the file could not be read to its end
	CodeEncoding            = "encoding"             // not UTF-8
	CodeTooLarge            = "too_large"            // file, nesting or element beyond the limits
	CodeTooManyRows         = "too_many_rows"        // more than MaxRows
	CodeTooManyFaults       = "too_many_faults"      // more than MaxFaults: the report ends here
	CodeTooMany             = "too_many"             // a list beyond its limit
	CodeVersion             = "version"              // written by a newer format
	CodeHeader              = "header"               // the sheet's first row is unusable
	CodeUnknownField        = "unknown_field"        // no such member or column
	CodeDuplicateField      = "duplicate_field"      // member or column given twice
	CodeUnusedColumn        = "unused_column"        // a value where this type of row has none
	CodeUnknownType         = "unknown_type"         // type of a sheet row
	CodeWrongType           = "wrong_type"           // text where a number is expected, and the like
	CodeRequired            = "required"             // missing
	CodeTooLong             = "too_long"             // text beyond its limit
	CodeBadText             = "bad_text"             // control characters or a line break
	CodeOutOfRange          = "out_of_range"         // number beyond its limits
	CodeBadKey              = "bad_key"              // key of a practitioner or service
	CodeBadSlug             = "bad_slug"             // slug of a category
	CodeBadEmail            = "bad_email"            // not an address
	CodeBadDate             = "bad_date"             // not a date of the calendar, YYYY-MM-DD
	CodeBadTime             = "bad_time"             // not HH:MM, or past 48:00
	CodeBadWindow           = "bad_window"           // ends before it starts, or half given
	CodeBadDays             = "bad_days"             // weekday
	CodeOverlap             = "overlap"              // windows overlap
	CodeDuplicate           = "duplicate"            // key, slug, email or date that is already taken in the file
	CodeUnknownPractitioner = "unknown_practitioner" // a row's key has no practitioner row
	CodeVariant             = "bad_variant"          // an option without its service or label
	CodeUnknownCategory     = "unknown_category"     // neither in the file nor known to the operator
	CodeCycle               = "cycle"                // categories that are their own ancestors
	CodeUnknownZone         = "unknown_zone"         // not in the IANA database
	CodeUnknownCurrency     = "unknown_currency"     // not in ISO 4217
	CodeUnknownCountry      = "unknown_country"      // not in ISO 3166-1
	CodeUnknownLanguage     = "unknown_language"     // not BCP 47
	CodeUnknownValue        = "unknown_value"        // not one of the listed words
	CodeNegativePrice       = "negative_price"
	CodeBadPrice            = "bad_price"             // not an amount, or finer than the currency
	CodePriceStep           = "price_step"            // three-decimal currencies: not a multiple of 10 minor units
	CodePlaceRequired       = "place_required"        // a service in person, without city or coordinates
	CodeRegistrationNeeded  = "registration_required" // verified, without what was checked
	CodeCancellation        = "cancellation"          // cancellation policy that contradicts itself
	CodeLimits              = "limits"                // weekly limit below the daily one
)
