package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"klear/internal/platform/clock"
)

var testNow = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

func open(t *testing.T) (*Files, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	f, err := OpenFiles(dir, clock.NewFake(testNow))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f, dir
}

// stored lists the files under dir, temporary ones included.
func stored(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPutGetStatDelete(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	var s Store = f
	const key, hello = "avatars/0192f3c4-512", "hello"
	want := Info{Key: key, Size: 5, ContentType: "image/jpeg", SHA256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", StoredAt: testNow}
	info, err := s.Put(t.Context(), key, strings.NewReader(hello), "image/jpeg", 5)
	if diff := cmp.Diff(want, info); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	c, info, err := s.Get(t.Context(), key)
	if diff := cmp.Diff(want, info); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	if b, err := io.ReadAll(c); err != nil || string(b) != hello {
		t.Errorf("read %q, %v", b, err)
	}
	if pos, err := c.Seek(1, io.SeekStart); err != nil || pos != 1 {
		t.Errorf("seek: %d, %v", pos, err)
	}
	_ = c.Close()
	if err := f.Verify(t.Context(), key); err != nil {
		t.Error(err)
	}
	for range 2 { // a second time is no error
		if err := s.Delete(t.Context(), key); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Stat(t.Context(), key); !errors.Is(err, ErrNotFound) {
		t.Errorf("after delete: %v", err)
	}
	if left := stored(t, dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestKeysAreWrittenOnce(t *testing.T) {
	t.Parallel()
	f, _ := open(t)
	put := func(content string) error {
		_, err := f.Put(t.Context(), "a/b", strings.NewReader(content), "text/plain", 10)
		return err
	}
	if err := errors.Join(put("one"), put("one")); err != nil {
		t.Errorf("the same bytes again: %v", err)
	}
	if err := put("two"); !errors.Is(err, ErrExists) {
		t.Errorf("other bytes: %v", err)
	}
	c, _, err := f.Get(t.Context(), "a/b")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if b, _ := io.ReadAll(c); string(b) != "one" {
		t.Errorf("content %q", b)
	}
}

func TestConcurrentPutsHaveOneWinner(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	var won, lost atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			_, err := f.Put(t.Context(), "race", bytes.NewReader(bytes.Repeat([]byte{byte(i)}, 1000)), "text/plain", 1000)
			switch {
			case err == nil:
				won.Add(1)
			case errors.Is(err, ErrExists):
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || lost.Load() != 7 {
		t.Errorf("%d won, %d lost", won.Load(), lost.Load())
	}
	if err := f.Verify(t.Context(), "race"); err != nil {
		t.Errorf("the winner's file: %v", err)
	}
	if n := len(stored(t, dir)); n != 2 {
		t.Errorf("%d files, want the file and its description", n)
	}
}

func TestNoKeyLeadsOutOfTheStore(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	for _, key := range []string{
		"", "/", "/etc/passwd", "..", "../x", "a/../../x", "a/..", "./a", "a//b", "a/", `a\b`, `..\x`, "a\x00b", "a b", "A", "a.json", "a~b", "ä", "%2e%2e/x",
		"-rf", "a/-b", "a:b", "con.", strings.Repeat("a", MaxKey+1), "a\n", "～/x",
	} {
		if _, err := f.Put(t.Context(), key, strings.NewReader("x"), "text/plain", 10); !errors.Is(err, ErrInvalidKey) {
			t.Errorf("Put %q: %v", key, err)
		}
		if _, _, err := f.Get(t.Context(), key); !errors.Is(err, ErrInvalidKey) {
			t.Errorf("Get %q: %v", key, err)
		}
		if err := f.Delete(t.Context(), key); !errors.Is(err, ErrInvalidKey) {
			t.Errorf("Delete %q: %v", key, err)
		}
	}
	if left := stored(t, filepath.Dir(dir)); len(left) != 0 {
		t.Errorf("written: %v", left)
	}
	// Even a link that somebody planted in the folder is not followed out of it.
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	folder, name, err := place("planted")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
	if c, _, err := f.Get(t.Context(), "planted"); err == nil {
		_ = c.Close()
		t.Error("a link out of the store was followed")
	}
}

type failingReader struct {
	n   int
	err error
}

func (r *failingReader) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, r.err
	}
	r.n--
	return copy(p, "some bytes"), nil
}

func TestAFailedPutLeavesNothing(t *testing.T) {
	t.Parallel()
	errSource := errors.New("source")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name string
		ctx  context.Context
		r    io.Reader
		kind string
		disk error
		want error
	}{
		{"too large", t.Context(), strings.NewReader(strings.Repeat("x", 101)), "text/plain", nil, ErrTooLarge},
		{"endless", t.Context(), &failingReader{n: -1}, "text/plain", nil, ErrTooLarge},
		{"source fails", t.Context(), &failingReader{n: 2, err: errSource}, "text/plain", nil, errSource},
		{"cancelled", cancelled, strings.NewReader("x"), "text/plain", nil, context.Canceled},
		{"disk full", t.Context(), strings.NewReader("x"), "text/plain", &os.PathError{Op: "write", Err: syscall.ENOSPC}, ErrFull},
		{"quota", t.Context(), strings.NewReader("x"), "text/plain", syscall.EDQUOT, ErrFull},
		{"read-only disk", t.Context(), strings.NewReader("x"), "text/plain", &os.PathError{Op: "open", Err: syscall.EROFS}, ErrFull},
		{"no type", t.Context(), strings.NewReader("x"), "", nil, ErrInvalidKey},
		{"strange type", t.Context(), strings.NewReader("x"), "text/plain\r\nX: y", nil, ErrInvalidKey},
	} {
		f, dir := open(t)
		if c.disk != nil {
			f.writer = func(*os.File) io.Writer { return failingWriter{c.disk} }
		}
		if _, err := f.Put(c.ctx, "k", c.r, c.kind, 100); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if left := stored(t, dir); len(left) != 0 {
			t.Errorf("%s: left %v", c.name, left)
		}
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestDamageIsNoticed(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	if _, err := f.Put(t.Context(), "k", strings.NewReader("hello"), "text/plain", 100); err != nil {
		t.Fatal(err)
	}
	_, name, err := place("k")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("hellO"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Verify(t.Context(), "k"); !errors.Is(err, ErrDamaged) {
		t.Errorf("one changed byte: %v", err)
	}
	if err := os.Truncate(path, 2); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Get(t.Context(), "k"); !errors.Is(err, ErrDamaged) {
		t.Errorf("cut short: %v", err)
	}
}

func TestLeftoversOfACrash(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	fresh, old := filepath.Join(dir, tmpFolder, "fresh"), filepath.Join(dir, tmpFolder, "old")
	for path, at := range map[string]time.Time{fresh: testNow.Add(-time.Hour), old: testNow.Add(-25 * time.Hour)} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	// The crash came between the file and its description.
	folder, name, err := place("k")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Stat(t.Context(), "k"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a file without description: %v", err)
	}
	if _, err := f.Put(t.Context(), "k", strings.NewReader("y"), "text/plain", 10); !errors.Is(err, ErrExists) {
		t.Errorf("other bytes over it: %v", err)
	}
	if info, err := f.Put(t.Context(), "k", strings.NewReader("x"), "text/plain", 10); err != nil || info.ContentType != "text/plain" {
		t.Errorf("the retry: %+v, %v", info, err)
	}
	if err := f.Verify(t.Context(), "k"); err != nil {
		t.Error(err)
	}
	again, err := OpenFiles(dir, clock.NewFake(testNow))
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("yesterday's leftover is still there: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("a file that may still be in use was removed: %v", err)
	}
}
