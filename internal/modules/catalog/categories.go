package catalog

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/db"
)

// treeTTL bounds how long another node's change to the categories can go unseen; this node's own are seen at once.
const treeTTL = 30 * time.Second

// treeCache holds the tree between reads: it is on every page and changes a few times a year.
type treeCache struct {
	mu   sync.Mutex
	tree *Tree
	at   time.Time
}

// Categories returns the category tree, at most treeTTL old.
func (c *Catalog) Categories(ctx context.Context) (*Tree, error) {
	c.tree.mu.Lock()
	defer c.tree.mu.Unlock()
	now := c.Clock.Now()
	if c.tree.tree != nil && now.Sub(c.tree.at) < treeTTL {
		return c.tree.tree, nil
	}
	tree, err := loadTree(ctx, c.DB)
	if err != nil {
		return nil, err
	}
	c.tree.tree, c.tree.at = tree, now
	return tree, nil
}

// forgetTree makes the next read load the tree again.
func (c *Catalog) forgetTree() {
	c.tree.mu.Lock()
	c.tree.tree = nil
	c.tree.mu.Unlock()
}

func loadTree(ctx context.Context, q db.Querier) (*Tree, error) {
	rows, err := on(q).Categories(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Category, len(rows))
	for i, r := range rows {
		all[i] = Category{ID: r.ID, ParentID: r.ParentID, Slug: r.Slug, Name: r.Name, Icon: r.Icon, SortOrder: int(r.SortOrder), Active: r.Active, Version: r.Version}
	}
	old, err := on(q).RetiredCategorySlugs(ctx)
	if err != nil {
		return nil, err
	}
	retired := make(map[string]string, len(old))
	for _, h := range old {
		retired[h.Slug] = h.CurrentSlug
	}
	tree := newTree(all, retired)
	tree.attributes, err = loadAttributes(ctx, q)
	return tree, err
}

func loadAttributes(ctx context.Context, q db.Querier) (map[uuid.UUID][]Attribute, error) {
	rows, err := on(q).Attributes(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	options, err := on(q).AttributeOptions(ctx)
	if err != nil {
		return nil, err
	}
	of := map[uuid.UUID][]AttributeOption{}
	for _, o := range options {
		of[o.AttributeID] = append(of[o.AttributeID], AttributeOption{Key: o.Key, Label: o.Label, Active: o.Active})
	}
	out := map[uuid.UUID][]Attribute{}
	for _, r := range rows {
		out[r.CategoryID] = append(out[r.CategoryID], Attribute{
			ID: r.ID, CategoryID: r.CategoryID, Key: r.Key, Kind: AttributeKind(r.Kind), Label: r.Label, Unit: r.Unit, Min: whole(r.Minimum),
			Max: whole(r.Maximum), Required: r.Required, Filterable: r.Filterable, Options: of[r.ID], SortOrder: int(r.SortOrder), Active: r.Active, Version: r.Version,
		})
	}
	return out, nil
}
