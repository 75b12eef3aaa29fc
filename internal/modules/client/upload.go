package client

import (
	"bytes"
	"context"
	"io"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/modules/client/sheet"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Check keeps a file for a day, sealed, and says what importing it would do. An earlier one of the caller goes. Errors:
// those of TryImport.
func (s *Service) Check(ctx context.Context, who identity.Principal, file io.Reader) (uuid.UUID, Report, error) {
	content, err := io.ReadAll(io.LimitReader(file, sheet.MaxBytes+1))
	if err != nil {
		return uuid.Nil, Report{}, ErrFile.With(err)
	}
	report, err := s.TryImport(ctx, who, bytes.NewReader(content))
	if err != nil {
		return uuid.Nil, Report{}, err
	}
	id := s.IDs.ID()
	sealed, err := s.People.SealTx(ctx, s.DB, who.PersonID, uploadOf(id), content)
	if err != nil {
		return uuid.Nil, Report{}, err
	}
	return id, report, clientdb.New(s.DB).PutUpload(ctx, clientdb.PutUploadParams{OwnerID: who.PersonID, ID: id, ContentSealed: sealed, CreatedAt: s.Clock.Now()})
}

// ImportChecked imports the file that Check kept. Errors: ErrNoUpload, those of Import.
func (s *Service) ImportChecked(ctx context.Context, who identity.Principal, id uuid.UUID) (Report, error) {
	if err := may(who, identity.Create); err != nil {
		return Report{}, err
	}
	sealed, err := clientdb.New(s.DB).Upload(ctx, clientdb.UploadParams{OwnerID: who.PersonID, ID: id})
	if db.IsNoRows(err) {
		return Report{}, ErrNoUpload
	} else if err != nil {
		return Report{}, err
	}
	content, err := s.People.OpenTx(ctx, s.DB, who.PersonID, uploadOf(id), sealed)
	if err != nil {
		return Report{}, err
	}
	return s.Import(ctx, who, bytes.NewReader(content), nil)
}
