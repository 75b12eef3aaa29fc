package catalog

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// FormDraft is what a practitioner writes about a form.
type FormDraft struct {
	Kind     FormKind // of a new form; it stays
	Document FormDocument
	Services []uuid.UUID // headings of the same practitioner; others are refused
}

// FormsOf lists a practitioner's forms, those in use first, for whoever may change them. Errors: ErrNoPractitioner,
// identity.ErrForbidden.
func (c *Catalog) FormsOf(ctx context.Context, by identity.Principal, practitionerID uuid.UUID) ([]Form, error) {
	if err := c.mayEdit(ctx, by, practitionerID); err != nil {
		return nil, err
	}
	rows, err := on(c.DB).FormsOf(ctx, practitionerID)
	if err != nil {
		return nil, err
	}
	out := make([]Form, len(rows))
	for i, r := range rows {
		if out[i], err = formOf(r.CatalogForm, r.CatalogFormVersion, r.Services); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// FormByID reads one of a practitioner's forms. Errors: as FormsOf, and ErrNoForm.
func (c *Catalog) FormByID(ctx context.Context, by identity.Principal, practitionerID, id uuid.UUID) (Form, error) {
	if err := c.mayEdit(ctx, by, practitionerID); err != nil {
		return Form{}, err
	}
	return c.formTx(ctx, c.DB, practitionerID, id)
}

func (c *Catalog) mayEdit(ctx context.Context, by identity.Principal, practitionerID uuid.UUID) error {
	_, err := c.mine(by, func() (catalogdb.CatalogPractitioner, error) { return on(c.DB).PractitionerByID(ctx, practitionerID) })
	return err
}

func (c *Catalog) formTx(ctx context.Context, q db.Querier, practitionerID, id uuid.UUID) (Form, error) {
	row, err := on(q).FormByID(ctx, id)
	if db.IsNoRows(err) || err == nil && row.CatalogForm.PractitionerID != practitionerID {
		return Form{}, ErrNoForm
	}
	if err != nil {
		return Form{}, err
	}
	return formOf(row.CatalogForm, row.CatalogFormVersion, row.Services)
}

// AddForm makes a form. Errors: ErrNoPractitioner, identity.ErrForbidden, apperr.ErrValidation, ErrTooManyForms,
// ErrNoService.
func (c *Catalog) AddForm(ctx context.Context, by identity.Principal, practitionerID uuid.UUID, in FormDraft) (Form, error) {
	if err := in.Document.check(in.Kind); err != nil {
		return Form{}, err
	}
	id := c.IDs.ID()
	return c.changeForm(ctx, by, practitionerID, id, func(tx db.Tx) error {
		n, err := on(tx).CountForms(ctx, practitionerID)
		if err != nil || n >= maxForms {
			return orElse(err, ErrTooManyForms)
		}
		now := c.Clock.Now()
		if err := on(tx).InsertForm(ctx, catalogdb.InsertFormParams{ID: id, PractitionerID: practitionerID, Kind: string(in.Kind), CreatedAt: now}); err != nil {
			return err
		}
		if err := c.writeVersionTx(ctx, tx, versionOf(id, in.Kind, 1, in.Document)); err != nil {
			return err
		}
		return c.attachTx(ctx, tx, id, in.Services)
	})
}

// UpdateForm gives a form other words and services when version is still the current one. The same words stay the same
// version; others make a new one, which only new holds have to answer. A form out of use is in use again.
// Errors: as AddForm, ErrNoForm, ErrStale.
func (c *Catalog) UpdateForm(ctx context.Context, by identity.Principal, practitionerID, id uuid.UUID, version int, in FormDraft) (Form, error) {
	return c.changeForm(ctx, by, practitionerID, id, func(tx db.Tx) error {
		old, err := c.lockFormTx(ctx, tx, practitionerID, id)
		switch {
		case err != nil:
			return err
		case old.Version != version:
			return ErrStale
		}
		if err := in.Document.check(old.Kind); err != nil {
			return err
		}
		next := versionOf(id, old.Kind, old.Version, in.Document)
		if !sameDocument(next.Document, old.Document) {
			next.Version++
			if err := c.writeVersionTx(ctx, tx, next); err != nil {
				return err
			}
		}
		if err := on(tx).SetFormVersion(ctx, catalogdb.SetFormVersionParams{ID: id, Version: int32(next.Version), Active: true}); err != nil {
			return err
		}
		return c.attachTx(ctx, tx, id, in.Services)
	})
}

// RetireForm asks for a form no more; what was answered stays. Doing it twice is harmless. Errors: ErrNoPractitioner,
// identity.ErrForbidden, ErrNoForm.
func (c *Catalog) RetireForm(ctx context.Context, by identity.Principal, practitionerID, id uuid.UUID) (Form, error) {
	return c.changeForm(ctx, by, practitionerID, id, func(tx db.Tx) error {
		old, err := c.lockFormTx(ctx, tx, practitionerID, id)
		if err != nil {
			return err
		}
		return on(tx).SetFormVersion(ctx, catalogdb.SetFormVersionParams{ID: id, Version: int32(old.Version)})
	})
}

// changeForm is the frame of a change: the profile locked for its owner, and the form as it is then.
func (c *Catalog) changeForm(ctx context.Context, by identity.Principal, practitionerID, id uuid.UUID, do func(db.Tx) error) (Form, error) {
	var out Form
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) error {
		if _, err := c.lockTx(ctx, tx, by, practitionerID); err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		var err error
		out, err = c.formTx(ctx, tx, practitionerID, id)
		return err
	})
	return out, err
}

func (c *Catalog) lockFormTx(ctx context.Context, tx db.Tx, practitionerID, id uuid.UUID) (Form, error) {
	row, err := on(tx).LockForm(ctx, id)
	if db.IsNoRows(err) || err == nil && row.PractitionerID != practitionerID {
		return Form{}, ErrNoForm
	}
	if err != nil {
		return Form{}, err
	}
	return c.formTx(ctx, tx, practitionerID, id)
}

func (c *Catalog) writeVersionTx(ctx context.Context, tx db.Tx, v FormVersion) error {
	document, err := json.Marshal(v.Document)
	if err != nil {
		return err
	}
	return on(tx).InsertFormVersion(ctx, catalogdb.InsertFormVersionParams{FormID: v.FormID, Version: int32(v.Version), Document: document,
		Canonical: v.Text, Sha256: v.SHA256[:], CreatedAt: c.Clock.Now()})
}

// attachTx makes these services, and no others, ask for the form.
func (c *Catalog) attachTx(ctx context.Context, tx db.Tx, id uuid.UUID, services []uuid.UUID) error {
	if err := on(tx).DetachForm(ctx, id); err != nil {
		return err
	}
	distinct := map[uuid.UUID]bool{}
	for _, s := range services {
		distinct[s] = true
	}
	n, err := on(tx).AttachForm(ctx, catalogdb.AttachFormParams{FormID: id, Services: services})
	if err == nil && int(n) != len(distinct) {
		return ErrNoService
	}
	return err
}

// FormRef names a version of a form.
type FormRef struct {
	FormID  uuid.UUID
	Version int
}

// FormVersions reads documents as they were, in one query; what does not exist is absent.
func (c *Catalog) FormVersions(ctx context.Context, q db.Querier, refs []FormRef) (map[FormRef]FormVersion, error) {
	out := make(map[FormRef]FormVersion, len(refs))
	if len(refs) == 0 {
		return out, nil
	}
	p := catalogdb.FormVersionsParams{}
	for _, r := range refs {
		p.Forms, p.Versions = append(p.Forms, r.FormID), append(p.Versions, int32(r.Version))
	}
	rows, err := on(q).FormVersions(ctx, p)
	for _, r := range rows {
		v, bad := formVersionOf(r.FormID, r.Kind, r.Version, r.Document, r.Canonical, r.Sha256)
		if bad != nil {
			return nil, bad
		}
		out[FormRef{v.FormID, v.Version}] = v
	}
	return out, err
}

// FormsOfService lists what has to be answered to book a service at this moment.
func (c *Catalog) FormsOfService(ctx context.Context, serviceID uuid.UUID) ([]FormVersion, error) {
	rows, err := on(c.DB).FormsOfService(ctx, serviceID)
	out := make([]FormVersion, len(rows))
	for i, r := range rows {
		v, bad := formVersionOf(r.FormID, r.Kind, r.Version, r.Document, r.Canonical, r.Sha256)
		if bad != nil {
			return nil, bad
		}
		out[i] = v
	}
	return out, err
}

func formOf(f catalogdb.CatalogForm, v catalogdb.CatalogFormVersion, services []uuid.UUID) (Form, error) {
	version, err := formVersionOf(f.ID, f.Kind, v.Version, v.Document, v.Canonical, v.Sha256)
	return Form{FormVersion: version, PractitionerID: f.PractitionerID, Active: f.Active, Services: services}, err
}

func formVersionOf(id uuid.UUID, kind string, version int32, document []byte, text string, sum []byte) (FormVersion, error) {
	v := FormVersion{FormID: id, Kind: FormKind(kind), Version: int(version), Text: text, SHA256: [32]byte(sum)}
	if err := json.Unmarshal(document, &v.Document); err != nil {
		return v, fmt.Errorf("version %d of form %s: %w", version, id, err)
	}
	return v, nil
}

// sameDocument reports whether two documents ask the same in the same way.
func sameDocument(a, b FormDocument) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
