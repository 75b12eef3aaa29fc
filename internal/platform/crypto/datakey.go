package crypto

import (
	"encoding/binary"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// MaxPlaintext is the largest field that can be sealed, in bytes. Larger things are files.
const MaxPlaintext = 16 << 20

// AAD names the place of a field. A ciphertext opens in the place it was sealed for and nowhere else.
type AAD struct {
	Table  string // with its schema: "health.record"
	Row    uuid.UUID
	Column string
}

// encode is unambiguous: every part is preceded by its length.
func (a AAD) encode() []byte {
	b := make([]byte, 0, 32+len(a.Table)+len(a.Column))
	b = append(b, "klear field v1"...)
	b = appendPart(b, []byte(a.Table))
	b = appendPart(b, a.Row[:])
	return appendPart(b, []byte(a.Column))
}

func appendPart(b, part []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
	return append(b, part...)
}

// DataKey seals the fields of one person. It is safe for concurrent use; keep it in memory only for as long as it is
// needed.
type DataKey struct{ aead tink.AEAD }

// Seal encrypts one field. The result is 33 bytes longer than the plaintext. It returns ErrTooLarge.
func (k *DataKey) Seal(plaintext []byte, aad AAD) ([]byte, error) {
	if len(plaintext) > MaxPlaintext {
		return nil, ErrTooLarge
	}
	return k.aead.Encrypt(plaintext, aad.encode())
}

// Open decrypts one field. It returns ErrUnreadable.
func (k *DataKey) Open(ciphertext []byte, aad AAD) ([]byte, error) {
	plain, err := k.aead.Decrypt(ciphertext, aad.encode())
	if err != nil {
		return nil, ErrUnreadable.With(err)
	}
	return plain, nil
}
