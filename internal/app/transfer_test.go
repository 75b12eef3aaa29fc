package app

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/identity"
	"klear/internal/platform/ids"
)

// anOperator is an account of an operator.
func (a *App) anOperator(t *testing.T) identity.Principal {
	t.Helper()
	return identity.Principal{PersonID: catalogtest.Person(t, a.db, "admin"), Role: identity.Admin, Verified: true}
}

func (a *App) sql(t *testing.T, sql string, args ...any) {
	t.Helper()
	if tag, err := a.db.Exec(t.Context(), sql, args...); err != nil || tag.RowsAffected() == 0 {
		t.Fatalf("%d rows, %v: %s", tag.RowsAffected(), err, sql)
	}
}

// aCatalogue holds what a file brought and what was made by hand: options, every kind of window, positions with gaps,
// a paused service, hours past midnight, closed dates.
func (a *App) aCatalogue(t *testing.T) uuid.UUID {
	t.Helper()
	p := catalogtest.Practitioner(t, a.db, catalogtest.PractitionerSpec{Name: "Asha Rao", Bio: "Calm.\n\nClear.", Latitude: 18.5, Longitude: 73.8})
	main := catalogtest.Service(t, a.db, catalogtest.ServiceSpec{Practitioner: p, Name: "=Consultation", Modes: []string{"online", "at_practitioner"}})
	none := 0
	for i, set := range []string{"variant_label = '90 min', variant_of = '" + main.String() + "'", "window_kind = 'none', window_days = null",
		"window_kind = 'range', window_days = null, window_from = '2026-12-01', window_to = '2026-12-24'", "window_kind = 'rolling_business_days'", "active = false"} {
		s := catalogtest.Service(t, a.db, catalogtest.ServiceSpec{Practitioner: p, FreeCancelHours: &none})
		a.sql(t, "update catalog.service set sort_order = $2, "+set+" where id = $1", s, 10*i)
	}
	a.sql(t, "insert into schedule.weekly_window (practitioner_id, iso_day, start_min, end_min) values ($1, 1, 540, 720), ($1, 1, 780, 1020), ($1, 6, 1260, 1560)", p)
	a.sql(t, "insert into schedule.date_override (practitioner_id, on_date, windows) values ($1, '2026-12-24', '{540,600}'), ($1, '2026-12-25', '{}')", p)
	a.sql(t, "insert into schedule.time_off (id, practitioner_id, from_date, to_date) values ($1, $2, '2027-01-01', '2027-01-08')", ids.NewSource(nil).ID(), p)
	f := importfile.File{Practitioners: []importfile.Practitioner{{Key: "key-1", Email: "imported@example.org", Name: "Ravi", Currency: "KWD", Zone: "Asia/Kuwait", Country: "KW",
		Confirmation: importfile.ConfirmApproval, Verified: true, Registration: &importfile.Registration{Body: "Register", CheckedOn: "2026-01-31", Method: importfile.MethodDocument},
		Services: []importfile.Service{{Key: "s", CategorySlug: "yoga", Name: "Home", DurationMin: 45, PriceMinor: 12_500, Modes: []string{importfile.ModeOnline}, Capacity: 1, WindowDays: 30}}}}}
	if _, err := a.catalog.Import(t.Context(), f, nil); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestAnExportImportsBackWithoutAChange, in both notations, and into an empty catalogue it brings everything back.
func TestAnExportImportsBackWithoutAChange(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.aCatalogue(t)
	out, err := a.catalog.Export(t.Context(), a.anOperator(t))
	if err != nil || len(out.Practitioners) != 2 || len(out.LeftOut) != 0 || len(out.Practitioners[0].Services) != 5 || len(out.Practitioners[0].Hours) != 3 {
		t.Fatalf("%+v %v", out, err)
	}
	other := newApp(t)
	for _, format := range []importfile.Format{importfile.CSV, importfile.JSON} {
		var text bytes.Buffer
		if err := importfile.Write(&text, out.File, format); err != nil {
			t.Fatal(err)
		}
		f, faults := importfile.Parse(&text, format)
		if len(faults) > 0 {
			t.Fatalf("%s: %v", format, faults)
		}
		r, err := a.catalog.Import(t.Context(), *f, nil)
		if err != nil || r.Changed() || r.Practitioners.Unchanged != 2 || r.Services.Unchanged != 6 {
			t.Errorf("%s: %+v %v", format, r, err)
		}
		if r, err = other.catalog.Import(t.Context(), *f, nil); err != nil || r.Changed() != (format == importfile.CSV) {
			t.Errorf("elsewhere, %s: %+v %v", format, r, err)
		}
	}
	again, err := other.catalog.ExportAll(t.Context())
	if err != nil || !reflect.DeepEqual(byKey(again), byKey(out)) {
		t.Errorf("what came from a file elsewhere: %+v %v", again, err)
	}
}

// byKey puts the practitioners of an export in an order that does not depend on their ids; patterns, which are made from
// the id where a file has none, are left out.
func byKey(e catalog.Exported) []importfile.Practitioner {
	for i := range e.Practitioners {
		e.Practitioners[i].PortraitSeed = 0
	}
	return slices.SortedFunc(slices.Values(e.Practitioners), func(a, b importfile.Practitioner) int { return strings.Compare(a.Key, b.Key) })
}

// TestWhoDoesNotFitIsNamed: an export leaves out whom an import would refuse, and says why, rather than fail.
func TestWhoDoesNotFitIsNamed(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	p := a.aCatalogue(t)
	a.sql(t, "update schedule.weekly_window set end_min = 800 where practitioner_id = $1 and start_min = 540", p)
	out, err := a.catalog.ExportAll(t.Context())
	if err != nil || len(out.Practitioners) != 1 || len(out.LeftOut) != 1 || out.LeftOut[0].PractitionerID != p || out.LeftOut[0].Why.Code != importfile.CodeOverlap {
		t.Errorf("%+v %v", out.LeftOut, err)
	}
}

const sheet = "type,slug,name_en,key,email,name,currency,zone,country,service,category,duration_min,price,modes\n" +
	"category,sleep,Sleep,,,,,,,,,,,\n" +
	"practitioner,,,k1,asha@example.org,Asha,INR,Asia/Kolkata,IN,,,,,\n" +
	"service,,,k1,,Session,,,,s1,sleep,60,1200,online\n"

// TestAFileIsCheckedAndThenImported by jobs: the dry run stores nothing, the word of one operator of many is heard, and the
// file itself is gone afterwards.
func TestAFileIsCheckedAndThenImported(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	by := a.anOperator(t)
	id, err := a.catalog.CheckImport(t.Context(), by, `C:\files\studio.csv`, strings.NewReader(sheet))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.catalog.StartImport(t.Context(), by, id); !errors.Is(err, catalog.ErrImportState) {
		t.Errorf("started before it is checked: %v", err)
	}
	a.work(t)
	run, err := a.catalog.ImportRun(t.Context(), by, id)
	if err != nil || run.State != catalog.ImportChecked || run.FileName != "studio.csv" || run.Report.Practitioners.Created != 1 || run.Report.Services.Created != 1 || run.Total != 1 {
		t.Fatalf("%+v %v", run, err)
	}
	if all, err := a.catalog.ExportAll(t.Context()); err != nil || len(all.Practitioners) != 0 {
		t.Errorf("the dry run stored %d, %v", len(all.Practitioners), err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	won := 0
	for range 8 {
		wg.Go(func() {
			err := a.catalog.StartImport(t.Context(), by, id)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if !errors.Is(err, catalog.ErrImportState) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	a.work(t)
	if run, err = a.catalog.ImportRun(t.Context(), by, id); err != nil || won != 1 || run.State != catalog.ImportDone || run.Report.Practitioners.Created != 1 {
		t.Errorf("%d started it, %+v %v", won, run, err)
	}
	var kept bool
	if err := a.db.QueryRow(t.Context(), "select content_sealed is not null from catalog.import_run where id = $1", id).Scan(&kept); err != nil || kept {
		t.Errorf("the file is kept: %v %v", kept, err)
	}
	if all, err := a.catalog.ExportAll(t.Context()); err != nil || len(all.Practitioners) != 1 {
		t.Errorf("%d are stored, %v", len(all.Practitioners), err)
	}
}

// TestAFaultyFile: what the format and what the database finds wrong is told with line and field.
func TestAFaultyFile(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	by := a.anOperator(t)
	for name, tt := range map[string]struct {
		file, field, code string
		line              int
	}{
		"format":   {strings.Replace(sheet, "Asia/Kolkata", "IST", 1), "zone", importfile.CodeUnknownZone, 3},
		"database": {sheet + "practitioner,,,k2,TAKEN@example.org,Ravi,INR,Asia/Kolkata,IN,,,,,\n", "email", "profile_exists", 5},
	} {
		if name == "database" {
			taken := catalogtest.Practitioner(t, a.db, catalogtest.PractitionerSpec{})
			a.sql(t, "update identity.person set email = 'taken@example.org' where id = (select person_id from catalog.practitioner where id = $1)", taken)
		}
		id, err := a.catalog.CheckImport(t.Context(), by, "a.csv", strings.NewReader(tt.file))
		if err != nil {
			t.Fatal(err)
		}
		a.work(t)
		run, err := a.catalog.ImportRun(t.Context(), by, id)
		if err != nil || run.State != catalog.ImportFaulty || len(run.Faults) != 1 || run.Faults[0].Line != tt.line || run.Faults[0].Field != tt.field || run.Faults[0].Code != tt.code {
			t.Errorf("%s: %+v %v", name, run, err)
		}
		if err := a.catalog.StartImport(t.Context(), by, id); !errors.Is(err, catalog.ErrImportState) {
			t.Errorf("%s: started: %v", name, err)
		}
	}
}

func TestWhatIsNoCatalogueFile(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	by := a.anOperator(t)
	for want, name := range map[error]string{catalog.ErrImportFormat: "a.xlsx", catalog.ErrImportSize: "a.csv"} {
		if _, err := a.catalog.CheckImport(t.Context(), by, name, strings.NewReader("")); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.catalog.ImportRun(t.Context(), by, uuid.New()); !errors.Is(err, catalog.ErrNoImport) {
		t.Error(err)
	}
	if err := a.catalog.StartImport(t.Context(), by, uuid.New()); !errors.Is(err, catalog.ErrNoImport) {
		t.Error(err)
	}
	seeker := identity.Principal{PersonID: by.PersonID, Role: identity.Seeker, Verified: true}
	_, errCheck := a.catalog.CheckImport(t.Context(), seeker, "a.csv", strings.NewReader(sheet))
	_, errRead := a.catalog.ImportRun(t.Context(), seeker, uuid.New())
	_, errList := a.catalog.ImportRuns(t.Context(), seeker)
	_, errExport := a.catalog.Export(t.Context(), seeker)
	for what, err := range map[string]error{"check": errCheck, "read": errRead, "list": errList, "export": errExport, "start": a.catalog.StartImport(t.Context(), seeker, uuid.New())} {
		if !errors.Is(err, identity.ErrForbidden) {
			t.Errorf("a seeker may %s: %v", what, err)
		}
	}
}
