package desk

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/desk/internal/deskdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// DecideReport ends a report. Hidden takes the page out of sight until it is mended, Suspended stops the account; both
// settle every open report of the page, Dismissed only this one. All of it is one transaction, and one operator wins.
// Errors: identity's, apperr.ErrValidation, ErrNoReport, ErrDecided, those of the effect.
func (s *Service) DecideReport(ctx context.Context, by identity.Principal, id uuid.UUID, to ReportStatus, reason string) error {
	if err := may(by, identity.Update); err != nil {
		return err
	}
	reason, err := checkReason(reason)
	if to != Dismissed && to != Hidden && to != Suspended {
		return withField(err, apperr.Field{Path: "decision", Code: "required", Message: "Choose a decision."})
	}
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	var none struct{}
	return idem.InTx(ctx, s.DB, now, &none, func(tx db.Tx) error { return s.decideTx(ctx, tx, by, now, id, to, reason) })
}

// withField adds a wrong field to those that err names already.
func withField(err error, f apperr.Field) error {
	fields := []apperr.Field{f}
	if e, ok := apperr.As(err); ok {
		fields = append(fields, e.Fields...)
	}
	return apperr.ErrValidation.WithFields(fields...)
}

func (s *Service) decideTx(ctx context.Context, tx db.Tx, by identity.Principal, now time.Time, id uuid.UUID, to ReportStatus, reason string) error {
	practitioner, subject, err := lockOpen(ctx, tx, id)
	if err != nil {
		return err
	}
	switch to {
	case Hidden:
		err = s.Catalog.HideTx(ctx, tx, by, practitioner, reason)
	case Suspended:
		err = s.People.SuspendTx(ctx, tx, by, subject, reason)
	}
	if err != nil {
		return err
	}
	action, err := s.actTx(ctx, tx, by, now, "report_"+string(to), id.String(), reason)
	if err != nil {
		return err
	}
	if to == Dismissed {
		_, err = on(tx).CloseReport(ctx, deskdb.CloseReportParams{ID: id, Status: string(to), ActionID: &action, DecidedAt: now})
		return err
	}
	_, err = on(tx).CloseReportsOf(ctx, deskdb.CloseReportsOfParams{PractitionerID: practitioner, Status: string(to), ActionID: &action, DecidedAt: now})
	return err
}

// lockOpen holds a report and all other open ones of its page, and says whose page it is.
func lockOpen(ctx context.Context, tx db.Tx, id uuid.UUID) (practitioner, subject uuid.UUID, err error) {
	practitioner, err = on(tx).SubjectOf(ctx, id)
	if db.IsNoRows(err) {
		return practitioner, subject, ErrNoReport
	} else if err != nil {
		return practitioner, subject, err
	}
	rows, err := on(tx).LockReports(ctx, deskdb.LockReportsParams{PractitionerID: practitioner, ID: id})
	if err != nil {
		return practitioner, subject, err
	}
	for _, r := range rows {
		if r.ID == id && ReportStatus(r.Status) == Open {
			return practitioner, r.SubjectID, nil
		}
	}
	return practitioner, subject, ErrDecided
}
