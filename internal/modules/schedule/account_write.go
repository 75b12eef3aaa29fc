package schedule

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/platform/caldav"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ical"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Booked is a booking as a calendar is to show it. Stands is false for one that is to have no event (any more).
type Booked struct {
	Practitioner uuid.UUID
	Entry        ical.Entry
	Stands       bool
}

// The jobs that write: WriteDue finds what is due every minute, WriteEvent writes one booking.
type (
	WriteDue   struct{}
	WriteEvent struct {
		BookingID uuid.UUID `json:"booking_id"`
	}
)

// Kind names the job.
func (WriteDue) Kind() string { return "calendar_write_due" }

// Kind names the job.
func (WriteEvent) Kind() string { return "calendar_write" }

const (
	// writeLease is how long one worker has an event to itself: longer than its requests may take.
	writeLease = 2 * time.Minute
	// The waits between attempts double from the first to the longest; attempts never end while the account stands.
	firstRetry, longestRetry = 30 * time.Second, time.Hour
)

// OnBooking notes that the calendar is to follow a booking, for practitioners who have one for it. Subscribe it to the
// events that change when a booking is, or whether.
func (s *Service) OnBooking(ctx context.Context, d events.Delivery) error {
	b, err := s.Booked(ctx, d.AggregateID)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		p := scheduledb.WriteLaterParams{PractitionerID: b.Practitioner, Bookings: []uuid.UUID{d.AggregateID}, Now: s.Clock.Now()}
		if n, err := scheduledb.New(tx).WriteLater(ctx, p); err != nil || n == 0 {
			return err
		}
		return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: WriteEvent{d.AggregateID}, Queue: jobs.QueueBulk})
	})
}

func (s *Service) writeDue(ctx context.Context, _ WriteDue) error {
	ids, err := scheduledb.New(s.DB).DueEvents(ctx, s.Clock.Now())
	if err != nil || len(ids) == 0 {
		return err
	}
	list := make([]jobs.Job, len(ids))
	for i, id := range ids {
		list[i] = jobs.Job{Args: WriteEvent{id}, Queue: jobs.QueueBulk, Unique: true}
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error { return s.Jobs.AddTx(ctx, tx, list...) })
}

// writeEvent brings the calendar in step with one booking. It may run at any time and any number of times: one worker at a
// time has the lease, and what the server cannot do now is due again later. An event that was changed there by hand is
// left alone.
func (s *Service) writeEvent(ctx context.Context, j WriteEvent) error {
	now, q := s.Clock.Now(), scheduledb.New(s.DB)
	row, err := q.ClaimEvent(ctx, scheduledb.ClaimEventParams{BookingID: j.BookingID, Now: now, Lease: now.Add(writeLease)})
	if db.IsNoRows(err) {
		return nil // nothing is due, or another worker has it
	} else if err != nil {
		return err
	}
	done, err := s.inStep(ctx, j.BookingID, row)
	if err != nil {
		wait := min(firstRetry<<min(row.Attempts-1, 10), longestRetry)
		return errors.Join(q.EventFailed(ctx, scheduledb.EventFailedParams{BookingID: j.BookingID, Retry: now.Add(wait)}),
			q.AccountFailed(ctx, scheduledb.AccountFailedParams{PractitionerID: row.PractitionerID, ErrorCode: codeOf(err)}))
	}
	if err := q.AccountFailed(ctx, scheduledb.AccountFailedParams{PractitionerID: row.PractitionerID}); err != nil {
		return err
	}
	if done.gone {
		return q.DropEvent(ctx, scheduledb.DropEventParams{BookingID: j.BookingID, Revision: row.Revision})
	}
	return q.EventDone(ctx, scheduledb.EventDoneParams{BookingID: j.BookingID, Etag: done.etag, Written: done.written, Edited: done.edited, Revision: row.Revision, Now: now})
}

// outcome is how an event stands after a write.
type outcome struct {
	etag    string
	written []byte
	edited  bool
	gone    bool // it is not there, and is not to be
}

func (s *Service) inStep(ctx context.Context, booking uuid.UUID, row scheduledb.ClaimEventRow) (outcome, error) {
	as := outcome{etag: row.Etag, written: row.Written, edited: row.Edited}
	if row.Edited {
		return as, nil
	}
	b, err := s.Booked(ctx, booking)
	if err != nil {
		return as, err
	}
	_, x, _, err := s.account(ctx, row.PractitionerID)
	if err != nil {
		return as, err
	}
	client, err := s.dav(x.Account)
	if err != nil {
		return as, err
	}
	at := eventAddress(x.Write, booking)
	if b.Stands {
		return put(ctx, client, at, b.Entry, as)
	}
	return remove(ctx, client, at, as)
}

// put writes an event unless it was written so already.
func put(ctx context.Context, client *caldav.Client, at string, e ical.Entry, as outcome) (outcome, error) {
	var doc bytes.Buffer
	if err := ical.WriteObject(&doc, "Klear", e); err != nil {
		return as, err
	}
	sum := sha256.Sum256(doc.Bytes())
	if bytes.Equal(sum[:], as.written) {
		return as, nil
	}
	tag, err := client.Put(ctx, at, doc.Bytes(), as.etag)
	if errors.Is(err, caldav.ErrChanged) && as.etag == "" {
		return adopt(ctx, client, at, doc.Bytes(), sum[:], as)
	}
	if errors.Is(err, caldav.ErrChanged) || errors.Is(err, caldav.ErrGone) {
		as.edited = true // changed, or removed, by hand
		return as, nil
	}
	if err != nil {
		return as, err
	}
	return outcome{etag: tag, written: sum[:]}, nil
}

// adopt takes over an event of ours that is there already: we wrote it and were stopped before noting so. One that says
// another time was changed by hand since.
func adopt(ctx context.Context, client *caldav.Client, at string, doc, sum []byte, as outcome) (outcome, error) {
	o, err := client.Get(ctx, at)
	if err != nil {
		return as, err
	}
	if line(o.Data, "DTSTART") != line(doc, "DTSTART") || line(o.Data, "DTEND") != line(doc, "DTEND") {
		as.edited = true
		return as, nil
	}
	return outcome{etag: o.ETag, written: sum}, nil
}

// line is the first line of a property.
func line(doc []byte, name string) string {
	for l := range bytes.Lines(doc) {
		if bytes.HasPrefix(l, []byte(name+":")) || bytes.HasPrefix(l, []byte(name+";")) {
			return string(bytes.TrimSpace(l))
		}
	}
	return ""
}

// remove deletes an event that is as we left it.
func remove(ctx context.Context, client *caldav.Client, at string, as outcome) (outcome, error) {
	if as.etag == "" {
		o, err := client.Get(ctx, at) // perhaps written, and not noted
		if errors.Is(err, caldav.ErrGone) {
			return outcome{gone: true}, nil
		} else if err != nil {
			return as, err
		}
		as.etag = o.ETag
	}
	err := client.Delete(ctx, at, as.etag)
	switch {
	case err == nil, errors.Is(err, caldav.ErrGone):
		return outcome{gone: true}, nil
	case errors.Is(err, caldav.ErrChanged):
		as.edited = true
		return as, nil
	}
	return as, err
}

// WriteAgain replaces an event that was changed by hand with ours. Errors: ErrNotFound when there is none to replace.
func (s *Service) WriteAgain(ctx context.Context, practitioner, booking uuid.UUID) error {
	_, x, _, err := s.account(ctx, practitioner)
	if err != nil {
		return err
	}
	client, err := s.dav(x.Account)
	if err != nil {
		return err
	}
	at := eventAddress(x.Write, booking)
	if o, err := client.Get(ctx, at); err == nil {
		err = client.Delete(ctx, at, o.ETag)
		if err != nil && !errors.Is(err, caldav.ErrGone) {
			return ErrSource.With(err)
		}
	} else if !errors.Is(err, caldav.ErrGone) {
		return err
	}
	var again int64
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &again, func(tx db.Tx) (err error) {
		again, err = scheduledb.New(tx).WriteAgain(ctx, scheduledb.WriteAgainParams{BookingID: booking, PractitionerID: practitioner, Now: s.Clock.Now()})
		if err == nil && again == 0 {
			return ErrNotFound
		}
		return err
	})
}
