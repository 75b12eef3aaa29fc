package catalog

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
)

// AttributeForm is what an operator writes about an attribute. Key and Kind are said once. Options that a change leaves
// out are retired.
type AttributeForm struct {
	Key        string // "": made from the English label
	Kind       AttributeKind
	Label      map[string]string
	Unit       map[string]string
	Min, Max   int
	Required   bool
	Filterable bool
	Options    []AttributeOption // Key "": made from the English label
	Active     bool
	Version    int64 // of a change: what was looked at
}

const (
	keyAttribute        = "attribute_key_key"
	keyAttributeBounds  = "attribute_bounds"
	keyAttributeAnswers = "service_attribute_attribute_id_fkey"
	keyCategoryAnswers  = "category_attributes"
)

// AddAttribute asks something more of the services of a category, behind what it asks already. Services that are saved
// later must answer when it is required; those there are stay as they are. Operators only. Errors: identity's,
// apperr.ErrValidation, ErrNoCategory, ErrAttributeKey, ErrTooManyAttributes.
func (c *Catalog) AddAttribute(ctx context.Context, by identity.Principal, category uuid.UUID, in AttributeForm) (Attribute, error) {
	if in.Key == "" {
		in.Key = keyFrom(in.Label["en"])
	}
	out := Attribute{ID: c.IDs.ID(), CategoryID: category, Key: in.Key, Kind: in.Kind, Version: 1}
	in.Active = true
	if err := in.fill(&out); err != nil {
		return Attribute{}, err
	}
	err := c.changeAttributes(ctx, by, &out, func(tx db.Tx, tree *Tree) error {
		if _, ok := tree.ByID(category); !ok {
			return ErrNoCategory
		}
		n := 0
		for _, a := range tree.AttributesOf(category) {
			out.SortOrder = max(out.SortOrder, a.SortOrder+1)
			if a.Active {
				n++
			}
		}
		if n >= MaxAttributes {
			return ErrTooManyAttributes
		}
		low, high := out.bounds()
		err := on(tx).InsertAttribute(ctx, catalogdb.InsertAttributeParams{
			ID: out.ID, CategoryID: category, Key: out.Key, Kind: string(out.Kind), Label: out.Label, Unit: out.Unit, Minimum: low, Maximum: high,
			Required: out.Required, Filterable: out.Filterable, SortOrder: int32(out.SortOrder), Active: true, CreatedAt: c.Clock.Now(),
		})
		if err != nil {
			return err
		}
		return c.attributeChangedTx(ctx, tx, by, out)
	})
	return out, err
}

// UpdateAttribute changes what is asked, or retires it. Of several who saw one version one wins. Operators only. Errors:
// identity's, apperr.ErrValidation, ErrNoAttribute, ErrStale, ErrTooManyAttributes, ErrAttributeBounds.
func (c *Catalog) UpdateAttribute(ctx context.Context, by identity.Principal, id uuid.UUID, in AttributeForm) (Attribute, error) {
	var out Attribute
	err := c.changeAttributes(ctx, by, &out, func(tx db.Tx, tree *Tree) error {
		before, ok := tree.AttributeByID(id)
		if !ok {
			return ErrNoAttribute
		}
		if before.Version != in.Version {
			return ErrStale
		}
		if in.Active && !before.Active && len(slices.DeleteFunc(slices.Clone(tree.AttributesOf(before.CategoryID)), retired)) >= MaxAttributes {
			return ErrTooManyAttributes
		}
		out = before
		if err := in.fill(&out); err != nil {
			return err
		}
		low, high := out.bounds()
		n, err := on(tx).UpdateAttribute(ctx, catalogdb.UpdateAttributeParams{
			ID: id, Version: before.Version, Label: out.Label, Unit: out.Unit, Minimum: low, Maximum: high, Required: out.Required,
			Filterable: out.Filterable, Active: out.Active,
		})
		if err != nil || n == 0 {
			return orElse(err, ErrStale)
		}
		out.Version++
		return c.attributeChangedTx(ctx, tx, by, out)
	})
	return out, err
}

func retired(a Attribute) bool { return !a.Active }

// DeleteAttribute takes away what no service ever answered. Operators only. Errors: identity's, ErrNoAttribute, ErrStale,
// ErrAttributeUsed.
func (c *Catalog) DeleteAttribute(ctx context.Context, by identity.Principal, id uuid.UUID, version int64) error {
	return c.changeAttributes(ctx, by, new(Attribute), func(tx db.Tx, tree *Tree) error {
		a, ok := tree.AttributeByID(id)
		if !ok {
			return ErrNoAttribute
		}
		n, err := on(tx).DeleteAttribute(ctx, catalogdb.DeleteAttributeParams{ID: id, Version: version})
		if err != nil || n == 0 {
			return orElse(err, ErrStale)
		}
		a.Version++
		return c.publishAttributeTx(ctx, tx, by, a)
	})
}

// ReorderAttributes puts the attributes of a category, retired ones too, into the order of ids, which names each once.
// Operators only. Errors: identity's, ErrReorder.
func (c *Catalog) ReorderAttributes(ctx context.Context, by identity.Principal, category uuid.UUID, ids []uuid.UUID) error {
	return c.changeAttributes(ctx, by, new(Attribute), func(tx db.Tx, tree *Tree) error {
		list := tree.AttributesOf(category)
		if len(ids) != len(list) {
			return ErrReorder
		}
		for _, a := range list {
			if !slices.Contains(ids, a.ID) {
				return ErrReorder
			}
		}
		return on(tx).OrderAttributes(ctx, ids)
	})
}

// AttributeUse says how many services answer each attribute. Operators only. Errors: identity's.
func (c *Catalog) AttributeUse(ctx context.Context, by identity.Principal) (map[uuid.UUID]int, error) {
	if err := identity.Authorize(by, identity.Update, identity.ResCategory, identity.Subject{}); err != nil {
		return nil, err
	}
	rows, err := on(c.DB).AttributeUse(ctx)
	out := make(map[uuid.UUID]int, len(rows))
	for _, r := range rows {
		out[r.AttributeID] = int(r.Services)
	}
	return out, err
}

// changeAttributes runs a change in the order in which the tree changes, and turns the database's refusals into errors.
func (c *Catalog) changeAttributes(ctx context.Context, by identity.Principal, out *Attribute, change func(db.Tx, *Tree) error) error {
	if err := identity.Authorize(by, identity.Update, identity.ResCategory, identity.Subject{}); err != nil {
		return err
	}
	defer c.forgetTree()
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), out, func(tx db.Tx) error {
		if err := on(tx).LockCategories(ctx); err != nil {
			return err
		}
		tree, err := loadTree(ctx, tx)
		if err != nil {
			return err
		}
		return change(tx, tree)
	})
	switch {
	case db.Violates(err, keyAttribute):
		return ErrAttributeKey.With(err)
	case db.Violates(err, keyAttributeBounds):
		return ErrAttributeBounds.With(err)
	case db.Violates(err, keyAttributeAnswers):
		return ErrAttributeUsed.With(err)
	}
	return err
}

// attributeChangedTx writes the options and tells of the change.
func (c *Catalog) attributeChangedTx(ctx context.Context, tx db.Tx, by identity.Principal, a Attribute) error {
	rows := make([]catalogdb.WriteAttributeOptionsParams, len(a.Options))
	for i, o := range a.Options {
		rows[i] = catalogdb.WriteAttributeOptionsParams{AttributeID: a.ID, Key: o.Key, Label: o.Label, SortOrder: int32(i), Active: o.Active}
	}
	if len(rows) > 0 {
		var failed error
		on(tx).WriteAttributeOptions(ctx, rows).Exec(func(_ int, err error) { failed = orElse(failed, err) })
		if failed != nil {
			return failed
		}
	}
	return c.publishAttributeTx(ctx, tx, by, a)
}

func (c *Catalog) publishAttributeTx(ctx context.Context, tx db.Tx, by identity.Principal, a Attribute) error {
	if err := on(tx).AttributesChanged(ctx, a.CategoryID); err != nil {
		return err
	}
	return c.Bus.PublishTx(ctx, tx, events.Event{
		Type: EventAttributeChanged, AggregateType: "attribute", AggregateID: a.ID, Seq: a.Version, Actor: by.Actor(), At: c.Clock.Now(),
		Data: AttributeEvent{AttributeID: a.ID, CategoryID: a.CategoryID, Key: a.Key},
	})
}

// bounds are a number's for the database.
func (a Attribute) bounds() (low, high *int32) {
	if a.Kind != AttributeNumber {
		return nil, nil
	}
	least, most := int32(a.Min), int32(a.Max)
	return &least, &most
}

// fill checks the form and moves it into out, whose key and kind stay.
func (in AttributeForm) fill(out *Attribute) error {
	var v checker
	v.Check(len(out.Key) <= maxAttributeKey && attributeKeyPattern.MatchString(out.Key), "key", "bad_key", "Begin with a letter and use lower-case letters, digits and single underscores, at most %d.", maxAttributeKey)
	v.Check(slices.Contains(AttributeKinds, out.Kind), "kind", "unknown_value", "Choose one of the kinds.")
	out.Label = v.labels("label", in.Label)
	v.Check(out.Label["en"] != "", "label.en", "required", "Give the name in English; other languages are welcome beside it.")
	out.Required, out.Active = in.Required, in.Active
	out.Filterable = in.Filterable && out.Kind != AttributeText
	out.Unit, out.Min, out.Max = map[string]string{}, 0, 0
	if out.Kind == AttributeNumber {
		out.Unit, out.Min, out.Max = v.labels("unit", in.Unit), in.Min, in.Max
		v.between("min", in.Min, -maxAttributeNumber, maxAttributeNumber)
		v.between("max", in.Max, -maxAttributeNumber, maxAttributeNumber)
		v.Check(in.Min <= in.Max, "max", "limits", "The largest number is below the smallest.")
	}
	if out.Chosen() {
		out.Options = in.options(&v, out.Options)
	}
	return v.Err()
}

// options are the form's over those there were, which are retired when the form leaves them out.
func (in AttributeForm) options(v *checker, before []AttributeOption) []AttributeOption {
	out, seen, active := []AttributeOption{}, map[string]bool{}, 0
	for _, o := range in.Options {
		o.Label = v.labels("options", o.Label)
		if o.Key == "" {
			o.Key = keyFrom(o.Label["en"])
		}
		v.Check(o.Label["en"] != "", "options", "required", "Give each option its name in English.")
		v.Check(len(o.Key) <= maxAttributeKey && optionKeyPattern.MatchString(o.Key), "options", "bad_key", "Name each option with latin letters or digits in English.")
		v.Check(!seen[o.Key], "options", "duplicate", "Two options have one name.")
		seen[o.Key] = true
		out = append(out, o)
	}
	for _, o := range before {
		if !seen[o.Key] {
			o.Active = false
			out = append(out, o)
		}
	}
	for _, o := range out {
		if o.Active {
			active++
		}
	}
	v.Check(active >= 2, "options", "too_few", "Give two options at least.")
	v.Check(len(out) <= MaxAttributeOptions, "options", "too_many", "An attribute has at most %d options, retired ones included.", MaxAttributeOptions)
	return out
}
