package schedule_test

import (
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// TestTakenTellsWhatTakesTime: with buffers, without holds that ended, within the range and of this practitioner only.
func TestTakenTellsWhatTakesTime(t *testing.T) {
	t.Parallel()
	b := setup(t, catalogtest.ServiceSpec{BufferAfterMin: 30})
	b.offering.Service.BufferAfter = 30 * time.Minute
	err := b.db.InTx(t.Context(), func(tx db.Tx) error {
		_, err := b.service.HoldTx(t.Context(), tx, schedule.Hold{Offering: b.offering, BookingID: uuid.New(), Start: monday, Now: now, ExpiresAt: now.Add(time.Hour), Status: slots.Hold})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.service.BlockTime(t.Context(), identity.Principal{}, b.offering.PractitionerID, monday.Add(4*time.Hour), monday.Add(5*time.Hour)); err != nil {
		t.Fatal(err)
	}
	from, to := monday.Add(-time.Hour), monday.Add(12*time.Hour)
	taken, busy, err := b.service.Taken(t.Context(), b.offering.PractitionerID, from, to)
	if err != nil || len(taken) != 2 || len(busy) != 0 {
		t.Fatalf("%v, %v, %v", taken, busy, err)
	}
	if h := taken[0]; h.Status != "hold" || !h.Start.Equal(monday) || !h.To.Equal(monday.Add(90*time.Minute)) || taken[1].Status != "block" {
		t.Errorf("%+v", taken)
	}
	for name, ask := range map[string]struct {
		of       uuid.UUID
		from, to time.Time
		want     int
	}{"later": {b.offering.PractitionerID, monday.Add(6 * time.Hour), to, 0}, "of another": {uuid.New(), from, to, 0}, "touching the buffer": {b.offering.PractitionerID, monday.Add(75 * time.Minute), to, 2}} {
		if got, _, err := b.service.Taken(t.Context(), ask.of, ask.from, ask.to); err != nil || len(got) != ask.want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	b.clock.Advance(2 * time.Hour)
	if got, _, err := b.service.Taken(t.Context(), b.offering.PractitionerID, from, to); err != nil || len(got) != 1 {
		t.Errorf("after the hold: %v, %v", got, err)
	}
}
