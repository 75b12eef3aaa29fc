package catalog

import (
	"time"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
)

// Catalog is the module: its use cases are its methods, one file each. Make it with New.
type Catalog struct {
	Deps
	tree treeCache
}

// New makes the module from what it needs and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Catalog {
	c := &Catalog{Deps: d}
	if d.Jobs != nil { // nil in tests that erase nobody
		jobs.Handle(d.Jobs, c.deleteFiles)
		jobs.Handle(d.Jobs, c.eraseMissed)
		jobs.Handle(d.Jobs, c.sweepLicences)
		jobs.Handle(d.Jobs, c.writeLicence)
		jobs.Handle(d.Jobs, c.runImport)
		jobs.Handle(d.Jobs, c.sweepImports)
		d.Jobs.Every(time.Hour, sweepImports{}, jobs.QueueBulk)
		d.Jobs.Every(licenceEvery, sweepLicences{}, jobs.QueueBulk)
		d.Jobs.Every(24*time.Hour, eraseMissed{}, jobs.QueueBulk)
	}
	return c
}

func on(q db.Querier) *catalogdb.Queries { return catalogdb.New(q) }
