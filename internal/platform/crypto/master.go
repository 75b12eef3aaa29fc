package crypto

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Master wraps data keys. It is safe for concurrent use.
type Master struct {
	path string
	seed []byte // of SubKey; not rotated, so that links and tokens outlive a rotation

	mu     sync.RWMutex
	handle *keyset.Handle
	aead   tink.AEAD
}

func newMaster(path string, h *keyset.Handle, seed []byte) (*Master, error) {
	a, err := aead.New(h)
	if err != nil {
		return nil, err
	}
	return &Master{path: path, handle: h, aead: a, seed: seed}, nil
}

func (m *Master) current() tink.AEAD {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.aead
}

// NewDataKey makes a key for a person and wraps it. Store wrapped beside the person; it is some 120 bytes.
func (m *Master) NewDataKey(person uuid.UUID) (wrapped []byte, k *DataKey, err error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, nil, fmt.Errorf("crypto: new data key: %w", err)
	}
	var clear bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewBinaryWriter(&clear)); err != nil {
		return nil, nil, fmt.Errorf("crypto: encode data key: %w", err)
	}
	if wrapped, err = m.current().Encrypt(clear.Bytes(), wrapAAD(person)); err != nil {
		return nil, nil, fmt.Errorf("crypto: wrap data key: %w", err)
	}
	a, err := aead.New(h)
	if err != nil {
		return nil, nil, fmt.Errorf("crypto: new data key: %w", err)
	}
	return wrapped, &DataKey{aead: a}, nil
}

// OpenDataKey unwraps a person's key. It returns ErrKeyDestroyed when wrapped is empty, and ErrUnreadable when it
// belongs to another person or another master key.
func (m *Master) OpenDataKey(wrapped []byte, person uuid.UUID) (*DataKey, error) {
	plain, err := m.unwrap(wrapped, person)
	if err != nil {
		return nil, err
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(plain)))
	if err != nil {
		return nil, ErrUnreadable.With(err)
	}
	a, err := aead.New(h)
	if err != nil {
		return nil, ErrUnreadable.With(err)
	}
	return &DataKey{aead: a}, nil
}

func (m *Master) unwrap(wrapped []byte, person uuid.UUID) ([]byte, error) {
	if len(wrapped) == 0 {
		return nil, ErrKeyDestroyed
	}
	plain, err := m.current().Decrypt(wrapped, wrapAAD(person))
	if err != nil {
		return nil, ErrUnreadable.With(err)
	}
	return plain, nil
}

func wrapAAD(person uuid.UUID) []byte {
	return appendPart([]byte("klear data key v1"), person[:])
}

// Rewrap wraps a person's key with the present primary master key; the key itself stays the same.
func (m *Master) Rewrap(wrapped []byte, person uuid.UUID) ([]byte, error) {
	plain, err := m.unwrap(wrapped, person)
	if err != nil {
		return nil, err
	}
	return m.current().Encrypt(plain, wrapAAD(person))
}

// PrimaryID is the id of the master key that wraps new data keys.
func (m *Master) PrimaryID() uint32 {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.handle.KeysetInfo().GetPrimaryKeyId()
}

// KeyID is the id of the master key that wrapped a data key: those that differ from PrimaryID wait for Rewrap. It is
// 0 for what is no wrapped key. Tink writes it after one byte of format.
func KeyID(wrapped []byte) uint32 {
	if len(wrapped) < 5 {
		return 0
	}
	return binary.BigEndian.Uint32(wrapped[1:5])
}

// Rotate adds a new master key, makes it primary and saves the file. Older keys keep opening what they wrapped.
func (m *Master) Rotate() error {
	return m.change(func(km *keyset.Manager) error {
		id, err := km.Add(aead.AES256GCMKeyTemplate())
		if err != nil {
			return err
		}
		return km.SetPrimary(id)
	})
}

// Retire removes an old master key from the file for good. Make sure that no wrapped key has its id, backups that are
// still to be restored included. The primary key cannot be retired.
func (m *Master) Retire(id uint32) error {
	return m.change(func(km *keyset.Manager) error { return km.Delete(id) })
}

func (m *Master) change(edit func(*keyset.Manager) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	km := keyset.NewManagerFromHandle(m.handle)
	if err := edit(km); err != nil {
		return fmt.Errorf("crypto: change master key: %w", err)
	}
	h, err := km.Handle()
	if err != nil {
		return fmt.Errorf("crypto: change master key: %w", err)
	}
	next, err := newMaster(m.path, h, m.seed)
	if err != nil {
		return fmt.Errorf("crypto: change master key: %w", err)
	}
	if err := replaceKeyFile(m.path, h, m.seed); err != nil {
		return err
	}
	m.handle, m.aead = next.handle, next.aead
	return nil
}

// SubKey derives a 32-byte key for one purpose ("csrf", "links"). It stays the same over rotations of the master key.
func (m *Master) SubKey(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, slices.Clone(m.seed), nil, "klear "+purpose, sha256.Size)
	if err != nil {
		panic("crypto: " + err.Error()) // only for lengths beyond 8 KB
	}
	return key
}
