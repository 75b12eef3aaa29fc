package catalog

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/importfile"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// Report counts what an import did.
type Report struct {
	Categories    Counts `json:"categories"`
	Practitioners Counts `json:"practitioners"`
	Services      Counts `json:"services"`
}

// Counts of one kind of thing. Deactivated services are those that an earlier file brought and this one leaves out.
type Counts struct {
	Created     int `json:"created"`
	Updated     int `json:"updated"`
	Unchanged   int `json:"unchanged"`
	Deactivated int `json:"deactivated,omitempty"`
}

// Changed reports whether anything was written.
func (r Report) Changed() bool {
	for _, c := range []Counts{r.Categories, r.Practitioners, r.Services} {
		if c.Created+c.Updated+c.Deactivated > 0 {
			return true
		}
	}
	return false
}

var errDryRun = errors.New("catalog: dry run")

// Import takes a file that importfile.Parse found no fault in, as a whole or not at all. Categories are known by slug,
// practitioners by key, services by key within the practitioner; importing the same file again changes nothing. It
// writes only what the file says: photo, page address, listing wish and services made by hand stay; a service that an
// earlier file brought and this one leaves out is deactivated; a practitioner whom the file does not mention is left
// alone. Verification only ever moves from pending to verified here: what an operator decided stands.
//
// progress, if not nil, hears how many practitioners are done. Errors: ErrImport with the places in the file.
func (c *Catalog) Import(ctx context.Context, f importfile.File, progress func(done, total int)) (Report, error) {
	return c.importing(ctx, f, progress, func(db.Tx, Report) error { return nil })
}

// TryImport does everything that Import does and then takes it back: the report says what Import would do.
func (c *Catalog) TryImport(ctx context.Context, f importfile.File, progress func(done, total int)) (Report, error) {
	r, err := c.importing(ctx, f, progress, func(db.Tx, Report) error { return errDryRun })
	if errors.Is(err, errDryRun) {
		err = nil
	}
	return r, err
}

// importing ends with last, which may take everything back.
func (c *Catalog) importing(ctx context.Context, f importfile.File, progress func(done, total int), last func(db.Tx, Report) error) (Report, error) {
	defer c.forgetTree()
	const tries = 3 // somebody may register under a slug that was just chosen
	for try := 1; ; try++ {
		var r Report
		err := c.DB.InTx(ctx, func(tx db.Tx) (err error) {
			if r, err = c.ImportTx(ctx, tx, f, progress); err != nil {
				return err
			}
			return last(tx, r)
		})
		if !slugRefused(err) || try == tries {
			return r, explain(err)
		}
	}
}

// importBatch is how many practitioners go to the database at a time: large enough that round trips do not count, small
// enough that no statement runs into its time limit and progress is seen.
const importBatch = 500

// ImportTx is Import in the caller's transaction. Errors: as Import, and the refusal of a slug that was taken meanwhile.
func (c *Catalog) ImportTx(ctx context.Context, tx db.Tx, f importfile.File, progress func(done, total int)) (Report, error) {
	im := importer{c: c, tx: tx, now: c.Clock.Now()}
	if err := on(tx).LockImports(ctx); err != nil {
		return Report{}, err
	}
	if err := im.categories(ctx, f.Categories); err != nil {
		return Report{}, err
	}
	for at := 0; at < len(f.Practitioners); at += importBatch {
		if err := im.batch(ctx, f.Practitioners[at:min(at+importBatch, len(f.Practitioners))], at); err != nil {
			return Report{}, err
		}
		if progress != nil {
			progress(min(at+importBatch, len(f.Practitioners)), len(f.Practitioners))
		}
	}
	if err := im.faults.Err(); err != nil {
		return Report{}, ErrImport.WithFields(im.faults.list()...)
	}
	if !im.report.Changed() {
		return im.report, nil
	}
	id := c.IDs.ID()
	return im.report, c.Bus.PublishTx(ctx, tx, events.Event{
		Type: EventImported, AggregateType: "import", AggregateID: id, Seq: 1, Actor: events.System, At: im.now, Data: ImportedEvent{ImportID: id, Report: im.report},
	})
}

// ImportedEvent is the payload of EventImported. An import tells of itself as a whole, not of each profile: subscribers
// compare revisions.
type ImportedEvent struct {
	ImportID uuid.UUID `json:"import_id"`
	Report   Report    `json:"report"`
}
