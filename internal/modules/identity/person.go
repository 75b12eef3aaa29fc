package identity

import (
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
)

// Kind tells an account from a guest, who left an address with a booking and cannot sign in.
type Kind string

// Status is the state of a person.
type Status string

// Kinds and states. Only active people sign in. Inactive is an account at rest, suspended one that was stopped.
const (
	Account Kind = "account"
	Guest   Kind = "guest"

	Active    Status = "active"
	Inactive  Status = "inactive"
	Suspended Status = "suspended"
	Deleted   Status = "deleted"
)

// Person is an account or a guest.
type Person struct {
	ID        uuid.UUID
	Kind      Kind
	Email     string // normalised
	Verified  bool   // the address was proved
	Name      string
	Phone     string // "" when not given
	Role      Role
	Status    Status
	Zone      string // IANA; "" until chosen
	Locale    string // BCP 47; "" until chosen
	Place     string // ISO 3166-1 or -2, "ZZ" for elsewhere; "" until said
	AvatarKey string // of the blob store; "" without a picture
	Version   int64
	CreatedAt time.Time
}

// DeletedName is what stands where a deleted person's name stood.
const DeletedName = "Deleted person"

func toPerson(r identitydb.PeopleByIDsRow) Person {
	return Person{
		ID: r.ID, Kind: Kind(r.Kind), Email: r.Email, Verified: r.EmailVerifiedAt != nil, Name: r.Name, Phone: r.Phone,
		Role: Role(r.Role), Status: Status(r.Status), Zone: r.Zone, Locale: r.Locale, Place: r.Place, AvatarKey: r.AvatarKey,
		Version: r.Version, CreatedAt: r.CreatedAt,
	}
}

// principal is the person as somebody who asks.
func (p Person) principal(session uuid.UUID) Principal {
	return Principal{
		PersonID: p.ID, Role: p.Role, SessionID: session, Email: p.Email, Name: p.Name, Zone: p.Zone, Locale: p.Locale, Place: p.Place,
		Verified: p.Verified,
	}
}

// Limits of a person's fields, in characters.
const (
	maxEmail = 254
	maxName  = 120
	maxPhone = 32
)

// NormalizeEmail is the form in which addresses are stored and compared: trimmed and in lower case. Strictly the part
// before the @ may be case-sensitive; no mail provider makes it so, and two accounts that differ in case are a trap.
func NormalizeEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// someonesEmail reports whether a normalised address could be anybody's, so that it is worth asking the database, which
// takes no zero bytes and no broken text.
func someonesEmail(s string) bool {
	return len(s) <= maxEmail && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// validEmail accepts an addr-spec and nothing around it. Whether mail arrives there only mail can tell.
func validEmail(s string) bool {
	if len(s) > maxEmail || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return false
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s && !strings.HasSuffix(s, "@deleted.invalid")
}

// personFields checks and cleans what people say about themselves. Paths are the JSON names.
func personFields(v *apperr.Validation, name, phone, zone, locale *string) {
	*name = strings.Join(strings.Fields(*name), " ")
	*phone = strings.TrimSpace(*phone)
	v.Check(*name != "", "name", codeRequired, "Tell us what to call you.")
	v.Check(utf8.RuneCountInString(*name) <= maxName, "name", codeTooLong, "A name has at most %d characters.", maxName)
	v.Check(plainText(*name), "name", codeInvalid, "A name has no control characters.")
	v.Check(validPhone(*phone), "phone", codeInvalid, "Write the number with its country code, such as +44 20 7946 0000.")
	v.Check(validZone(*zone), "zone", codeInvalid, "Choose a time zone, such as Europe/London.")
	if *locale != "" {
		tag, err := language.Parse(*locale)
		v.Check(err == nil && len(*locale) <= 35, "locale", codeInvalid, "Choose a language, such as en or hi.")
		*locale = tag.String()
	}
}

func plainText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

func validPhone(s string) bool {
	if s == "" {
		return true
	}
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, r == ' ', r == '-', r == '(', r == ')', r == '.':
		default:
			return false
		}
	}
	return len(s) <= maxPhone && digits >= 5
}

// validZone accepts "", for not chosen, and the names of the tz database.
func validZone(s string) bool {
	if s == "" {
		return true
	}
	_, err := clock.Zone(s)
	return err == nil
}

// place is a country (ISO 3166-1), a part of one (ISO 3166-2), or nothing.
var place = regexp.MustCompile(`^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$`)
