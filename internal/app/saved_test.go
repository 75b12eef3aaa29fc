package app

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
)

// middayZone is a zone in which it is noon or a little later now: letters are not held back for the night there.
func middayZone(now time.Time) string {
	return fmt.Sprintf("Etc/GMT%+d", now.UTC().Hour()-12)
}

// TestAFreedTimeIsTold: an hour that a practitioner opens again reaches whoever asked to hear of it, by the queue alone;
// with the account the list goes.
func TestAFreedTimeIsTold(t *testing.T) {
	a := newApp(t)
	ctx := t.Context()
	pro := catalogtest.Practitioner(t, a.db, catalogtest.PractitionerSpec{Name: "Ananya Rao"})
	catalogtest.Service(t, a.db, catalogtest.ServiceSpec{Practitioner: pro})
	week := schedule.Hours{}
	for day := 1; day <= 7; day++ {
		week.Weekly = append(week.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: "00:00", End: "24:00"}}})
	}
	if _, err := a.schedule.SetHours(ctx, identity.Principal{}, pro, time.UTC, week); err != nil {
		t.Fatal(err)
	}
	who := identity.Principal{PersonID: catalogtest.Person(t, a.db, "seeker"), Role: identity.Seeker}
	if _, err := a.db.Exec(ctx, "update identity.person set zone = $2 where id = $1", who.PersonID, middayZone(a.clock.Now())); err != nil {
		t.Fatal(err)
	}
	on := true
	if _, err := a.saved.Save(ctx, who, pro, &on); err != nil {
		t.Fatal(err)
	}
	start := a.clock.Now().Truncate(time.Hour).Add(48 * time.Hour)
	block, err := a.schedule.BlockTime(ctx, identity.Principal{}, pro, start, start.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	a.work(t)
	if err := a.schedule.Unblock(ctx, pro, block.ID); err != nil {
		t.Fatal(err)
	}
	a.work(t)
	list, total := a.mailbox.List("", 0, 10)
	if total != 1 {
		t.Fatalf("%d letters: %+v", total, list)
	}
	letter, _, err := a.mailbox.Read(list[0].ID)
	if err != nil || !strings.Contains(letter.Text, "Ananya Rao") || !strings.Contains(letter.Text, "https://klear.test/saved/stop?") {
		t.Fatalf("the letter: %+v, %v", letter, err)
	}
	if err := a.people.DeleteAccount(ctx, who, "", identity.Device{}); err != nil {
		t.Fatal(err)
	}
	a.work(t)
	for _, table := range []string{"saved.practitioner", "saved.letter"} {
		var n int
		if err := a.db.QueryRow(ctx, "select count(*) from "+table).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s keeps %d rows of a deleted account, %v", table, n, err)
		}
	}
}
