// Package blob stores files: pictures, documents, exports. The truth about a file (whose it is, what it is called)
// stays in the database; here it is bytes under a key that we made up, never a name that a person gave.
//
// Keys are written once. Putting the same bytes again is fine, so that a retried job succeeds; other bytes under the
// same key are refused. This makes every stored file safe to cache for ever.
package blob

import (
	"context"
	"io"
	"mime"
	"time"

	"klear/internal/platform/apperr"
)

// Errors of every Store.
var (
	ErrNotFound   = apperr.New(apperr.NotFound, "blob_not_found", "This file does not exist any more.")
	ErrExists     = apperr.New(apperr.Conflict, "blob_exists", "Another file is already stored under this key.")
	ErrTooLarge   = apperr.New(apperr.TooLarge, "blob_too_large", "This file is too large.")
	ErrFull       = apperr.New(apperr.Unavailable, "storage_full", "We cannot take files right now. Nothing was stored; please try again later.")
	ErrInvalidKey = apperr.New(apperr.Internal, "blob_key_invalid", "This file cannot be stored.")
	ErrDamaged    = apperr.New(apperr.Internal, "blob_damaged", "This file is damaged.")
)

// Info describes a stored file.
type Info struct {
	Key         string    `json:"key"`
	Size        int64     `json:"size"`
	ContentType string    `json:"contentType"`
	SHA256      string    `json:"sha256"` // lower-case hex
	StoredAt    time.Time `json:"storedAt"`
}

// Content is an open file. Close it.
type Content interface {
	io.ReadSeekCloser
	io.ReaderAt
}

// Store keeps files. All methods return the errors above for what can go wrong as planned, and others for what cannot.
type Store interface {
	// Put stores what r gives, at most maxBytes, under key. It returns ErrTooLarge, ErrExists, ErrFull, ErrInvalidKey,
	// or the error of r; after an error nothing is stored.
	Put(ctx context.Context, key string, r io.Reader, contentType string, maxBytes int64) (Info, error)
	// Get opens a file for reading. It returns ErrNotFound.
	Get(ctx context.Context, key string) (Content, Info, error)
	// Stat describes a file. It returns ErrNotFound.
	Stat(ctx context.Context, key string) (Info, error)
	// Delete removes a file; one that is not there is no error.
	Delete(ctx context.Context, key string) error
}

// MaxKey is the longest key.
const MaxKey = 150

// ValidKey reports whether key is made of segments of lower-case letters, digits and hyphens, joined by slashes:
// "avatars/0192f3c4-…-512". Nothing else can name a file, so that no key can lead out of the store.
func ValidKey(key string) bool {
	if len(key) == 0 || len(key) > MaxKey {
		return false
	}
	slash := true // at the start of a segment
	for _, c := range []byte(key) {
		switch {
		case c == '/':
			if slash {
				return false
			}
			slash = true
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-' && !slash:
			slash = false
		default:
			return false
		}
	}
	return !slash
}

func validType(contentType string) bool {
	_, _, err := mime.ParseMediaType(contentType)
	return err == nil && len(contentType) <= 200
}
