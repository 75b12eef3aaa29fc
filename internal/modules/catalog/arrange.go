package catalog

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
)

// CategoryForm is what an operator writes about a category.
type CategoryForm struct {
	ParentID *uuid.UUID
	Slug     string // "" for a new one: made from the English name
	Name     map[string]string
	Icon     string
	Active   bool
	Version  int64  // of a change: what was looked at
	Reason   string // of taking an active category out of the offer; for the record
}

const maxCategoryReason = 500

const keyCategorySlug = "category_slug_key"

// CreateCategory adds a category behind its siblings. Errors: identity.ErrForbidden, apperr.ErrValidation,
// ErrNoCategory (the parent), ErrCategoryTree, ErrCategorySlug.
func (c *Catalog) CreateCategory(ctx context.Context, by identity.Principal, in CategoryForm) (Category, error) {
	if in.Slug == "" {
		in.Slug = Slugify(in.Name["en"])
	}
	in.Active = true
	out := Category{ID: c.IDs.ID()}
	err := c.arrange(ctx, by, in, &out, func(tx db.Tx, tree *Tree) (err error) {
		if err := in.place(tree, &out); err != nil {
			return err
		}
		for _, sibling := range tree.Children(parentOf(out)) {
			out.SortOrder = max(out.SortOrder, sibling.SortOrder+1)
		}
		err = on(tx).InsertCategory(ctx, catalogdb.InsertCategoryParams{
			ID: out.ID, ParentID: out.ParentID, Slug: out.Slug, Name: out.Name, Icon: out.Icon, SortOrder: int32(out.SortOrder),
		})
		if err != nil {
			return err
		}
		out.Version = 1
		return c.publishCategoryTx(ctx, tx, by.Actor(), out, 1)
	})
	return out, err
}

// UpdateCategory renames, moves, hides or shows a category. Its old address keeps redirecting. Errors: as CreateCategory,
// ErrNoCategory, ErrStale, ErrCategoryAnswers. Taking a category out of the offer needs a reason, which is kept for good.
func (c *Catalog) UpdateCategory(ctx context.Context, by identity.Principal, id uuid.UUID, in CategoryForm) (Category, error) {
	var out Category
	err := c.arrange(ctx, by, in, &out, func(tx db.Tx, tree *Tree) error {
		before, ok := tree.ByID(id)
		if !ok {
			return ErrNoCategory
		}
		if before.Version != in.Version {
			return ErrStale
		}
		if before.Active && !in.Active {
			if err := c.retireTx(ctx, tx, by, id, in.Reason); err != nil {
				return err
			}
		}
		out = before
		if err := in.place(tree, &out); err != nil {
			return err
		}
		if out.Slug != before.Slug {
			if err := on(tx).ReviveCategorySlug(ctx, catalogdb.ReviveCategorySlugParams{Slug: out.Slug, CategoryID: id}); err != nil {
				return err
			}
			retire := catalogdb.RetireCategorySlugParams{Slug: before.Slug, CategoryID: id, RetiredAt: c.Clock.Now()}
			if err := on(tx).RetireCategorySlug(ctx, retire); err != nil {
				return err
			}
		}
		out.Version++
		return c.saveCategoryTx(ctx, tx, by.Actor(), out)
	})
	return out, err
}

// retireTx records why a category is offered no longer.
func (c *Catalog) retireTx(ctx context.Context, tx db.Tx, by identity.Principal, id uuid.UUID, reason string) error {
	reason = text(reason)
	var v checker
	v.length("reason", reason, 1, maxCategoryReason)
	if err := v.Err(); err != nil {
		return err
	}
	return on(tx).InsertCategoryDecision(ctx, catalogdb.InsertCategoryDecisionParams{ID: c.IDs.ID(), CategoryID: id, DecidedBy: by.PersonID, Reason: reason, DecidedAt: c.Clock.Now()})
}

// CategoryUse says how many active services are in each category or below it. Operators only. Errors: identity's.
func (c *Catalog) CategoryUse(ctx context.Context, by identity.Principal) (map[uuid.UUID]int, error) {
	if err := identity.Authorize(by, identity.Update, identity.ResCategory, identity.Subject{}); err != nil {
		return nil, err
	}
	tree, err := loadTree(ctx, c.DB)
	if err != nil {
		return nil, err
	}
	rows, err := on(c.DB).ServicesByCategory(ctx)
	out := make(map[uuid.UUID]int, len(tree.all))
	for _, r := range rows {
		for _, above := range tree.Path(r.CategoryID) {
			out[above.ID] += int(r.Services)
		}
	}
	return out, err
}

// AllCategories is the tree as it stands, for who changes it. Operators only. Errors: identity's.
func (c *Catalog) AllCategories(ctx context.Context, by identity.Principal) (*Tree, error) {
	if err := identity.Authorize(by, identity.Update, identity.ResCategory, identity.Subject{}); err != nil {
		return nil, err
	}
	return loadTree(ctx, c.DB)
}

// ReorderCategories puts the children of parent (nil: the roots) into the order of ids, which names each of them once.
// Errors: identity.ErrForbidden, ErrReorder.
func (c *Catalog) ReorderCategories(ctx context.Context, by identity.Principal, parent *uuid.UUID, ids []uuid.UUID) error {
	return c.changeTree(ctx, by, new(Category), func(tx db.Tx, tree *Tree) error {
		children := tree.Children(parentOf(Category{ParentID: parent}))
		if len(ids) != len(children) {
			return ErrReorder
		}
		for _, child := range children {
			at := slices.Index(ids, child.ID)
			if at < 0 {
				return ErrReorder
			}
			if child.SortOrder == at {
				continue
			}
			child.SortOrder = at
			if err := c.saveCategoryTx(ctx, tx, by.Actor(), child); err != nil {
				return err
			}
		}
		return nil
	})
}

// arrange checks a form and runs a change of the tree.
func (c *Catalog) arrange(ctx context.Context, by identity.Principal, in CategoryForm, out *Category, change func(db.Tx, *Tree) error) error {
	var v checker
	v.Check(len(in.Slug) <= maxCategorySlug && slugPattern.MatchString(in.Slug), "slug", "bad_slug", "Use lower-case letters, digits and single hyphens, at most %d.", maxCategorySlug)
	v.Check(words(in.Name["en"]) != "", "name.en", "required", "Give the name in English; other languages are welcome beside it.")
	for tag, name := range in.Name {
		_, err := language.Parse(tag)
		v.Check(err == nil, "name", "unknown_language", "Use language tags such as en, hi or pt-BR.")
		v.length("name", words(name), 1, 120)
	}
	v.length("icon", in.Icon, 0, 60)
	if err := v.Err(); err != nil {
		return err
	}
	err := c.changeTree(ctx, by, out, change)
	if db.Violates(err, keyCategorySlug) {
		return ErrCategorySlug.With(err)
	}
	if db.Violates(err, keyCategoryAnswers) {
		return ErrCategoryAnswers.With(err)
	}
	return err
}

// changeTree runs a change, which sets out, on the tree as it stands, one at a time on all nodes: depth and cycles concern many rows.
func (c *Catalog) changeTree(ctx context.Context, by identity.Principal, out *Category, change func(db.Tx, *Tree) error) error {
	if err := identity.Authorize(by, identity.Update, identity.ResCategory, identity.Subject{}); err != nil {
		return err
	}
	defer c.forgetTree()
	return idem.InTx(ctx, c.DB, c.Clock.Now(), out, func(tx db.Tx) error {
		if err := on(tx).LockCategories(ctx); err != nil {
			return err
		}
		tree, err := loadTree(ctx, tx)
		if err != nil {
			return err
		}
		return change(tx, tree)
	})
}

// place moves the form into out and checks what depends on the other categories.
func (in CategoryForm) place(tree *Tree, out *Category) error {
	if in.ParentID != nil {
		if _, ok := tree.ByID(*in.ParentID); !ok {
			return ErrNoCategory
		}
		path := tree.Path(*in.ParentID)
		for _, above := range path {
			if above.ID == out.ID {
				return ErrCategoryTree
			}
		}
		if len(path)+tree.height(out.ID) > maxCategoryDepth {
			return ErrCategoryTree
		}
	}
	if owner, _, used := tree.BySlug(in.Slug); used && owner.ID != out.ID {
		return ErrCategorySlug
	}
	out.ParentID, out.Slug, out.Icon, out.Active = in.ParentID, in.Slug, in.Icon, in.Active
	out.Name = make(map[string]string, len(in.Name))
	for tag, name := range in.Name {
		out.Name[language.Make(tag).String()] = words(name)
	}
	return nil
}

// height counts the levels from a category down to its deepest descendant.
func (t *Tree) height(id uuid.UUID) int {
	most := 0
	for _, child := range t.children[id] {
		most = max(most, t.height(child.ID))
	}
	return most + 1
}

func parentOf(c Category) uuid.UUID {
	if c.ParentID == nil {
		return uuid.Nil
	}
	return *c.ParentID
}

func (c *Catalog) saveCategoryTx(ctx context.Context, tx db.Tx, by events.Actor, cat Category) error {
	version, err := on(tx).UpdateCategory(ctx, catalogdb.UpdateCategoryParams{
		ID: cat.ID, ParentID: cat.ParentID, Slug: cat.Slug, Name: cat.Name, Icon: cat.Icon, SortOrder: int32(cat.SortOrder), Active: cat.Active,
	})
	if err != nil {
		return err
	}
	return c.publishCategoryTx(ctx, tx, by, cat, version)
}

func (c *Catalog) publishCategoryTx(ctx context.Context, tx db.Tx, by events.Actor, cat Category, version int64) error {
	return c.Bus.PublishTx(ctx, tx, events.Event{
		Type: EventCategoryChanged, AggregateType: "category", AggregateID: cat.ID, Seq: version, Actor: by, At: c.Clock.Now(),
		Data: CategoryEvent{CategoryID: cat.ID, Slug: cat.Slug},
	})
}
