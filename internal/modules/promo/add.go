package promo

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/promo/internal/promodb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Limits of a promotion; the table has the same.
const (
	maxBps       = 9000
	maxMinor     = 1_000_000_000
	maxPerPerson = 100
	maxTotal     = 1_000_000
	maxNote      = 200
	maxAhead     = 3 * 366 * 24 * time.Hour
)

var codeShape = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{3,23}$`)

// Add puts a promotion in force from in.From on. ID, Used and what is said about the author are filled in. Operators only.
// Errors: identity's, validation, ErrCodeTaken.
func (s *Service) Add(ctx context.Context, by identity.Principal, in Promotion) (Promotion, error) {
	if err := may(by, identity.Update); err != nil {
		return Promotion{}, err
	}
	in.Code, in.Note = Clean(in.Code), strings.TrimSpace(in.Note)
	if in.AmountMinor+in.MostMinor+in.MinMinor == 0 {
		in.Currency = "" // it would narrow the code without a reason to be seen
	}
	if err := s.check(ctx, in); err != nil {
		return Promotion{}, err
	}
	now := s.Clock.Now()
	bps, total := int32(in.Bps), int32(in.TotalLimit)
	p := promodb.InsertPromotionParams{ID: s.IDs.ID(), Code: in.Code, Bps: maybe(bps), AmountMinor: maybe(in.AmountMinor), MostMinor: maybe(in.MostMinor), MinMinor: in.MinMinor,
		Currency: maybe(in.Currency), BorneBy: string(in.BorneBy), CategoryID: maybe(in.CategoryID), ServiceID: maybe(in.ServiceID), FirstOnly: in.FirstOnly,
		PerPerson: int32(in.PerPerson), TotalLimit: maybe(total), FromDay: in.From, UntilDay: maybe(in.Until), Note: in.Note, CreatedBy: by.PersonID, CreatedAt: now}
	var out Promotion
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		row, err := on(tx).InsertPromotion(ctx, p)
		if db.Violates(err, constraintCode) {
			return ErrCodeTaken.With(err)
		}
		out = promotionOf(row)
		return err
	})
	return out, err
}

func (s *Service) check(ctx context.Context, p Promotion) error {
	var v apperr.Validation
	v.Check(codeShape.MatchString(p.Code), "code", "promotion_code", "A code has 4 to 24 letters, digits and hyphens, and begins with a letter or a digit.")
	v.Check(utf8.RuneCountInString(p.Note) <= maxNote, "note", "note_long", "A note has at most %d characters.", maxNote)
	checkAmounts(&v, p)
	v.Check(p.BorneBy == Platform || p.BorneBy == Practitioner, "borne_by", "promotion_bearer", "Say who bears it.")
	v.Check(p.BorneBy != Practitioner || p.ServiceID != uuid.Nil, "service", "promotion_agreed", "What a practitioner bears is for one service of theirs: name it.")
	v.Check(p.ServiceID == uuid.Nil || p.CategoryID == uuid.Nil, "category", "promotion_either", "Choose a category or name a service, not both.")
	v.Check(p.PerPerson >= 1 && p.PerPerson <= maxPerPerson, "per_person", "promotion_per_person", "A person may use a code 1 to %d times.", maxPerPerson)
	v.Check(p.TotalLimit >= 0 && p.TotalLimit <= maxTotal, "total", "promotion_total", "A limit is between 1 and 1,000,000, or empty.")
	today := s.Today()
	v.Check(!p.From.Before(today) && p.From.Before(today.Add(maxAhead)), "from", "rule_from", "A rule begins today or later, within three years.")
	v.Check(p.Until.IsZero() || p.Until.After(p.From), "until", "rule_until", "A promotion ends after it begins.")
	if err := s.checkFor(ctx, &v, p); err != nil {
		return err
	}
	return v.Err()
}

// checkAmounts wants one of a percentage and an amount, and a currency for amounts.
func checkAmounts(v *apperr.Validation, p Promotion) {
	v.Check((p.Bps > 0) != (p.AmountMinor > 0), "bps", "promotion_off", "Give a percentage or an amount, one of the two.")
	v.Check(p.Bps >= 0 && p.Bps <= maxBps, "bps", "promotion_percent", "A code takes off at most 90 percent.")
	within := func(n int64, field string) {
		v.Check(n >= 0 && n <= maxMinor, field, "rule_amount", "This amount is negative or too large.")
	}
	within(p.AmountMinor, "amount")
	within(p.MostMinor, "most")
	within(p.MinMinor, "minimum")
	v.Check(p.MostMinor == 0 || p.Bps > 0, "most", "promotion_most", "Only a percentage needs a limit.")
	_, err := money.Exponent(p.Currency)
	v.Check(p.Currency == "" || err == nil, "currency", "rule_currency", "Say in which currency the amounts are.")
	v.Check(p.AmountMinor+p.MostMinor+p.MinMinor == 0 || p.Currency != "", "currency", "rule_currency", "Say in which currency the amounts are.")
}

// checkFor wants the category and the service to be there.
func (s *Service) checkFor(ctx context.Context, v *apperr.Validation, p Promotion) error {
	if p.CategoryID != uuid.Nil {
		tree, err := s.Catalog.Categories(ctx)
		if err != nil {
			return err
		}
		_, ok := tree.ByID(p.CategoryID)
		v.Check(ok, "category", "no_category", "There is no such category.")
	}
	if p.ServiceID != uuid.Nil {
		_, err := s.Catalog.ServiceForBooking(ctx, s.DB, p.ServiceID)
		if err != nil && !errors.Is(err, catalog.ErrNoService) {
			return err
		}
		v.Check(err == nil, "service", "no_service", "There is no such service.")
	}
	return nil
}
