package catalog

import (
	"context"
	"maps"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// categories brings the tree in line with the file, parents first, and leaves the tree as it is then in im.tree.
func (im *importer) categories(ctx context.Context, list []importfile.Category) (err error) {
	if err := on(im.tx).LockCategories(ctx); err != nil {
		return err
	}
	if im.tree, err = loadTree(ctx, im.tx); err != nil || len(list) == 0 {
		return err
	}
	bySlug := make(map[string]importfile.Category, len(list))
	for _, c := range list {
		bySlug[c.Slug] = c
	}
	ids := make(map[string]uuid.UUID, len(list))
	for _, c := range im.tree.All() {
		ids[c.Slug] = c.ID
	}
	done := map[string]bool{}
	var place func(c importfile.Category, depth int) error
	place = func(c importfile.Category, depth int) error {
		if done[c.Slug] {
			return nil
		}
		done[c.Slug] = true
		if parent, ok := bySlug[c.Parent]; ok && depth < maxCategoryDepth {
			if err := place(parent, depth+1); err != nil {
				return err
			}
		}
		return im.category(ctx, c, ids)
	}
	for _, c := range list {
		if err := place(c, 0); err != nil {
			return err
		}
	}
	im.tree, err = loadTree(ctx, im.tx)
	return err
}

// category writes one category when it is new or different.
func (im *importer) category(ctx context.Context, in importfile.Category, ids map[string]uuid.UUID) error {
	want := Category{Slug: in.Slug, Name: in.Name, Icon: in.Icon, SortOrder: in.SortOrder, Active: true}
	if want.Name["en"] == "" { // the tree falls back on English everywhere
		want.Name = maps.Clone(in.Name)
		want.Name["en"] = anyName(in)
	}
	if in.Parent != "" {
		parent, ok := ids[in.Parent]
		if !ok {
			im.faults.Add("categories."+in.Slug, "unknown_category", "There is no category “%s”.", in.Parent)
			return nil
		}
		want.ParentID = &parent
	}
	have, movedTo, known := im.tree.BySlug(in.Slug)
	switch {
	case movedTo != "":
		im.faults.Add("categories."+in.Slug, "slug_taken", "This was the address of “%s” before. Use that one.", movedTo)
		return nil
	case !known:
		want.ID = im.c.IDs.ID()
		ids[in.Slug] = want.ID
		im.report.Categories.Created++
		err := on(im.tx).InsertCategory(ctx, catalogdb.InsertCategoryParams{
			ID: want.ID, ParentID: want.ParentID, Slug: want.Slug, Name: want.Name, Icon: want.Icon, SortOrder: int32(want.SortOrder),
		})
		if err != nil {
			return err
		}
		return im.c.publishCategoryTx(ctx, im.tx, events.System, want, 1)
	}
	want.ID, want.Active = have.ID, have.Active
	if maps.Equal(have.Name, want.Name) && have.Icon == want.Icon && have.SortOrder == want.SortOrder && parentOf(have) == parentOf(want) {
		im.report.Categories.Unchanged++
		return nil
	}
	im.report.Categories.Updated++
	err := im.c.saveCategoryTx(ctx, im.tx, events.System, want)
	if db.Violates(err, keyCategoryAnswers) { // the transaction is lost, and with it what else could be judged
		return ErrImport.WithFields(apperr.Field{Path: "categories." + in.Slug, Code: ErrCategoryAnswers.Code, Message: ErrCategoryAnswers.Message})
	}
	return err
}

// anyName chooses a name for readers of a language that has none: the first by tag, so that it is always the same.
func anyName(c importfile.Category) string {
	best := ""
	for tag := range c.Name {
		if best == "" || tag < best {
			best = tag
		}
	}
	return c.Name[best]
}
