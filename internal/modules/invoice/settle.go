package invoice

import (
	"context"
	"strings"
	"time"

	"klear/internal/modules/invoice/internal/invoicedb"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// roles of a supply in the order in which their numbers are taken: the practitioner's own series before the platform's, so
// that two transactions do not wait for one another.
var roles = []Role{ForService, ClientFee, Commission}

// SettleTx documents what changed since the last time: invoices or receipts for what is more, credit notes for what is less;
// nothing when nothing did. The caller holds the lock of the payment. Call it last: the platform's numbers are one queue.
func (s *Service) SettleTx(ctx context.Context, tx db.Tx, now time.Time, x Supply) error {
	want, err := x.parts()
	if err != nil {
		return err
	}
	rows, err := on(tx).Issued(ctx, x.SubjectID)
	if err != nil {
		return err
	}
	var t *table
	for _, r := range roles {
		part, before := want[r], uuid.Nil
		for _, row := range rows {
			if Role(row.Role) == r {
				part, before = part.minus(sums{row.NetMinor, row.TaxMinor, row.WithheldMinor, row.OffMinor, row.BorneMinor}), row.LastID
			}
		}
		if part.total() == 0 {
			continue
		}
		if t == nil {
			if t, err = s.tableTx(ctx, tx, now, x); err != nil {
				return err
			}
		}
		if err := s.issueTx(ctx, tx, t.draft(r, part, x.term(r), before)); err != nil {
			return err
		}
	}
	return nil
}

// table is what the documents of one transaction share.
type table struct {
	now, day           time.Time
	supply             Supply
	about              invoicedb.AboutRow
	country            string
	platform, practice Party
	buyer              Party
}

func (s *Service) tableTx(ctx context.Context, tx db.Tx, now time.Time, x Supply) (*table, error) {
	t := &table{now: now, day: s.dayOf(now), supply: x, country: s.Country, platform: s.Platform}
	var err error
	if t.about, err = on(tx).About(ctx, invoicedb.AboutParams{SubjectID: x.SubjectID, PractitionerID: x.PractitionerID, BuyerID: x.BuyerID}); err != nil {
		return nil, err
	}
	if t.about.Country != "" {
		t.country = t.about.Country
	}
	who, err := s.Tariff.PartiesOn(ctx, tx, x.PractitionerPersonID, t.country, t.day)
	if err != nil {
		return nil, err
	}
	t.practice = partyOf(who.Person, Party{Name: t.about.PractitionerName, Address: strings.Trim(t.about.City+", "+t.about.Country, ", ")})
	t.platform = partyOf(who.Platform, s.Platform)
	t.buyer = Party{Name: t.about.BuyerName}
	return t, nil
}

// partyOf is who somebody is to the tax office, as far as they said.
func partyOf(x tariff.TaxIdentity, otherwise Party) Party {
	if x.LegalName == "" {
		return otherwise
	}
	return Party{x.LegalName, x.Address, x.Number}
}

// dayOf is the calendar day of an instant in the brand's zone, as midnight UTC.
func (s *Service) dayOf(at time.Time) time.Time {
	y, m, d := at.In(s.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// draft is a document before it has a number.
type draft struct {
	*table
	role          Role
	part          sums
	term          tariff.TaxTerm
	corrects      uuid.UUID
	byPlatform    bool
	seller, buyer Party
	buyerID       uuid.UUID
}

func (t *table) draft(r Role, part sums, term tariff.TaxTerm, before uuid.UUID) draft {
	d := draft{table: t, role: r, part: part, term: term, byPlatform: true, seller: t.platform, buyer: t.buyer, buyerID: t.supply.BuyerID}
	if part.total() < 0 {
		d.corrects = before
	}
	switch {
	case r == Commission:
		d.buyer, d.buyerID = t.practice, t.supply.PractitionerPersonID
	case r == ForService && !t.supply.Quote.Deemed():
		d.byPlatform, d.seller = false, t.practice
	}
	return d
}

// kind is a credit note when something is taken back; who is not registered writes receipts.
func (d draft) kind() Kind {
	switch {
	case d.part.total() < 0:
		return CreditNote
	case d.seller.Number == "":
		return Receipt
	}
	return Invoice
}
