package catalog

import (
	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/platform/db"
)

// Catalog is the module: its use cases are its methods, one file each. Make it with New.
type Catalog struct {
	Deps
	tree treeCache
}

// New makes the module from what it needs.
func New(d Deps) *Catalog { return &Catalog{Deps: d} }

func on(q db.Querier) *catalogdb.Queries { return catalogdb.New(q) }
