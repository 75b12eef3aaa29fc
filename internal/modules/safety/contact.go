package safety

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/safety/assess"
	"klear/internal/modules/safety/internal/safetydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// ContactTerms names the words that are agreed to (the page's, and REST's description); other words are another consent.
const ContactTerms = "2026-11-21"

// Limits of a contact.
const (
	maxContactName  = 120 // characters
	maxContactEmail = 254 // bytes
	contactsIn      = 30 * 24 * time.Hour
	maxContacts     = 5 // named within contactsIn: each of them gets a letter
)

// Contact is whom somebody named as the person to write to in immediate danger.
type Contact struct {
	Name, Email string
	AgreedAt    time.Time
	ToldAt      time.Time // when they were last written to; zero: never
}

// NewContact is what somebody says about whom they name.
type NewContact struct {
	Name, Email string
	Agree       bool // that they are written to at level critical, and what they are told
}

// Contact is the one of who asks. Errors: identity's, ErrNoContact.
func (s *Service) Contact(ctx context.Context, who identity.Principal) (Contact, error) {
	if !who.SignedIn() {
		return Contact{}, identity.ErrUnauthenticated
	}
	row, err := on(s.DB).Contact(ctx, who.PersonID)
	if db.IsNoRows(err) {
		return Contact{}, ErrNoContact
	} else if err != nil {
		return Contact{}, err
	}
	c := Contact{AgreedAt: row.AgreedAt.UTC()}
	told, err := on(s.DB).ContactTold(ctx, row.ID)
	if err != nil {
		return c, err
	}
	if len(told) > 0 {
		c.ToldAt = told[0].UTC()
	}
	c.Name, c.Email, err = s.openContact(ctx, who.PersonID, row.ID, row.NameSealed, row.EmailSealed)
	return c, err
}

// NameContact records the consent and tells the one who is named, who may refuse. An earlier one is over. Errors: identity's,
// apperr.ErrValidation, ErrContactNow, ErrContactTooOften.
func (s *Service) NameContact(ctx context.Context, who identity.Principal, n NewContact) error {
	if !who.SignedIn() {
		return identity.ErrUnauthenticated
	}
	if err := n.check(); err != nil {
		return err
	}
	now := s.Clock.Now()
	var none struct{}
	return idem.InTx(ctx, s.DB, now, &none, func(tx db.Tx) error {
		often, err := on(tx).ContactsSince(ctx, safetydb.ContactsSinceParams{PersonID: who.PersonID, Since: now.Add(-contactsIn)})
		if err != nil {
			return err
		}
		if often >= maxContacts {
			return ErrContactTooOften
		}
		if _, err := on(tx).EndContact(ctx, safetydb.EndContactParams{PersonID: who.PersonID, Now: now, By: "person"}); err != nil {
			return err
		}
		id, err := s.addContactTx(ctx, tx, who, now, n)
		if err != nil {
			return err
		}
		return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: ContactLetter{Contact: id}})
	})
}

func (n *NewContact) check() error {
	var v apperr.Validation
	n.Name, n.Email = strings.Join(strings.Fields(n.Name), " "), identity.NormalizeEmail(n.Email)
	v.Check(n.Name != "", "name", "required", "Say what they are called.")
	v.Check(utf8.RuneCountInString(n.Name) <= maxContactName && !strings.ContainsFunc(n.Name, unicode.IsControl), "name", "too_long", "A name has at most %d characters.", maxContactName)
	a, err := mail.ParseAddress(n.Email)
	v.Check(err == nil && a.Name == "" && a.Address == n.Email && len(n.Email) <= maxContactEmail, "email", "invalid", "Enter an e-mail address.")
	v.Check(n.Agree, "agree", "required", "Nobody is written to without your consent.")
	return v.Err()
}

func (s *Service) addContactTx(ctx context.Context, tx db.Tx, who identity.Principal, now time.Time, n NewContact) (uuid.UUID, error) {
	p := safetydb.AddContactParams{ID: s.IDs.ID(), PersonID: who.PersonID, Language: letterLanguage(who.Locale), Terms: ContactTerms, AgreedAt: now}
	var err error
	if p.NameSealed, err = s.People.SealTx(ctx, tx, who.PersonID, contactField(p.ID, "name_sealed"), []byte(n.Name)); err != nil {
		return uuid.Nil, err
	}
	if p.EmailSealed, err = s.People.SealTx(ctx, tx, who.PersonID, contactField(p.ID, "email_sealed"), []byte(n.Email)); err != nil {
		return uuid.Nil, err
	}
	added, err := on(tx).AddContact(ctx, p)
	if err == nil && added == 0 {
		err = ErrContactNow
	}
	return p.ID, err
}

// EndContact takes the consent back: nobody is written to from now on, and name and address are gone. Errors: identity's,
// ErrNoContact.
func (s *Service) EndContact(ctx context.Context, who identity.Principal) error {
	if !who.SignedIn() {
		return identity.ErrUnauthenticated
	}
	var none struct{}
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &none, func(tx db.Tx) error {
		ended, err := on(tx).EndContact(ctx, safetydb.EndContactParams{PersonID: who.PersonID, Now: s.Clock.Now(), By: "person"})
		if err == nil && ended == 0 {
			err = ErrNoContact
		}
		return err
	})
}

// RefuseContact is the contact's own no, by the signed link of their letter. Saying it twice changes nothing.
func (s *Service) RefuseContact(ctx context.Context, contact uuid.UUID) error {
	return on(s.DB).RefuseContact(ctx, safetydb.RefuseContactParams{ID: contact, Now: s.Clock.Now()})
}

// tellTx decides about the letter to whom the person named: at level critical, once a case, by a consent that stood before.
func (s *Service) tellTx(ctx context.Context, tx db.Tx, now time.Time, id uuid.UUID, level assess.Level) (told bool, err error) {
	if level != assess.Critical {
		return false, nil
	}
	contact, err := on(tx).TellContact(ctx, safetydb.TellContactParams{CaseID: id, At: now})
	if db.IsNoRows(err) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	return true, s.Jobs.AddTx(ctx, tx, jobs.Job{Args: ContactLetter{Contact: contact, Case: id}})
}

// ContactLetter is the job that writes to a contact: that they were named, or about a case.
type ContactLetter struct {
	Contact uuid.UUID `json:"contact"`
	Case    uuid.UUID `json:"case"` // zero: they were named
}

// Kind names the job.
func (ContactLetter) Kind() string { return "safety_contact" }

// writeContact sends the letter, unless the consent ended meanwhile.
func (s *Service) writeContact(ctx context.Context, j ContactLetter) error {
	row, err := on(s.DB).ContactByID(ctx, j.Contact)
	if err != nil || row.EndedAt != nil {
		return err
	}
	name, email, err := s.openContact(ctx, row.PersonID, row.ID, row.NameSealed, row.EmailSealed)
	if err != nil {
		return err
	}
	people, err := s.People.PeopleByIDs(ctx, s.DB, []uuid.UUID{row.PersonID})
	if err != nil {
		return err
	}
	refuse, err := s.RefuseLink(row.ID)
	if err != nil {
		return err
	}
	person := people[row.PersonID]
	l := notify.Letter{Name: "contact_named", To: email, ToName: name, Locale: row.Language, Key: "contact:" + row.ID.String(), Fields: notify.Fields{Name: name, Other: person.Name, Link: refuse}}
	if j.Case != uuid.Nil {
		l.Name, l.Key = "contact_danger", l.Key+":"+j.Case.String()
		l.Fields.Link, l.Fields.Stop, l.Fields.Times = s.BaseURL+"/help-now", refuse, s.linesOf(person)
	}
	return s.Letters.Send(ctx, l)
}

// linesOf are the numbers to call for somebody, the emergency services first.
func (s *Service) linesOf(p identity.Person) (out []string) {
	for _, of := range s.LinesFor(identity.Principal{Zone: p.Zone, Locale: p.Locale}, "") {
		out = append(out, of.Pack.Emergency)
		for _, l := range of.Pack.Lines {
			if l.Call != "" {
				out = append(out, l.Name+": "+l.Call)
			}
		}
	}
	return slices.Compact(out)
}

func (s *Service) openContact(ctx context.Context, person, id uuid.UUID, nameSealed, emailSealed []byte) (name, email string, err error) {
	plain, err := s.People.OpenTx(ctx, s.DB, person, contactField(id, "name_sealed"), nameSealed)
	if err != nil {
		return "", "", err
	}
	name = string(plain)
	plain, err = s.People.OpenTx(ctx, s.DB, person, contactField(id, "email_sealed"), emailSealed)
	return name, string(plain), err
}

func contactField(id uuid.UUID, column string) identity.Field {
	return identity.Field{Table: "safety.contact", Row: id, Column: column}
}

// letterLanguage is that of an account, where there are letters in it.
func letterLanguage(locale string) string {
	lang, _, _ := strings.Cut(locale, "-")
	if slices.Contains(notify.Languages, lang) {
		return lang
	}
	return "en"
}
