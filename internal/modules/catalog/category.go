package catalog

import (
	"slices"

	"github.com/google/uuid"
)

// Category is a node of the category tree. Name maps a BCP 47 language tag to the name in it; "en" is always there.
type Category struct {
	ID        uuid.UUID
	ParentID  *uuid.UUID // nil for a root
	Slug      string
	Name      map[string]string
	Icon      string // name of an icon of the design system
	SortOrder int    // ascending among siblings
	Active    bool   // inactive: not offered to browse or for new services; existing services keep it
	Version   int64
}

// NameIn is the name in language (its base when the region has none), else in English.
func (c Category) NameIn(lang string) string {
	for tag := lang; tag != ""; tag = parentTag(tag) {
		if n, ok := c.Name[tag]; ok {
			return n
		}
	}
	return c.Name["en"]
}

// parentTag cuts the last subtag: "pt-BR" → "pt" → "".
func parentTag(tag string) string {
	for i := len(tag) - 1; i > 0; i-- {
		if tag[i] == '-' {
			return tag[:i]
		}
	}
	return ""
}

// Tree is the whole category tree as one value. It is shared: do not change what it returns.
type Tree struct {
	all      []Category // siblings in order
	byID     map[uuid.UUID]int
	bySlug   map[string]int
	children map[uuid.UUID][]Category // uuid.Nil: the roots
	retired  map[string]string        // old slug → current one

	attributes map[uuid.UUID][]Attribute // of each category itself, in order
}

func newTree(all []Category, retired map[string]string) *Tree {
	t := &Tree{all: all, byID: map[uuid.UUID]int{}, bySlug: map[string]int{}, children: map[uuid.UUID][]Category{}, retired: retired}
	for i, c := range all {
		t.byID[c.ID], t.bySlug[c.Slug] = i, i
		parent := uuid.Nil
		if c.ParentID != nil {
			parent = *c.ParentID
		}
		t.children[parent] = append(t.children[parent], c)
	}
	return t
}

// Attributes lists what services of a category are asked: what holds for its ancestors, the root's first, then its own.
func (t *Tree) Attributes(category uuid.UUID) []Attribute {
	var out []Attribute
	for _, c := range t.Path(category) {
		for _, a := range t.attributes[c.ID] {
			if a.Active {
				out = append(out, a)
			}
		}
	}
	return out
}

// Filters lists the attributes by which a search in a category can be narrowed.
func (t *Tree) Filters(category uuid.UUID) []Attribute {
	return slices.DeleteFunc(t.Attributes(category), func(a Attribute) bool { return !a.Filterable })
}

// AttributesOf lists what a category itself asks, retired attributes too.
func (t *Tree) AttributesOf(category uuid.UUID) []Attribute { return t.attributes[category] }

// AttributeByID finds an attribute, retired ones too.
func (t *Tree) AttributeByID(id uuid.UUID) (Attribute, bool) {
	for _, list := range t.attributes {
		for _, a := range list {
			if a.ID == id {
				return a, true
			}
		}
	}
	return Attribute{}, false
}

// All lists every category, inactive ones too.
func (t *Tree) All() []Category { return t.all }

// Roots lists the top level in order.
func (t *Tree) Roots() []Category { return t.children[uuid.Nil] }

// Children lists what is directly below a category, in order.
func (t *Tree) Children(id uuid.UUID) []Category { return t.children[id] }

// ByID finds a category.
func (t *Tree) ByID(id uuid.UUID) (Category, bool) {
	i, ok := t.byID[id]
	if !ok {
		return Category{}, false
	}
	return t.all[i], true
}

// BySlug finds a category by its current slug, or by one it had before: then movedTo is where its page is now.
func (t *Tree) BySlug(slug string) (c Category, movedTo string, ok bool) {
	if now, old := t.retired[slug]; old {
		slug, movedTo = now, now
	}
	i, ok := t.bySlug[slug]
	if !ok {
		return Category{}, "", false
	}
	return t.all[i], movedTo, true
}

// Path lists a category's ancestors from the root down, itself last.
func (t *Tree) Path(id uuid.UUID) []Category {
	var path []Category
	for next := &id; next != nil && len(path) < maxCategoryDepth; {
		c, ok := t.ByID(*next)
		if !ok {
			break
		}
		path = append(path, c)
		next = c.ParentID
	}
	slices.Reverse(path)
	return path
}

// maxCategoryDepth is also the limit of the import format.
const maxCategoryDepth = 4
