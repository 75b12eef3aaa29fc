package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/clock"
)

// Files is a Store in a folder. Each file lies in one of 256 folders by the hash of its key, with a small JSON file
// beside it that holds its Info. A file appears under its name only when all of it is on disk.
type Files struct {
	root  *os.Root
	clock clock.Clock
	// writer is where tests put a disk that fills up.
	writer func(*os.File) io.Writer
}

const (
	tmpFolder  = "tmp"
	metaSuffix = ".json"
	// staleAfter is when what a crash left in tmpFolder is surely nobody's.
	staleAfter = 24 * time.Hour
	dirMode    = fs.FileMode(0o700)
	fileMode   = fs.FileMode(0o600)
)

// OpenFiles uses the folder dir, making it if needed.
func OpenFiles(dir string, c clock.Clock) (*Files, error) {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	f := &Files{root: root, clock: c, writer: func(f *os.File) io.Writer { return f }}
	if err := f.sweep(); err != nil {
		_ = root.Close()
		return nil, fmt.Errorf("blob: %w", err)
	}
	return f, nil
}

// Close releases the folder.
func (f *Files) Close() error { return f.root.Close() }

// sweep makes the folder for unfinished files and clears what crashes left there.
func (f *Files) sweep() error {
	if err := f.root.MkdirAll(tmpFolder, dirMode); err != nil {
		return err
	}
	left, err := fs.ReadDir(f.root.FS(), tmpFolder)
	if err != nil {
		return err
	}
	for _, e := range left {
		info, err := e.Info()
		if err == nil && f.clock.Now().Sub(info.ModTime()) > staleAfter {
			_ = f.root.Remove(tmpFolder + "/" + e.Name())
		}
	}
	return nil
}

// place is the folder and the name of a key.
func place(key string) (folder, name string, err error) {
	if !ValidKey(key) {
		return "", "", ErrInvalidKey
	}
	sum := sha256.Sum256([]byte(key))
	folder = hex.EncodeToString(sum[:1])
	return folder, folder + "/" + strings.ReplaceAll(key, "/", "~"), nil
}

// Put implements Store.
func (f *Files) Put(ctx context.Context, key string, r io.Reader, contentType string, maxBytes int64) (Info, error) {
	folder, name, err := place(key)
	if err != nil {
		return Info{}, err
	}
	if !validType(contentType) {
		return Info{}, ErrInvalidKey.WithMessage("%q is not a content type.", contentType)
	}
	tmp := tmpFolder + "/" + uuid.NewString()
	defer func() { _ = f.root.Remove(tmp) }()
	size, sum, err := f.write(ctx, tmp, r, maxBytes)
	if err != nil {
		return Info{}, diskError(err)
	}
	info := Info{Key: key, Size: size, ContentType: contentType, SHA256: hex.EncodeToString(sum), StoredAt: f.clock.Now()}
	if err := f.publish(folder, name, tmp, info); err != nil {
		return Info{}, diskError(err)
	}
	return f.Stat(ctx, key)
}

// write copies r into the new file name, at most maxBytes, and onto the disk.
func (f *Files) write(ctx context.Context, name string, r io.Reader, maxBytes int64) (size int64, sum []byte, err error) {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return 0, nil, err
	}
	h := sha256.New()
	size, err = copyLimited(ctx, f.writer(file), h, r, maxBytes)
	if err == nil {
		err = file.Sync()
	}
	return size, h.Sum(nil), errors.Join(err, file.Close())
}

func copyLimited(ctx context.Context, w io.Writer, h hash.Hash, r io.Reader, maxBytes int64) (int64, error) {
	n, err := io.Copy(io.MultiWriter(w, h), &ctxReader{ctx, io.LimitReader(r, maxBytes+1)})
	if err == nil && n > maxBytes {
		err = ErrTooLarge
	}
	return n, err
}

// ctxReader ends a long copy with its context.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (c *ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// publish gives the finished file its name, then writes its description. The link decides between several writers:
// unlike a rename it fails when the name is taken, and whoever loses may only go on with the very same bytes. So the
// description always belongs to the file; one that a crash kept from being written is supplied by the next Put.
func (f *Files) publish(folder, name, tmp string, info Info) error {
	if err := f.root.MkdirAll(folder, dirMode); err != nil {
		return err
	}
	if err := f.root.Link(tmp, name); errors.Is(err, fs.ErrExist) {
		if err := f.sameBytes(name, info); err != nil {
			return err
		}
		if _, err := f.root.Stat(name + metaSuffix); err == nil {
			return nil
		}
	} else if err != nil {
		return err
	}
	meta, err := json.Marshal(info)
	if err != nil {
		return err
	}
	tmpMeta := tmp + metaSuffix
	defer func() { _ = f.root.Remove(tmpMeta) }()
	if _, _, err := f.write(context.Background(), tmpMeta, bytes.NewReader(meta), int64(len(meta))); err != nil {
		return err
	}
	if err := f.root.Rename(tmpMeta, name+metaSuffix); err != nil {
		return err
	}
	return f.syncFolder(folder)
}

// sameBytes returns ErrExists unless the file called name has the content that info describes.
func (f *Files) sameBytes(name string, info Info) error {
	file, err := f.root.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != info.SHA256 {
		return ErrExists
	}
	return nil
}

// syncFolder makes names survive a power cut.
func (f *Files) syncFolder(folder string) error {
	d, err := f.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Get implements Store.
func (f *Files) Get(ctx context.Context, key string) (Content, Info, error) {
	info, err := f.Stat(ctx, key)
	if err != nil {
		return nil, Info{}, err
	}
	_, name, err := place(key)
	if err != nil {
		return nil, Info{}, err
	}
	file, err := f.root.Open(name)
	if err != nil {
		return nil, Info{}, diskError(err)
	}
	return file, info, nil
}

// Stat implements Store.
func (f *Files) Stat(ctx context.Context, key string) (Info, error) {
	if err := ctx.Err(); err != nil {
		return Info{}, err
	}
	_, name, err := place(key)
	if err != nil {
		return Info{}, err
	}
	onDisk, err := f.root.Stat(name)
	if err != nil {
		return Info{}, diskError(err)
	}
	meta, err := f.root.ReadFile(name + metaSuffix)
	if err != nil {
		return Info{}, diskError(err)
	}
	var info Info
	if err := json.Unmarshal(meta, &info); err != nil {
		return Info{}, ErrDamaged.With(err)
	}
	if info.Key != key || info.Size != onDisk.Size() {
		return Info{}, ErrDamaged
	}
	return info, nil
}

// Delete implements Store.
func (f *Files) Delete(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	_, name, err := place(key)
	if err != nil {
		return err
	}
	for _, n := range []string{name, name + metaSuffix} {
		if err := f.root.Remove(n); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return diskError(err)
		}
	}
	return nil
}

// Verify reads a whole file and compares it with its hash; for restore drills. It returns ErrNotFound or ErrDamaged.
func (f *Files) Verify(ctx context.Context, key string) error {
	content, info, err := f.Get(ctx, key)
	if err != nil {
		return err
	}
	defer content.Close()
	h := sha256.New()
	if _, err := io.Copy(h, &ctxReader{ctx, content}); err != nil {
		return diskError(err)
	}
	if hex.EncodeToString(h.Sum(nil)) != info.SHA256 {
		return ErrDamaged
	}
	return nil
}

// diskError names the failures that the rest of the program acts on.
func diskError(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrNotFound.With(err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EROFS):
		return ErrFull.With(err)
	}
	return err
}
