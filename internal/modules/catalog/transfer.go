package catalog

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"
)

// ImportState is where a file stands that an operator handed in.
type ImportState string

// The states. A faulty file changed nothing.
const (
	ImportChecking  ImportState = "checking"
	ImportFaulty    ImportState = "faulty"
	ImportChecked   ImportState = "checked" // waits for the word to be imported
	Importing       ImportState = "importing"
	ImportDone      ImportState = "done"
	ImportForgotten ImportState = "forgotten" // nobody said the word for a day
)

// ImportRun is a file that an operator handed in, and what came of it.
type ImportRun struct {
	ID         uuid.UUID
	PersonID   uuid.UUID // the operator
	FileName   string
	Format     importfile.Format
	State      ImportState
	Done       int    // practitioners judged or stored so far
	Total      int    // 0 until the file is read
	Report     Report // of ImportChecked: what would change
	Faults     []importfile.Fault
	CreatedAt  time.Time
	FinishedAt *time.Time
}

// Waits reports whether a job is still busy with the file.
func (r ImportRun) Waits() bool { return r.State == ImportChecking || r.State == Importing }

// MaxImportBytes is the largest file that can be handed in on a page.
const MaxImportBytes = 15 << 20

// importFor is how long a checked file waits for its import.
const importFor = 24 * time.Hour

const maxFileName = 120

func mayTransfer(by identity.Principal, action identity.Action) error {
	return identity.Authorize(by, action, identity.ResDesk, identity.Subject{})
}

// CheckImport keeps a file, sealed, and leaves the job of saying what importing it would do. Operators only. Errors:
// identity's, ErrImportFormat, ErrImportSize.
func (c *Catalog) CheckImport(ctx context.Context, by identity.Principal, name string, file io.Reader) (uuid.UUID, error) {
	if err := mayTransfer(by, identity.Update); err != nil {
		return uuid.Nil, err
	}
	name = tail(path.Base(strings.ReplaceAll(words(name), `\`, "/")))
	format, err := importfile.FormatOf(name)
	if err != nil {
		return uuid.Nil, ErrImportFormat
	}
	content, err := io.ReadAll(io.LimitReader(file, MaxImportBytes+1))
	if err != nil {
		return uuid.Nil, ErrImportFormat.With(err)
	}
	if len(content) == 0 || len(content) > MaxImportBytes {
		return uuid.Nil, ErrImportSize
	}
	id := c.IDs.ID()
	err = idem.InTx(ctx, c.DB, c.Clock.Now(), &id, func(tx db.Tx) error {
		sealed, err := c.Sealer.SealTx(ctx, tx, by.PersonID, importedFile(id), content)
		if err != nil {
			return err
		}
		err = on(tx).InsertImportRun(ctx, catalogdb.InsertImportRunParams{ID: id, PersonID: by.PersonID, FileName: name, Format: string(format),
			ContentSealed: sealed, CreatedAt: c.Clock.Now()})
		if err != nil {
			return err
		}
		return c.Jobs.AddTx(ctx, tx, jobs.Job{Args: importJob{id}})
	})
	return id, err
}

// tail keeps the end of a long file name, where its extension is.
func tail(name string) string {
	r := []rune(name)
	return string(r[max(0, len(r)-maxFileName):])
}

// StartImport says the word: the file that was checked is imported, as a whole or not at all. Of several operators one
// starts it. Errors: identity's, ErrNoImport, ErrImportState.
func (c *Catalog) StartImport(ctx context.Context, by identity.Principal, id uuid.UUID) error {
	if err := mayTransfer(by, identity.Update); err != nil {
		return err
	}
	var none struct{}
	return idem.InTx(ctx, c.DB, c.Clock.Now(), &none, func(tx db.Tx) error {
		n, err := on(tx).MoveImport(ctx, catalogdb.MoveImportParams{ID: id, Was: string(ImportChecked), State: string(Importing)})
		if err != nil {
			return err
		}
		if n == 0 {
			if _, err := on(tx).ImportRunByID(ctx, id); db.IsNoRows(err) {
				return ErrNoImport
			}
			return ErrImportState
		}
		return c.Jobs.AddTx(ctx, tx, jobs.Job{Args: importJob{id}})
	})
}

// ImportRun reads what came of a file. Operators only. Errors: identity's, ErrNoImport.
func (c *Catalog) ImportRun(ctx context.Context, by identity.Principal, id uuid.UUID) (ImportRun, error) {
	if err := mayTransfer(by, identity.Read); err != nil {
		return ImportRun{}, err
	}
	row, err := on(c.DB).ImportRunByID(ctx, id)
	if db.IsNoRows(err) {
		return ImportRun{}, ErrNoImport
	} else if err != nil {
		return ImportRun{}, err
	}
	return importRunOf(row)
}

// ImportRuns lists the last 20 files, the newest first, without their faults. Operators only. Errors: identity's.
func (c *Catalog) ImportRuns(ctx context.Context, by identity.Principal) ([]ImportRun, error) {
	if err := mayTransfer(by, identity.Read); err != nil {
		return nil, err
	}
	rows, err := on(c.DB).ImportRuns(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]ImportRun, len(rows))
	for i, r := range rows {
		if out[i], err = importRunOf(catalogdb.ImportRunByIDRow(r)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func importRunOf(r catalogdb.ImportRunByIDRow) (ImportRun, error) {
	out := ImportRun{ID: r.ID, PersonID: r.PersonID, FileName: r.FileName, Format: importfile.Format(r.Format), State: ImportState(r.State),
		Done: int(r.Done), Total: int(r.Total), CreatedAt: r.CreatedAt.UTC(), FinishedAt: r.FinishedAt}
	return out, errors.Join(json.Unmarshal(r.Report, &out.Report), json.Unmarshal(r.Faults, &out.Faults))
}

// importJob checks a file, or imports it, by the state it finds.
type importJob struct {
	ID uuid.UUID `json:"id"`
}

// Kind names the job.
func (importJob) Kind() string { return "catalog_import" }

// sweepImports forgets files that nobody imported.
type sweepImports struct{}

// Kind names the job.
func (sweepImports) Kind() string { return "catalog_sweep_imports" }

func (c *Catalog) sweepImports(ctx context.Context, _ sweepImports) error {
	now := c.Clock.Now()
	return on(c.DB).ForgetImports(ctx, catalogdb.ForgetImportsParams{Now: now, Before: now.Add(-importFor)})
}

// runImport may run any number of times: a file that is judged or done is left alone.
func (c *Catalog) runImport(ctx context.Context, j importJob) error {
	row, err := on(c.DB).ImportRunByID(ctx, j.ID)
	if err != nil {
		return err
	}
	run, err := importRunOf(row)
	if err != nil || !run.Waits() {
		return err
	}
	stored, err := on(c.DB).ImportContent(ctx, j.ID)
	if err != nil {
		return err
	}
	content, err := c.Sealer.OpenTx(ctx, c.DB, stored.PersonID, importedFile(j.ID), stored.ContentSealed)
	if errors.Is(err, crypto.ErrKeyDestroyed) {
		return nil // its operator was erased meanwhile; the sweep forgets the file
	} else if err != nil {
		return err
	}
	tree, err := loadTree(ctx, c.DB)
	if err != nil {
		return err
	}
	lines := importfile.Lines{}
	file, faults := importfile.Parse(bytes.NewReader(content), run.Format, importfile.KnownCategories(slugsOf(tree)...), importfile.NoteLines(lines))
	if len(faults) > 0 {
		return c.judge(ctx, c.DB, run, ImportFaulty, Report{}, faults)
	}
	return c.takeFile(ctx, run, *file, lines)
}

// takeFile is the dry run of a file that is being checked, and the import of one that was.
func (c *Catalog) takeFile(ctx context.Context, run ImportRun, f importfile.File, lines importfile.Lines) error {
	progress := func(done, total int) { // outside of the import's transaction, so that it is seen; a lost one does not matter
		_ = on(c.DB).ImportProgress(ctx, catalogdb.ImportProgressParams{ID: run.ID, Done: int32(done), Total: int32(total)})
	}
	var report Report
	var err error
	if run.State == ImportChecking {
		report, err = c.TryImport(ctx, f, progress)
	} else {
		_, err = c.importing(ctx, f, progress, func(tx db.Tx, r Report) error { return c.judge(ctx, tx, run, ImportDone, r, nil) })
	}
	if e, ok := apperr.As(err); ok && errors.Is(err, ErrImport) {
		return c.judge(ctx, c.DB, run, ImportFaulty, Report{}, placed(e.Fields, run.Format, lines))
	}
	if err != nil || run.State == Importing {
		return err
	}
	return c.judge(ctx, c.DB, run, ImportChecked, report, nil)
}

// errJudged ends an import that another run of its job finished first.
var errJudged = errors.New("catalog: this import was finished by another run of its job")

// judge writes what came of a file, if it still stands where run saw it.
func (c *Catalog) judge(ctx context.Context, q db.Querier, run ImportRun, to ImportState, r Report, faults []importfile.Fault) error {
	report, err := json.Marshal(r)
	if err != nil {
		return err
	}
	list, err := json.Marshal(orEmpty(faults))
	if err != nil {
		return err
	}
	p := catalogdb.JudgeImportParams{ID: run.ID, Was: string(run.State), State: string(to), Report: report, Faults: list}
	if to != ImportChecked {
		now := c.Clock.Now()
		p.FinishedAt = &now
	}
	n, err := on(q).JudgeImport(ctx, p)
	if err == nil && n == 0 {
		return errJudged
	}
	return err
}

// placed turns the database's answers into faults with a line; in a sheet the field is a column.
func placed(fields []apperr.Field, format importfile.Format, lines importfile.Lines) []importfile.Fault {
	out := make([]importfile.Fault, min(len(fields), importfile.MaxFaults))
	for i := range out {
		f := fields[i]
		out[i] = importfile.Fault{Line: lines.At(f.Path), Field: f.Path, Code: f.Code, Message: f.Message}
		if format == importfile.CSV {
			out[i].Field = f.Path[strings.LastIndexByte(f.Path, '.')+1:]
		}
	}
	return out
}

func slugsOf(t *Tree) []string {
	var out []string
	for _, c := range t.All() {
		out = append(out, c.Slug)
	}
	return out
}

func importedFile(id uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "catalog.import_run", Column: "content_sealed", Row: id}
}
