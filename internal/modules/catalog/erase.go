package catalog

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"
)

// ErasedService is what stands where a service of an erased practitioner was named.
const ErasedService = "Session"

// ErasedSlug is the slug of an erased practitioner, which says nothing about them. Nobody else may take one of this form.
func ErasedSlug(id uuid.UUID) string { return "deleted-" + id.String() }

// erasedSlugTx is ErasedSlug, or one of its form that nobody can have guessed: no name stops an erasure.
func (c *Catalog) erasedSlugTx(ctx context.Context, tx db.Tx, id uuid.UUID) (string, error) {
	taken, err := on(tx).SlugOfAnother(ctx, catalogdb.SlugOfAnotherParams{Slug: ErasedSlug(id), PractitionerID: id})
	if err == nil && taken {
		return ErasedSlug(c.IDs.ID()), nil
	}
	return ErasedSlug(id), err
}

// eraseTx empties the profile of a deleted account for good: words, place, papers and pictures go, old addresses of the
// page lead nowhere. What is left is a row for bookings and ledger to point at. A second run changes nothing.
func (c *Catalog) eraseTx(ctx context.Context, tx db.Tx, row catalogdb.CatalogPractitioner) error {
	if row.ErasedAt != nil {
		return nil
	}
	q := on(tx)
	keys, err := q.ForgetDocuments(ctx, row.ID)
	if err != nil {
		return err
	}
	if row.PhotoKey != "" {
		keys = append(keys, row.PhotoKey)
	}
	slug, err := c.erasedSlugTx(ctx, tx, row.ID)
	if err != nil {
		return err
	}
	erased, err := q.ErasePractitioner(ctx, catalogdb.ErasePractitionerParams{ID: row.ID, Slug: slug, DisplayName: identity.DeletedName, Now: c.Clock.Now()})
	if err != nil {
		return err
	}
	if err := errors.Join(q.ForgetSetup(ctx, row.ID), q.ClearEmbedOrigins(ctx, row.ID)); err != nil {
		return err
	}
	if err := q.ForgetSlugs(ctx, row.ID); err != nil {
		return err
	}
	if err := q.EraseAnswers(ctx, row.ID); err != nil {
		return err
	}
	if err := q.EraseServices(ctx, catalogdb.EraseServicesParams{PractitionerID: row.ID, Name: ErasedService}); err != nil {
		return err
	}
	if err := q.RetireForms(ctx, row.ID); err != nil { // what clients signed stays theirs
		return err
	}
	if err := q.EraseDecisions(ctx, row.ID); err != nil {
		return err
	}
	p, err := practitionerOf(erased)
	if err != nil {
		return err
	}
	work, err := c.Bus.AppendTx(ctx, tx, c.event(events.System, EventErased, p))
	if err != nil {
		return err
	}
	if len(keys) > 0 {
		work = append(work, jobs.Job{Args: deleteFiles{Keys: keys}, Queue: jobs.QueueBulk})
	}
	return c.Jobs.AddTx(ctx, tx, work...)
}

// deleteFiles is the job that deletes files which nothing names any more: after the commit, and until it succeeds.
type deleteFiles struct {
	Keys []string `json:"keys"`
}

// Kind names the job.
func (deleteFiles) Kind() string { return "catalog_delete_files" }

func (c *Catalog) deleteFiles(ctx context.Context, j deleteFiles) error {
	for _, key := range j.Keys {
		if err := c.Blobs.Delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// eraseMissed is the daily job that erases whose account was deleted without the profile following: before there was
// erasure, or because a delivery was given up on.
type eraseMissed struct{}

// Kind names the job.
func (eraseMissed) Kind() string { return "catalog_erase_missed" }

func (c *Catalog) eraseMissed(ctx context.Context, _ eraseMissed) error {
	people, err := on(c.DB).OutOfSight(ctx)
	if err != nil {
		return err
	}
	var faults []error
	for _, person := range people {
		faults = append(faults, c.FollowAccount(ctx, person))
	}
	return errors.Join(faults...)
}
