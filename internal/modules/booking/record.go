package booking

import (
	"context"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/catalog"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Record is what is known of a booking without anybody's words: that a form was answered, and never what was said.
type Record struct {
	*Booking
	Started time.Time // zero: the practitioner never opened the session
	Ended   time.Time // zero: nobody closed it, or it was never held
	Forms   []FormRecord
}

// FormRecord says whether and when a form was answered, or signed.
type FormRecord struct {
	Kind       catalog.FormKind
	AnsweredAt time.Time // zero: not
}

// RecordOf reads the record of a booking. It asks nobody for permission: whoever calls decides who sees it. Errors:
// ErrNotFound.
func (s *Service) RecordOf(ctx context.Context, q db.Querier, id uuid.UUID) (Record, error) {
	row, err := bookingdb.New(q).ByID(ctx, id)
	if db.IsNoRows(err) {
		return Record{}, ErrNotFound
	} else if err != nil {
		return Record{}, err
	}
	out := Record{Booking: fromRow(&row), Started: instant(row.StartedAt), Ended: instant(row.FinishedAt)}
	forms, err := bookingdb.New(q).RequiredForms(ctx, []uuid.UUID{id})
	if err != nil || len(forms) == 0 {
		return out, err
	}
	refs := make([]catalog.FormRef, len(forms))
	for i, f := range forms {
		refs[i] = catalog.FormRef{FormID: f.FormID, Version: int(f.Version)}
	}
	documents, err := s.Catalog.FormVersions(ctx, q, refs)
	for i, f := range forms {
		out.Forms = append(out.Forms, FormRecord{documents[refs[i]].Kind, instant(f.AnsweredAt)})
	}
	return out, err
}
