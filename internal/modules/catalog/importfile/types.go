package importfile

// File is a whole catalogue. Order is kept.
type File struct {
	Categories    []Category     `json:"categories,omitempty"`
	Practitioners []Practitioner `json:"practitioners,omitempty"`
}

// Category is a node of the category tree, named by its slug.
type Category struct {
	Slug      string            `json:"slug"`
	Parent    string            `json:"parent,omitempty"`     // slug of the parent; "" for a root
	Name      map[string]string `json:"name"`                 // language tag (BCP 47) → name; never empty
	Icon      string            `json:"icon,omitempty"`       // name of an icon of the design system
	SortOrder int               `json:"sort_order,omitempty"` // ascending among siblings
}

// Practitioner is one practitioner, provider or counsellor with everything that they offer. All clock times in it are
// wall time in Zone, all amounts are minor units of Currency.
type Practitioner struct {
	Key             string          `json:"key"`   // the operator's own stable id: importing the same key again updates
	Email           string          `json:"email"` // of the account that owns the profile; unique without regard to case
	Name            string          `json:"name"`
	Headline        string          `json:"headline,omitempty"`
	Bio             string          `json:"bio,omitempty"` // plain text, paragraphs divided by an empty line
	ExperienceYears int             `json:"experience_years,omitempty"`
	Languages       []string        `json:"languages,omitempty"` // BCP 47 tags, the strongest first
	Specializations []string        `json:"specializations,omitempty"`
	Certifications  []Certification `json:"certifications,omitempty"`
	Registration    *Registration   `json:"registration,omitempty"`      // what the verified badge shows
	HourlyRateMinor int64           `json:"hourly_rate_minor,omitempty"` // shown as "from" where no service is chosen; 0: not shown
	Currency        string          `json:"currency"`                    // ISO 4217
	Zone            string          `json:"zone"`                        // IANA time zone
	Country         string          `json:"country"`                     // ISO 3166-1 alpha-2
	City            string          `json:"city,omitempty"`
	Area            string          `json:"area,omitempty"`    // public: neighbourhood
	Address         string          `json:"address,omitempty"` // private: shown only to those with a confirmed booking
	Latitude        float64         `json:"latitude"`          // WGS 84 degrees; 0,0 means no place
	Longitude       float64         `json:"longitude"`         // WGS 84 degrees
	PortraitSeed    uint32          `json:"portrait_seed,omitempty"`
	Verified        bool            `json:"verified,omitempty"` // false: enters the verification queue and is not listed
	Confirmation    string          `json:"confirmation"`       // ConfirmInstant or ConfirmApproval
	Services        []Service       `json:"services,omitempty"`
	Hours           []WeeklyWindow  `json:"hours,omitempty"`
	Overrides       []Override      `json:"overrides,omitempty"`
	TimeOff         []TimeOff       `json:"time_off,omitempty"`
}

// HasPlace reports whether the practitioner has coordinates.
func (p Practitioner) HasPlace() bool { return p.Latitude != 0 || p.Longitude != 0 }

// How a booking of a practitioner becomes firm.
const (
	ConfirmInstant  = "instant"  // the booking stands at once
	ConfirmApproval = "approval" // the practitioner accepts or declines
)

// Certification is a qualification as the practitioner states it.
type Certification struct {
	Name   string `json:"name"`
	Issuer string `json:"issuer,omitempty"`
	Number string `json:"number,omitempty"`
	Year   int    `json:"year,omitempty"` // 0: not stated
}

// Registration says what the operator has checked, when and how: the badge shows all of it, not just a tick.
type Registration struct {
	Body      string `json:"body"`                 // who keeps the register ("Rehabilitation Council of India")
	Number    string `json:"number,omitempty"`     // entry in that register
	CheckedOn string `json:"checked_on,omitempty"` // date, 2006-01-02
	Method    string `json:"method,omitempty"`     // one of the Method constants
}

// Ways in which a registration was checked.
const (
	MethodRegister    = "public_register" // looked up in the body's own register
	MethodDocument    = "document"        // original or certified copy seen
	MethodIssuer      = "issuer"          // confirmed by the issuing body
	MethodIdentity    = "identity"        // identity document compared with the person
	MethodPoliceCheck = "police_check"    // certificate of the police or a background check
)

// Where a service happens.
const (
	ModeOnline         = "online"
	ModeAtPractitioner = "at_practitioner"
	ModeAtCustomer     = "at_customer"
)

// Service is something that can be booked. Zero limits mean "no limit".
type Service struct {
	Key              string   `json:"key"` // unique within the practitioner
	CategorySlug     string   `json:"category"`
	Name             string   `json:"name"`
	Description      string   `json:"description,omitempty"`
	DurationMin      int      `json:"duration_min"`
	PriceMinor       int64    `json:"price_minor"` // per seat, tax included; 0 is free
	Modes            []string `json:"modes"`       // Mode constants
	BufferBeforeMin  int      `json:"buffer_before_min,omitempty"`
	BufferAfterMin   int      `json:"buffer_after_min,omitempty"`
	NoticeMin        int      `json:"notice_min"`            // elapsed minutes between booking and start
	Window           string   `json:"window,omitempty"`      // Window constants; "": rolling
	WindowDays       int      `json:"window_days"`           // bookable from today to today + WindowDays, in Zone
	WindowFrom       string   `json:"window_from,omitempty"` // 2006-01-02, of WindowRange, both included
	WindowTo         string   `json:"window_to,omitempty"`
	IntervalMin      int      `json:"interval_min,omitempty"` // grid of starts; 0: the duration
	Capacity         int      `json:"capacity"`               // seats; 1 is a private session
	PerDay           int      `json:"per_day,omitempty"`      // bookings of this service per date
	PerWeek          int      `json:"per_week,omitempty"`     // bookings of this service per ISO week
	FreeCancelHours  int      `json:"free_cancel_hours"`      // free to cancel until so many hours before the start
	LateCancelFeeBps int      `json:"late_cancel_fee_bps"`    // share of the price kept after that, 1/10,000
	VariantOf        string   `json:"variant_of,omitempty"`   // key of the service of which this is an option
	VariantLabel     string   `json:"variant_label,omitempty"`
	// What it answers to the attributes of its category, "key=value", several of one key in a row; none: as before.
	Attributes []string `json:"attributes,omitempty"`
}

// How far ahead a service can be booked, other than rolling.
const (
	WindowNone         = "none"                  // no limit
	WindowBusinessDays = "rolling_business_days" // WindowDays, counting Monday to Friday
	WindowAvailable    = "available_days"        // the first WindowDays dates that have an opening
	WindowRange        = "range"                 // WindowFrom to WindowTo
	windowRolling      = "rolling_days"
)

// What a service has when the file is silent.
const (
	DefaultNoticeMin       = 120
	DefaultWindowDays      = 60
	DefaultCapacity        = 1
	DefaultFreeCancelHours = 24
)

// Window is a span of wall time on a date, "HH:MM" to "HH:MM". End may pass midnight: "26:00" is two in the morning of
// the next day, "48:00" the latest.
type Window struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// WeeklyWindow opens the same Window on each of Days (ISO 8601: 1 = Monday … 7 = Sunday, ascending).
type WeeklyWindow struct {
	Days  []int  `json:"days"`
	Start string `json:"start"`
	End   string `json:"end"`
}

// Override replaces the windows that begin on Date; no windows closes it. The tail of the night before stays.
type Override struct {
	Date    string   `json:"date"` // 2006-01-02
	Windows []Window `json:"windows,omitempty"`
}

// TimeOff closes whole dates, both ends included.
type TimeOff struct {
	From string `json:"from"` // 2006-01-02
	To   string `json:"to"`
}
