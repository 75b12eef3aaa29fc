package crypto

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// keyFile is the content of the master key file.
type keyFile struct {
	Version int             `json:"version"`
	Comment string          `json:"comment"`
	Seed    []byte          `json:"seed"`
	Keyset  json.RawMessage `json:"keyset"` // Tink's JSON
}

const (
	fileVersion = 1
	fileComment = "Klear master key. Keep a copy in a safe place apart from the database backups: without it nothing that is encrypted can be read again."
	seedBytes   = 32
	maxKeyFile  = 1 << 20
	filePrivate = fs.FileMode(0o600)
	dirPrivate  = fs.FileMode(0o700)
)

// OpenMaster reads the master key file, or makes it when there is none; made reports that. The file has mode 0600; a
// looser one is refused. Every error is a *KeyFileError.
func OpenMaster(path string) (m *Master, made bool, err error) {
	if m, err = readKeyFile(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return m, false, err
	}
	made, err = createKeyFile(path)
	if err != nil {
		return nil, false, err
	}
	m, err = readKeyFile(path)
	return m, made, err
}

func readKeyFile(path string) (*Master, error) {
	fail := func(err error) (*Master, error) { return nil, &KeyFileError{Path: path, cause: err} }
	info, err := os.Stat(path)
	if err != nil {
		return fail(err)
	}
	if !info.Mode().IsRegular() || info.Size() > maxKeyFile {
		return fail(errors.New("it is not a key file"))
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, &KeyFileError{Path: path, Mode: mode}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return fail(err)
	}
	var f keyFile
	if err := json.Unmarshal(raw, &f); err != nil {
		return fail(fmt.Errorf("it is damaged: %w", err))
	}
	if f.Version != fileVersion || len(f.Seed) != seedBytes {
		return fail(fmt.Errorf("it has version %d; this program reads version %d", f.Version, fileVersion))
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Keyset)))
	if err != nil {
		return fail(fmt.Errorf("it is damaged: %w", err))
	}
	m, err := newMaster(path, h, f.Seed)
	if err != nil {
		return fail(err)
	}
	return m, nil
}

// createKeyFile writes a fresh key. When another process was quicker its file stands, and made is false.
func createKeyFile(path string) (made bool, err error) {
	fail := func(err error) (bool, error) { return false, &KeyFileError{Path: path, cause: err} }
	if err := os.MkdirAll(filepath.Dir(path), dirPrivate); err != nil {
		return fail(err)
	}
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fail(err)
	}
	seed := make([]byte, seedBytes)
	_, _ = rand.Read(seed) // never fails
	tmp, err := writeTemp(path, h, seed)
	if err != nil {
		return fail(err)
	}
	defer os.Remove(tmp)
	// A link, unlike a rename, never replaces a key that is already in use.
	switch err := os.Link(tmp, path); {
	case errors.Is(err, fs.ErrExist):
		return false, nil
	case err != nil:
		return fail(err)
	}
	return true, syncFolder(path)
}

func replaceKeyFile(path string, h *keyset.Handle, seed []byte) error {
	tmp, err := writeTemp(path, h, seed)
	if err != nil {
		return &KeyFileError{Path: path, cause: err}
	}
	if err := os.Rename(tmp, path); err != nil {
		_ = os.Remove(tmp)
		return &KeyFileError{Path: path, cause: err}
	}
	return syncFolder(path)
}

// writeTemp writes the content beside path, on disk and readable by us only (CreateTemp uses mode 0600).
func writeTemp(path string, h *keyset.Handle, seed []byte) (name string, err error) {
	var ks bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&ks)); err != nil {
		return "", err
	}
	raw, err := json.MarshalIndent(keyFile{Version: fileVersion, Comment: fileComment, Seed: seed, Keyset: ks.Bytes()}, "", "  ")
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".master-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(append(raw, '\n'))
	err = errors.Join(err, f.Chmod(filePrivate), f.Sync(), f.Close())
	if err != nil {
		_ = os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// syncFolder makes the new name survive a power cut.
func syncFolder(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return &KeyFileError{Path: path, cause: err}
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return &KeyFileError{Path: path, cause: err}
	}
	return nil
}
