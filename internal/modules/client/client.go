package client

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/platform/apperr"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"golang.org/x/text/language"
)

// Limits. Lengths are characters.
const (
	maxName     = 120
	maxEmail    = 254
	maxPhone    = 32
	maxExternal = 120
	maxAbout    = 20_000
	maxClients  = 50_000
	maxNotes    = 2_000
	oldest      = 130 // years
)

// Details are what a practitioner writes about a client. All but Name may be empty.
type Details struct {
	Name       string
	Email      string
	Phone      string
	Language   string // BCP 47
	Birthday   string // 2006-01-02
	ExternalID string // of another program, unique among the practitioner's clients
	About      string // a standing note, private
}

// Client is one of a practitioner's clients, as they see them.
type Client struct {
	Details
	ID        uuid.UUID
	PersonID  uuid.UUID // zero until a booking was confirmed
	SaidName  string    // the name that the person gives themselves; "" until a booking was confirmed, and once erased
	Erased    bool      // the person erased their account: only bookings and notes are left
	Sessions  int       // that stand or stood; of List only
	LastAt    time.Time // start of the latest of them; zero without any; of List only
	Version   int64
	CreatedAt time.Time
}

// Booked reports whether the client ever had a confirmed booking.
func (c Client) Booked() bool { return c.PersonID != uuid.Nil }

// BookedAs is the name that the person gives themselves where it is not the one in the list; "" otherwise.
func (c Client) BookedAs() string {
	if strings.EqualFold(c.SaidName, c.Name) {
		return ""
	}
	return c.SaidName
}

// clean tidies what was typed and says what is wrong with it. Errors: apperr.ErrValidation.
func (d *Details) clean(now time.Time) error {
	var v apperr.Validation
	d.Name = strings.Join(strings.Fields(d.Name), " ")
	d.Email, d.Phone, d.ExternalID = strings.ToLower(strings.TrimSpace(d.Email)), strings.TrimSpace(d.Phone), strings.TrimSpace(d.ExternalID)
	d.Language, d.Birthday, d.About = strings.TrimSpace(d.Language), strings.TrimSpace(d.Birthday), strings.TrimSpace(strings.ReplaceAll(d.About, "\r\n", "\n"))
	v.Check(d.Name != "", "name", "client_name", "Enter a name.")
	fits := func(path, value string, most int) {
		v.Check(utf8.RuneCountInString(value) <= most, path, "length", "This has at most %d characters.", most)
		v.Check(plain(value, path == "about"), path, "invalid", "This holds characters that cannot be shown.")
	}
	fits("name", d.Name, maxName)
	fits("externalId", d.ExternalID, maxExternal)
	fits("about", d.About, maxAbout)
	v.Check(d.Email == "" || validEmail(d.Email), "email", "email", "Enter an e-mail address like name@example.com.")
	v.Check(d.Phone == "" || validPhone(d.Phone), "phone", "phone", "Enter a phone number with its country code, like +91 98450 12345.")
	if born, err := time.Parse(time.DateOnly, d.Birthday); d.Birthday != "" {
		v.Check(err == nil, "birthday", "date", "Enter a date like 1984-05-31.")
		v.Check(err != nil || lived(born, now), "birthday", "born", "Enter a day of birth that has been, at most 130 years ago.")
	}
	if tag, err := language.Parse(d.Language); d.Language != "" {
		v.Check(err == nil && len(d.Language) <= 35, "language", "language", "Enter a language, like en or hi.")
		d.Language = tag.String()
	}
	return v.Err()
}

// lived reports whether somebody may have been born that day: the rule for family members too.
func lived(born, now time.Time) bool {
	return !born.After(now) && born.After(now.AddDate(-oldest, 0, 0))
}

func plain(s string, lines bool) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) })
}

func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s && len(s) <= maxEmail && !strings.HasSuffix(s, ".invalid")
}

// validPhone wants at least five digits and nothing but what numbers are written with.
func validPhone(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune(" +-().,/x", r):
			return false
		}
	}
	return digits >= 5 && len(s) <= maxPhone
}

func fromRow(r clientdb.ClientVClient) Client {
	c := Client{ID: r.ID, SaidName: r.SaidName, Erased: r.Erased, Version: r.Version, CreatedAt: r.CreatedAt.UTC(),
		Details: Details{Name: r.Name, Email: r.Email, Phone: r.Phone, Language: r.Language, ExternalID: r.ExternalID, Birthday: dateText(r.Birthday)}}
	if r.PersonID != nil {
		c.PersonID = *r.PersonID
	}
	return c
}

func dateText(d pgtype.Date) string {
	if !d.Valid {
		return ""
	}
	return d.Time.Format(time.DateOnly)
}

// dateOf reads a date that was checked; "" is none.
func dateOf(s string) pgtype.Date {
	t, err := time.Parse(time.DateOnly, s)
	return pgtype.Date{Time: t, Valid: err == nil}
}
