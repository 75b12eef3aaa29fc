package catalog

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

const maxPhotoBytes = 15 << 20

// SetPhoto replaces the portrait. The picture is decoded and encoded afresh, so that neither the place where it was taken
// nor anything else rides along. The file is stored before the row names it: a failure leaves an unused file, never a
// profile without its picture. Errors: ErrNoPractitioner, identity.ErrForbidden, ErrPhotoSize, those of Photos.
func (c *Catalog) SetPhoto(ctx context.Context, by identity.Principal, id uuid.UUID, content []byte) (Practitioner, error) {
	if len(content) == 0 || len(content) > maxPhotoBytes {
		return Practitioner{}, ErrPhotoSize
	}
	if err := c.mayChange(ctx, by, id); err != nil {
		return Practitioner{}, err
	}
	data, contentType, err := c.Photos.Photo(ctx, bytes.NewReader(content))
	if err != nil {
		return Practitioner{}, err
	}
	key := fmt.Sprintf("photos/%s/%s", id, c.IDs.ID())
	if err := c.Blobs.Put(ctx, key, contentType, data); err != nil {
		return Practitioner{}, err
	}
	return c.changePhoto(ctx, by, id, key)
}

// RemovePhoto takes the portrait away. Errors: ErrNoPractitioner, identity.ErrForbidden.
func (c *Catalog) RemovePhoto(ctx context.Context, by identity.Principal, id uuid.UUID) (Practitioner, error) {
	return c.changePhoto(ctx, by, id, "")
}

func (c *Catalog) changePhoto(ctx context.Context, by identity.Principal, id uuid.UUID, key string) (Practitioner, error) {
	var before, out Practitioner
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) (err error) {
		if before, err = c.lockTx(ctx, tx, by, id); err != nil {
			return err
		}
		after := before
		after.PhotoKey = key
		out, err = c.saveTx(ctx, tx, by, before, after)
		return err
	})
	if err != nil {
		c.discard(ctx, key)
		return Practitioner{}, err
	}
	if out.PhotoKey != key { // an upload that was repeated: the first one stays
		c.discard(ctx, key)
	} else if before.PhotoKey != key {
		c.discard(ctx, before.PhotoKey)
	}
	return out, nil
}

// discard deletes a file that nothing names any more. Failure only wastes space, so it is not reported.
func (c *Catalog) discard(ctx context.Context, key string) {
	if key == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = c.Blobs.Delete(ctx, key)
}

// mayChange refuses early what the transaction would refuse after the upload.
func (c *Catalog) mayChange(ctx context.Context, by identity.Principal, id uuid.UUID) error {
	return c.DB.InTx(ctx, func(tx db.Tx) error {
		_, err := c.shareTx(ctx, tx, by, id)
		return err
	})
}
