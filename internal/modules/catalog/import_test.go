package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
)

// file is a catalogue of n practitioners with two services each.
func file(n int) importfile.File {
	f := importfile.File{Categories: []importfile.Category{
		{Slug: "yoga", Parent: "body", Name: map[string]string{"en": "Yoga", "hi": "योग"}},
		{Slug: "body", Name: map[string]string{"hi": "शरीर"}, SortOrder: 3},
	}}
	for i := range n {
		p := importfile.Practitioner{
			Key: fmt.Sprintf("key-%d", i), Email: fmt.Sprintf("imported%d@example.org", i), Name: fmt.Sprintf("Asha Rao %c", 'A'+i%7), Bio: "Calm.\n\nClear.",
			Languages: []string{"en", "hi"}, Specializations: []string{"back pain"}, Certifications: []importfile.Certification{{Name: "RYT 500", Year: 2015}},
			Registration: &importfile.Registration{Body: "Yoga Alliance", Number: fmt.Sprint(i), CheckedOn: "2026-01-05", Method: importfile.MethodRegister},
			Currency:     "INR", Zone: "Asia/Kolkata", Country: "IN", City: "Pune", Address: "1 Private Lane", Latitude: 18.5 + float64(i%100)/1000, Longitude: 73.8,
			Verified: i%10 != 9, Confirmation: importfile.ConfirmInstant, PortraitSeed: uint32(i),
			Hours: []importfile.WeeklyWindow{{Days: []int{1, 2, 3}, Start: "09:00", End: "17:00"}},
		}
		for s := range 2 {
			p.Services = append(p.Services, importfile.Service{
				Key: fmt.Sprintf("s%d", s), CategorySlug: "yoga", Name: "Session", DurationMin: 60, PriceMinor: 120_000, Modes: []string{importfile.ModeOnline},
				NoticeMin: 120, WindowDays: 60, Capacity: 1, FreeCancelHours: 24, LateCancelFeeBps: 5000, IntervalMin: s * 30,
			})
		}
		f.Practitioners = append(f.Practitioners, p)
	}
	return f
}

// contents is everything that an import may write, times of writing aside.
func contents(t *testing.T, d *db.DB) string {
	t.Helper()
	var out string
	err := d.QueryRow(context.Background(), `select coalesce(string_agg(line, E'\n' order by line), '') from (
		select 'c' || (to_jsonb(c))::text as line from catalog.category c
		union all select 'p' || (to_jsonb(p) - 'updated_at')::text from catalog.practitioner p
		union all select 's' || (to_jsonb(s) - 'updated_at')::text from catalog.service s
		union all select 'h' || to_jsonb(h)::text from catalog.slug_history h
		union all select 'd' || to_jsonb(v)::text from catalog.verification_decision v
		union all select 'a' || (to_jsonb(a) - 'updated_at')::text from identity.person a
		union all select 'e' || e.type || count(*) from events.event e group by e.type) x`).Scan(&out)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestImportTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	empty := contents(t, b.db)
	f := file(1201)
	var seen []int
	dry, err := b.TryImport(ctx, f, func(done, total int) { seen = append(seen, done, total) })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{500, 1201, 1000, 1201, 1201, 1201}, seen); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(empty, contents(t, b.db)); diff != "" {
		t.Errorf("a dry run wrote: %s", diff)
	}
	want := catalog.Report{Categories: catalog.Counts{Created: 2}, Practitioners: catalog.Counts{Created: 1201}, Services: catalog.Counts{Created: 2402}}
	if diff := cmp.Diff(want, dry); diff != "" {
		t.Error(diff)
	}
	first, err := b.Import(ctx, f, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dry, first); diff != "" {
		t.Error(diff)
	}
	before := contents(t, b.db)
	b.clock.Advance(time.Hour)
	second, err := b.Import(ctx, f, nil)
	if err != nil {
		t.Fatal(err)
	}
	want = catalog.Report{Categories: catalog.Counts{Unchanged: 2}, Practitioners: catalog.Counts{Unchanged: 1201}, Services: catalog.Counts{Unchanged: 2402}}
	if diff := cmp.Diff(want, second); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, contents(t, b.db)); diff != "" {
		t.Errorf("the second import wrote: %s", diff)
	}
	if len(b.hours.Last) < 1201 {
		t.Errorf("hours of %d practitioners", len(b.hours.Last))
	}
}

func TestImportUpdates(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	f := file(3)
	f.Practitioners[2].Verified = false
	if _, err := b.Import(ctx, f, nil); err != nil {
		t.Fatal(err)
	}
	own := catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{})
	f.Categories[1].SortOrder = 4
	f.Practitioners = f.Practitioners[1:]
	f.Practitioners[0].Headline = "Now with more calm"
	f.Practitioners[0].Services = f.Practitioners[0].Services[:1]
	f.Practitioners[0].Services[0].PriceMinor++
	f.Practitioners[1].Verified = true
	got, err := b.Import(ctx, f, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := catalog.Report{
		Categories: catalog.Counts{Updated: 1, Unchanged: 1}, Practitioners: catalog.Counts{Updated: 2},
		Services: catalog.Counts{Updated: 1, Unchanged: 2, Deactivated: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	p, _, err := b.PractitionerBySlug(ctx, "asha-rao-b")
	if err != nil || p.Headline != "Now with more calm" || len(p.Services) != 1 || p.Services[0].Price.Minor != 120_001 || p.Version != 2 {
		t.Errorf("updated: %+v %v", p, err)
	}
	if p, _, err := b.PractitionerBySlug(ctx, "asha-rao-c"); err != nil || p.Registration.Method != importfile.MethodRegister {
		t.Errorf("verified later: %+v %v", p, err)
	}
	for _, slug := range []string{"asha-rao-a"} {
		if _, _, err := b.PractitionerBySlug(ctx, slug); err != nil {
			t.Errorf("%s is not in the file and should stay: %v", slug, err)
		}
	}
	if p, err := b.PractitionerByID(ctx, own); err != nil || p.Version != 1 {
		t.Errorf("made by hand: %+v %v", p, err)
	}
}

func TestImportKeepsWhatAnOperatorDecided(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	f := file(1)
	if _, err := b.Import(ctx, f, nil); err != nil {
		t.Fatal(err)
	}
	p, _, err := b.PractitionerBySlug(ctx, "asha-rao-a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.DecideVerification(ctx, b.admin, p.ID, catalog.Verdict{Status: catalog.Rejected, Reason: "Lapsed.", Version: p.Version}); err != nil {
		t.Fatal(err)
	}
	if r, err := b.Import(ctx, f, nil); err != nil || r.Changed() {
		t.Errorf("%+v %v", r, err)
	}
	if _, _, err := b.PractitionerBySlug(ctx, "asha-rao-a"); !errors.Is(err, catalog.ErrNoPractitioner) {
		t.Errorf("an import overruled a rejection: %v", err)
	}
}

func TestImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who := b.person(t, identity.Practitioner)
	catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{PersonID: who.PersonID})
	if _, err := b.db.Exec(ctx, "update identity.person set email = 'IMPORTED600@example.org' where id = $1", who.PersonID); err != nil {
		t.Fatal(err)
	}
	f := file(700)
	f.Practitioners[3].Services[0].CategorySlug = "unknown"
	before := contents(t, b.db)
	_, err := b.Import(ctx, f, nil)
	want := map[string]string{"practitioners[600].email": "profile_exists", "practitioners[3].services[0].category": "unknown_category"}
	if diff := cmp.Diff(want, faultsOf(err)); diff != "" || !errors.Is(err, catalog.ErrImport) {
		t.Errorf("%v: %s", err, diff)
	}
	if diff := cmp.Diff(before, contents(t, b.db)); diff != "" {
		t.Errorf("half an import: %s", diff)
	}
}

func TestFiftyImportsOfOneFileAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	f := file(5)
	var mu sync.Mutex
	created, changed := 0, 0
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			r, err := b.Import(context.Background(), f, nil)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			created += r.Practitioners.Created
			if r.Changed() {
				changed++
			}
		})
	}
	wg.Wait()
	if created != 5 || changed != 1 {
		t.Errorf("%d created by %d imports", created, changed)
	}
}

// BenchmarkImport imports 10,000 practitioners with 20,000 services into an empty catalogue.
func BenchmarkImport(tb *testing.B) {
	f := file(10_000)
	for tb.Loop() {
		tb.StopTimer()
		b := setup(tb)
		tb.StartTimer()
		if r, err := b.Import(context.Background(), f, nil); err != nil || r.Practitioners.Created != 10_000 {
			tb.Fatalf("%+v %v", r, err)
		}
	}
}
