package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
	"klear/internal/platform/mail"
)

// sendTimeout is how long one letter may take; the job behind it tries again later.
const sendTimeout = 20 * time.Second

// Deps are what the module works with.
type Deps struct {
	Sender mail.Sender
	Brand  *brand.Brand
	Bundle *i18n.Bundle
	From   mail.Address
	// Override is an operator's words for a letter, ok false where the program's own hold; nil: there are none. It is asked
	// for each letter and answers from memory.
	Override func(lang, name string) (w Words, ok bool)
	// Broken hears why an operator's words were not sent, for counting; may be nil.
	Broken func(name string, err error)
}

// Service sends letters.
type Service struct {
	Deps
	letters   map[string]letter
	originals map[string]Words
}

// New reads the letters.
func New(d Deps) (*Service, error) {
	letters, originals, err := loadLetters()
	return &Service{Deps: d, letters: letters, originals: originals}, err
}

// Letter is one mail to one person.
type Letter struct {
	Name     string // file name without .txt
	To       string // e-mail address
	ToName   string
	Locale   string // BCP 47; the brand's when empty
	Fields   Fields
	Calendar []byte // an iCalendar object, attached and shown by mail programs
	Method   string // of Calendar: REQUEST or CANCEL
	// Stop is an address that ends letters of this kind: shown in the letter, and sent as RFC 8058 says, so that the mail
	// program's own button ends them with one click. "" for letters that are part of something booked.
	Stop string
	// Key names the occasion: a letter sent again after a crash carries the same Message-ID, and mail programs show it once.
	Key string
}

// Localizer says times and money the way the letter's reader expects.
func (s *Service) Localizer(locale string) *i18n.Localizer {
	lang, country, _ := strings.Cut(locale, "-")
	if !slices.Contains(Languages, lang) {
		lang, country, _ = strings.Cut(s.Brand.Locale, "-")
	}
	if country == "" {
		country = s.Brand.Country
	}
	return s.Bundle.Localizer(lang, country)
}

// Send renders and sends. An error means that nothing was accepted by the mail server.
func (s *Service) Send(ctx context.Context, l Letter) error {
	lang := s.Localizer(l.Locale).Lang()
	t, ok := s.letters[lang+"/"+l.Name]
	if !ok {
		return fmt.Errorf("notify: there is no letter %q in %q", l.Name, lang)
	}
	l.Fields.Brand, l.Fields.Support, l.Fields.Stop = s.Brand.Name, s.Brand.SupportMail, l.Stop
	subject, text, markup, ok := s.overridden(lang, l.Name, l.Fields)
	if !ok {
		var err error
		if subject, text, markup, err = t.render(l.Fields); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return s.Sender.Send(ctx, message(s.From, l, subject, text, markup))
}
