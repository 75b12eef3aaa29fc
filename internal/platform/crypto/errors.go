package crypto

import (
	"fmt"
	"io/fs"

	"klear/internal/platform/apperr"
)

// Errors of this package.
var (
	// ErrUnreadable: the ciphertext is damaged, was moved, or belongs to another key. A fault of ours, or tampering.
	ErrUnreadable = apperr.New(apperr.Internal, "ciphertext_unreadable", "This content cannot be read.")
	// ErrKeyDestroyed: the person was erased.
	ErrKeyDestroyed = apperr.New(apperr.Gone, "key_destroyed", "This content has been erased.")
	// ErrTooLarge: more than MaxPlaintext.
	ErrTooLarge = apperr.New(apperr.TooLarge, "plaintext_too_large", "This text is too long.")
	// ErrLinkExpired and ErrLinkForged: what VerifyLink finds.
	ErrLinkExpired = apperr.New(apperr.Gone, "link_expired", "This link has expired. Please ask for a new one.")
	ErrLinkForged  = apperr.New(apperr.Forbidden, "link_forged", "This link is incomplete or was changed. Please copy it again.")
)

// KeyFileError says why the master key file cannot be used, in one line that tells the operator what to do.
type KeyFileError struct {
	Path string
	// Mode is set when the file may be read by others.
	Mode  fs.FileMode
	cause error
}

// Error is the line.
func (e *KeyFileError) Error() string {
	if e.Mode != 0 {
		return fmt.Sprintf("key file %s can be read by other accounts (mode %04o): run chmod 600 %s", e.Path, e.Mode, e.Path)
	}
	return fmt.Sprintf("key file %s cannot be used: %v", e.Path, e.cause)
}

// Unwrap returns the cause.
func (e *KeyFileError) Unwrap() error { return e.cause }
