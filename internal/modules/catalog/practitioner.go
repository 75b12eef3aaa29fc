package catalog

import (
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/importfile"
	"klear/internal/platform/money"
)

// Practitioner is a profile with its services. It is what modules and the owner's own pages work with: pages for others
// use Public.
type Practitioner struct {
	ID                 uuid.UUID
	PersonID           uuid.UUID // the account behind the profile
	Slug               string
	DisplayName        string
	Headline           string
	Bio                string // plain text, paragraphs divided by an empty line
	ExperienceYears    int
	Languages          []string // BCP 47, the strongest first
	Specializations    []string
	Certifications     []Certification
	Registration       Registration
	HourlyRateMinor    int64 // minor units of Currency; 0: not shown
	Currency           string
	Country            string // ISO 3166-1 alpha-2
	City               string
	Area               string  // public: the neighbourhood
	Address            string  // private: only for people with a confirmed booking
	Latitude           float64 // WGS 84 degrees; 0,0 means no place
	Longitude          float64
	TravelRadiusKm     int    // how far visits to customers go; 0: not stated
	Zone               string // IANA; the wall clock of the working hours
	PortraitSeed       uint32 // draws the picture while there is no photo
	PhotoKey           string // of the blob store; "" without a photo
	Confirmation       Confirmation
	VerificationStatus VerificationStatus
	VerifiedAt         *time.Time
	Listed             bool       // the practitioner's own wish
	Suspended          bool       // by the operator
	LicenceExpiresOn   string     // the last valid day, 2006-01-02; "" without a licence that ends
	LicenceUntil       *time.Time // the end of that day on the practitioner's clock
	LicenceEnded       bool       // it has passed: out of sight and closed for new bookings until a newer one is approved
	RenewalAt          *time.Time // a newer licence, name or certification waits for the operator since then
	Version            int64
	CreatedAt          time.Time
	Services           []Service // active ones in display order, unless the read says otherwise
}

// Certification is a qualification as the practitioner states it.
type Certification struct {
	Name   string `json:"name"`
	Issuer string `json:"issuer,omitempty"`
	Number string `json:"number,omitempty"`
	Year   int    `json:"year,omitempty"` // 0: not stated
}

// Registration is the entry in a professional register. Body and Number are the practitioner's claim; CheckedOn and
// Method are set by the operator's decision and make the dated badge.
type Registration struct {
	Body      string `json:"body,omitempty"`
	Number    string `json:"number,omitempty"`
	CheckedOn string `json:"checked_on,omitempty"` // date, 2006-01-02
	Method    string `json:"method,omitempty"`
}

// OfProfession reports whether it was checked what the person may call themselves, not only who they are.
func (r Registration) OfProfession() bool {
	return r.CheckedOn != "" && r.Method != importfile.MethodIdentity && r.Method != importfile.MethodPoliceCheck
}

// Confirmation says how a booking becomes firm.
type Confirmation string

// The confirmations.
const (
	Instant  Confirmation = "instant"  // it stands at once
	Approval Confirmation = "approval" // the practitioner accepts or declines
)

// VerificationStatus is where a profile stands with the operator.
type VerificationStatus string

// The verification statuses.
const (
	Pending  VerificationStatus = "pending"
	Verified VerificationStatus = "verified"
	Rejected VerificationStatus = "rejected"
)

// HasPlace reports whether the practitioner has coordinates.
func (p Practitioner) HasPlace() bool { return p.Latitude != 0 || p.Longitude != 0 }

// Visible reports whether the public may see the profile and book from it.
func (p Practitioner) Visible() bool {
	return p.VerificationStatus == Verified && p.Listed && !p.Suspended && !p.LicenceEnded
}

// Public is the profile without what is not everybody's: the postal address. Coordinates are cut to two decimals, about
// a kilometre, so that a practice in a home is not given away by its pin.
func (p Practitioner) Public() Practitioner {
	p.Address = ""
	p.Latitude, p.Longitude = coarse(p.Latitude), coarse(p.Longitude)
	return p
}

// Service finds an active service of the profile.
func (p Practitioner) Service(id uuid.UUID) (Service, bool) {
	for _, s := range p.Services {
		if s.ID == id {
			return s, true
		}
	}
	return Service{}, false
}

func coarse(degrees float64) float64 {
	const steps = 100
	if degrees < 0 {
		return float64(int(degrees*steps-0.5)) / steps
	}
	return float64(int(degrees*steps+0.5)) / steps
}

// rate is the hourly rate as an amount.
func (p Practitioner) rate() money.Amount {
	return money.Amount{Minor: p.HourlyRateMinor, Currency: p.Currency}
}
