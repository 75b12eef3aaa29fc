package catalog

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// QueueEntry is a profile that waits for a decision, with the papers handed in and the decisions of before.
type QueueEntry struct {
	Practitioner Practitioner
	Documents    []Document
	Decisions    []Decision
}

// Decision is a row of the record of verifications.
type Decision struct {
	ID        uuid.UUID
	DecidedBy uuid.UUID          // zero: an import
	Status    VerificationStatus // Verified or Rejected
	Method    string
	Reason    string
	DecidedAt time.Time
}

// VerificationQueue lists profiles in a status, the longest waiting first; pages count from 1. Errors:
// identity.ErrUnauthenticated, identity.ErrForbidden.
func (c *Catalog) VerificationQueue(ctx context.Context, by identity.Principal, status VerificationStatus, page, limit int) (entries []QueueEntry, total int, err error) {
	if err := identity.Authorize(by, identity.Read, identity.ResVerification, identity.Subject{}); err != nil {
		return nil, 0, err
	}
	page, limit = max(page, 1), min(max(limit, 1), 100)
	n, err := on(c.DB).QueueLength(ctx, string(status))
	if err != nil {
		return nil, 0, err
	}
	rows, err := on(c.DB).Queue(ctx, catalogdb.QueueParams{Status: string(status), RowLimit: int32(limit), RowOffset: int32((page - 1) * limit)})
	if err != nil {
		return nil, 0, err
	}
	entries, err = c.entriesOf(ctx, rows)
	return entries, int(n), err
}

func (c *Catalog) entriesOf(ctx context.Context, rows []catalogdb.CatalogPractitioner) ([]QueueEntry, error) {
	entries, at, ids := make([]QueueEntry, len(rows)), make(map[uuid.UUID]int, len(rows)), make([]uuid.UUID, len(rows))
	for i, r := range rows {
		p, err := practitionerOf(r)
		if err != nil {
			return nil, err
		}
		entries[i].Practitioner, at[p.ID], ids[i] = p, i, p.ID
	}
	services, err := c.servicesOf(ctx, c.DB, ids, true)
	if err != nil {
		return nil, err
	}
	documents, err := on(c.DB).DocumentsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	decisions, err := on(c.DB).DecisionsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for id, list := range services {
		entries[at[id]].Practitioner.Services = list
	}
	for _, d := range documents {
		e := &entries[at[d.PractitionerID]]
		e.Documents = append(e.Documents, documentOf(d))
	}
	for _, d := range decisions {
		e := &entries[at[d.PractitionerID]]
		by := uuid.Nil
		if d.DecidedBy != nil {
			by = *d.DecidedBy
		}
		e.Decisions = append(e.Decisions, Decision{ID: d.ID, DecidedBy: by, Status: VerificationStatus(d.Decision), Method: d.Method, Reason: d.Reason, DecidedAt: d.DecidedAt.UTC()})
	}
	return entries, nil
}

// Verdict is what an operator decides about a profile.
type Verdict struct {
	Status  VerificationStatus // Verified or Rejected
	Method  string             // how it was checked; needed to verify, shown on the badge
	Reason  string             // always needed; for the record
	Version int64              // of the profile that was looked at
	// LicenceExpiresOn is the last valid day of the licence that was seen, 2006-01-02; "" when none ends. New bookings stop
	// after it. Of a rejection it says nothing.
	LicenceExpiresOn string
}

// DecideVerification verifies or rejects a profile. The decision, who took it and why are recorded for good. A verified
// profile may be rejected later; it is out of sight from then on. Errors: ErrNoPractitioner, identity.ErrForbidden,
// apperr.ErrValidation, ErrStale.
func (c *Catalog) DecideVerification(ctx context.Context, by identity.Principal, id uuid.UUID, in Verdict) (Practitioner, error) {
	if err := identity.Authorize(by, identity.Decide, identity.ResVerification, identity.Subject{}); err != nil {
		return Practitioner{}, err
	}
	in.Method, in.Reason = words(in.Method), text(in.Reason)
	if err := in.check(c.Clock.Now()); err != nil {
		return Practitioner{}, err
	}
	var out Practitioner
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) (err error) {
		out, err = c.decideTx(ctx, tx, by, id, in)
		return err
	})
	return out, err
}

// HideTx takes a page out of sight in the caller's transaction: its verification is withdrawn for the reason, and new
// papers bring it back before an operator. A page that is hidden already gets the decision on record. Errors:
// ErrNoPractitioner, identity.ErrForbidden, apperr.ErrValidation.
func (c *Catalog) HideTx(ctx context.Context, tx db.Tx, by identity.Principal, id uuid.UUID, reason string) error {
	if err := identity.Authorize(by, identity.Decide, identity.ResVerification, identity.Subject{}); err != nil {
		return err
	}
	in := Verdict{Status: Rejected, Reason: text(reason)}
	if err := in.check(c.Clock.Now()); err != nil {
		return err
	}
	row, err := on(tx).LockPractitioner(ctx, id)
	if err != nil {
		return noPractitioner(err)
	}
	in.Version = row.Version
	_, err = c.decideTx(ctx, tx, by, id, in)
	return err
}

func (in Verdict) check(now time.Time) error {
	var v checker
	v.Check(in.Status == Verified || in.Status == Rejected, "decision", "unknown_value", "Choose verified or rejected.")
	v.length("reason", in.Reason, 1, 1000)
	least := 0
	if in.Status == Verified {
		least = 1
	}
	v.length("method", in.Method, least, 200)
	if in.LicenceExpiresOn != "" && in.Status == Verified {
		v.Check(isDate(in.LicenceExpiresOn), "licence_expires_on", "bad_date", "Write the date like 2027-03-31.")
		v.Check(!isDate(in.LicenceExpiresOn) || in.LicenceExpiresOn >= now.AddDate(0, 0, -1).Format(time.DateOnly), "licence_expires_on", "expired", "This licence has ended: reject it, or correct the date.")
	}
	return v.Err()
}

func (c *Catalog) decideTx(ctx context.Context, tx db.Tx, by identity.Principal, id uuid.UUID, in Verdict) (Practitioner, error) {
	row, err := on(tx).LockPractitioner(ctx, id)
	if err != nil {
		return Practitioner{}, noPractitioner(err)
	}
	if row.ErasedAt != nil {
		return Practitioner{}, ErrNoPractitioner
	}
	p, err := practitionerOf(row)
	if err != nil {
		return Practitioner{}, err
	}
	if p.Version != in.Version {
		return Practitioner{}, ErrStale
	}
	now, kind := c.Clock.Now(), EventRejected
	p.withdrawVerification()
	p.VerificationStatus = in.Status
	if in.Status == Verified {
		if err := p.setLicence(in.LicenceExpiresOn); err != nil {
			return Practitioner{}, err
		}
		kind, p.VerifiedAt = EventVerified, &now
		p.Registration.CheckedOn, p.Registration.Method = now.Format(time.DateOnly), in.Method
	}
	if p, err = c.writeTx(ctx, tx, p); err != nil {
		return Practitioner{}, err
	}
	err = insertDecisions(ctx, tx, []catalogdb.InsertDecisionsParams{{
		ID: c.IDs.ID(), PractitionerID: id, DecidedBy: &by.PersonID, Decision: string(in.Status), Method: in.Method, Reason: in.Reason, DecidedAt: now,
	}})
	if err != nil {
		return Practitioner{}, err
	}
	return p, c.publishTx(ctx, tx, by.Actor(), kind, p)
}

// insertDecisions adds to the record of verifications.
func insertDecisions(ctx context.Context, tx db.Tx, rows []catalogdb.InsertDecisionsParams) error {
	if len(rows) == 0 {
		return nil
	}
	var failed error
	on(tx).InsertDecisions(ctx, rows).Exec(func(_ int, err error) { failed = orElse(failed, err) })
	return failed
}
