package dispute

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"klear/internal/modules/dispute/internal/disputedb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// File is a paper of the practitioner, beside the facts. Its name and content are sealed with their key.
type File struct {
	ID          uuid.UUID
	Name        string
	ContentType string
	Bytes       int
	SHA256      string // of the content, in hex: the document names the file by it
	AddedAt     time.Time

	blob string
}

// fileTypes are what banks read.
var fileTypes = []string{"application/pdf", "image/jpeg", "image/png"}

const maxFileName = 100 // characters

// AddFile keeps a file for the bank. What it is decides its content, not its name. Errors: ErrNotFound, ErrAnswered, ErrOver,
// ErrFileSize, ErrFileType, ErrFiles.
func (s *Service) AddFile(ctx context.Context, who identity.Principal, id uuid.UUID, name string, content []byte) (File, error) {
	if len(content) == 0 || len(content) > payment.MaxEvidenceBytes {
		return File{}, ErrFileSize
	}
	sum := sha256.Sum256(content)
	f := File{ID: s.IDs.ID(), Name: fileName(name), ContentType: http.DetectContentType(content), Bytes: len(content), SHA256: hex.EncodeToString(sum[:]), AddedAt: s.Clock.Now()}
	if !slices.Contains(fileTypes, f.ContentType) {
		return File{}, ErrFileType
	}
	d, err := s.find(ctx, s.DB, who, identity.Update, id)
	if err != nil {
		return File{}, err
	}
	if d.PersonID != who.PersonID {
		return File{}, identity.ErrForbidden
	}
	f.blob = fmt.Sprintf("dispute/%s/%s", id, f.ID)
	sealed, err := s.People.SealTx(ctx, s.DB, d.PersonID, field("file", "content", f.ID), content)
	if err != nil {
		return File{}, err
	}
	if err := s.Blobs.Put(ctx, f.blob, "application/octet-stream", sealed); err != nil {
		return File{}, err
	}
	out := f
	err = idem.InTx(ctx, s.DB, f.AddedAt, &out, func(tx db.Tx) error { return s.addFileTx(ctx, tx, who, id, f, sum[:]) })
	if err != nil || out.ID != f.ID { // refused, or added before: the first one stays
		s.discard(ctx, f.blob)
	}
	if err != nil {
		return File{}, err
	}
	return out, nil
}

func (s *Service) addFileTx(ctx context.Context, tx db.Tx, who identity.Principal, id uuid.UUID, f File, sum []byte) error {
	d, _, err := s.lockOwn(ctx, tx, who, id)
	if err != nil {
		return err
	}
	name, err := s.People.SealTx(ctx, tx, d.PersonID, field("file", "name_sealed", f.ID), []byte(f.Name))
	if err != nil {
		return err
	}
	n, err := on(tx).InsertFile(ctx, disputedb.InsertFileParams{ID: f.ID, DisputeID: id, NameSealed: name, BlobKey: f.blob, ContentType: f.ContentType,
		SizeBytes: int32(f.Bytes), Sha256: sum, Now: f.AddedAt})
	if err == nil && n == 0 {
		err = ErrFiles
	}
	return err
}

// fileName keeps a name within a line of the document.
func fileName(name string) string {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == '/' || r == '\\' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "")))
	if runes := []rune(name); len(runes) > maxFileName {
		name = string(runes[len(runes)-maxFileName:]) // its end says what it is
	}
	if name == "" {
		return "file"
	}
	return name
}

// RemoveFile takes a file back before the answer. Errors: ErrNotFound, ErrAnswered, ErrOver, ErrNoFile.
func (s *Service) RemoveFile(ctx context.Context, who identity.Principal, id, file uuid.UUID) error {
	var blob string
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &blob, func(tx db.Tx) error {
		if _, _, err := s.lockOwn(ctx, tx, who, id); err != nil {
			return err
		}
		var err error
		blob, err = on(tx).DeleteFile(ctx, disputedb.DeleteFileParams{ID: file, DisputeID: id})
		if db.IsNoRows(err) {
			err = ErrNoFile
		}
		return err
	})
	if err == nil {
		s.discard(ctx, blob)
	}
	return err
}

// discard deletes a file that nothing speaks of any more. One that stays is sealed.
func (s *Service) discard(ctx context.Context, blob string) {
	if err := s.Blobs.Delete(context.WithoutCancel(ctx), blob); err != nil {
		s.Log.WarnContext(ctx, "dispute: a file that is not needed was not deleted", "file", blob, "error", err)
	}
}

// ReadFile opens a file for its practitioner or an operator. Errors: ErrNotFound, ErrNoFile, crypto.ErrKeyDestroyed.
func (s *Service) ReadFile(ctx context.Context, who identity.Principal, id, file uuid.UUID) (File, []byte, error) {
	d, err := s.find(ctx, s.DB, who, identity.Read, id)
	if err != nil {
		return File{}, nil, err
	}
	row, err := on(s.DB).File(ctx, disputedb.FileParams{ID: file, DisputeID: id})
	if db.IsNoRows(err) {
		return File{}, nil, ErrNoFile
	} else if err != nil {
		return File{}, nil, err
	}
	f, err := s.fileOf(ctx, s.DB, d, row)
	if err != nil {
		return File{}, nil, err
	}
	content, err := s.content(ctx, d, f)
	return f, content, err
}

func (s *Service) content(ctx context.Context, d Dispute, f File) ([]byte, error) {
	sealed, err := s.Blobs.Get(ctx, f.blob)
	if err != nil {
		return nil, err
	}
	return s.People.OpenTx(ctx, s.DB, d.PersonID, field("file", "content", f.ID), sealed)
}

func (s *Service) filesOf(ctx context.Context, q db.Querier, d Dispute) ([]File, error) {
	rows, err := on(q).Files(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	var out []File
	for _, r := range rows {
		f, err := s.fileOf(ctx, q, d, r)
		if errors.Is(err, crypto.ErrKeyDestroyed) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func (s *Service) fileOf(ctx context.Context, q db.Querier, d Dispute, r disputedb.DisputeFile) (File, error) {
	name, err := s.People.OpenTx(ctx, q, d.PersonID, field("file", "name_sealed", r.ID), r.NameSealed)
	return File{ID: r.ID, Name: string(name), ContentType: r.ContentType, Bytes: int(r.SizeBytes), SHA256: hex.EncodeToString(r.Sha256), AddedAt: r.AddedAt.UTC(), blob: r.BlobKey}, err
}
