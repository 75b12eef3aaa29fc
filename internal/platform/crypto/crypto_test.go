package crypto

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func openTest(t testing.TB) *Master {
	t.Helper()
	m, made, err := OpenMaster(filepath.Join(t.TempDir(), "keys", "master.json"))
	if err != nil || !made {
		t.Fatalf("made %v, %v", made, err)
	}
	return m
}

var (
	anna, ben = uuid.MustParse("0192f3c4-0000-7000-8000-000000000001"), uuid.MustParse("0192f3c4-0000-7000-8000-000000000002")
	place     = AAD{Table: "health.record", Row: anna, Column: "body"}
)

func TestSealedFieldsOpenInTheirPlaceOnly(t *testing.T) {
	t.Parallel()
	m := openTest(t)
	_, k, err := m.NewDataKey(anna)
	if err != nil {
		t.Fatal(err)
	}
	_, foreign, err := m.NewDataKey(anna)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOf(rapid.Byte()).Draw(t, "text")
		c, err := k.Seal(text, place)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := k.Open(c, place); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("opened %q, %v", got, err)
		}
		if len(text) > 4 && bytes.Contains(c, text) {
			t.Fatal("the ciphertext shows the text")
		}
		for name, other := range map[string]AAD{
			"table": {"health.note", anna, "body"}, "row": {"health.record", ben, "body"}, "column": {"health.record", anna, "title"},
			"shifted": {"health.recordb", anna, "ody"},
		} {
			if _, err := k.Open(c, other); !errors.Is(err, ErrUnreadable) {
				t.Fatalf("opened in another %s: %v", name, err)
			}
		}
		if _, err := foreign.Open(c, place); !errors.Is(err, ErrUnreadable) {
			t.Fatal("another key opened it")
		}
		c[rapid.IntRange(0, len(c)-1).Draw(t, "i")] ^= 1
		if _, err := k.Open(c, place); !errors.Is(err, ErrUnreadable) {
			t.Fatal("a changed ciphertext opened")
		}
	})
	if _, err := k.Open(nil, place); !errors.Is(err, ErrUnreadable) {
		t.Errorf("nothing opened: %v", err)
	}
	if _, err := k.Seal(make([]byte, MaxPlaintext+1), place); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
}

func TestWrappedKeyBelongsToOnePersonAndOneMaster(t *testing.T) {
	t.Parallel()
	m, stranger := openTest(t), openTest(t)
	wrapped, k, err := m.NewDataKey(anna)
	if err != nil {
		t.Fatal(err)
	}
	c, err := k.Seal([]byte("words"), place)
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.OpenDataKey(wrapped, anna)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open(c, place); err != nil || string(got) != "words" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := m.OpenDataKey(wrapped, ben); !errors.Is(err, ErrUnreadable) {
		t.Errorf("another person: %v", err)
	}
	if _, err := stranger.OpenDataKey(wrapped, anna); !errors.Is(err, ErrUnreadable) {
		t.Errorf("another master: %v", err)
	}
}

// Erasure: with the wrapped key gone, nothing that is left opens the field.
func TestDestroyedKeyMakesFieldsUnreadable(t *testing.T) {
	t.Parallel()
	m := openTest(t)
	wrapped, k, err := m.NewDataKey(anna)
	if err != nil {
		t.Fatal(err)
	}
	c, err := k.Seal([]byte("words"), place)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.OpenDataKey(wrapped, anna); err != nil {
		t.Fatal(err)
	}
	var erased []byte
	if _, err := m.OpenDataKey(erased, anna); !errors.Is(err, ErrKeyDestroyed) {
		t.Errorf("err = %v, want ErrKeyDestroyed", err)
	}
	_, fresh, err := m.NewDataKey(anna)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fresh.Open(c, place); !errors.Is(err, ErrUnreadable) {
		t.Errorf("a new key of the same person opened it: %v", err)
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	m := openTest(t)
	old := m.PrimaryID()
	links := m.SubKey("links")
	wrapped, k, err := m.NewDataKey(anna)
	if err != nil {
		t.Fatal(err)
	}
	c, err := k.Seal([]byte("words"), place)
	if err != nil {
		t.Fatal(err)
	}
	if KeyID(wrapped) != old || KeyID(nil) != 0 {
		t.Errorf("KeyID = %d, want %d", KeyID(wrapped), old)
	}
	if err := m.Rotate(); err != nil {
		t.Fatal(err)
	}
	if m.PrimaryID() == old {
		t.Fatal("the primary key did not change")
	}
	if err := m.Retire(m.PrimaryID()); err == nil {
		t.Error("the primary key was retired")
	}
	renewed, err := m.Rewrap(wrapped, anna)
	if err != nil || KeyID(renewed) != m.PrimaryID() {
		t.Fatalf("rewrapped with %d, %v", KeyID(renewed), err)
	}
	if _, err := m.OpenDataKey(wrapped, anna); err != nil {
		t.Errorf("the old key no longer opens: %v", err)
	}
	if err := m.Retire(old); err != nil {
		t.Fatal(err)
	}

	// Everything must hold for a process that starts now.
	m, made, err := OpenMaster(m.path)
	if err != nil || made {
		t.Fatalf("made %v, %v", made, err)
	}
	if _, err := m.OpenDataKey(wrapped, anna); !errors.Is(err, ErrUnreadable) {
		t.Errorf("a retired key still opens: %v", err)
	}
	k, err = m.OpenDataKey(renewed, anna)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Open(c, place); err != nil || string(got) != "words" {
		t.Errorf("%q, %v", got, err)
	}
	if !bytes.Equal(links, m.SubKey("links")) || bytes.Equal(links, m.SubKey("csrf")) {
		t.Error("sub-keys must survive a rotation and differ by purpose")
	}
}

func TestKeyFile(t *testing.T) {
	t.Parallel()
	m := openTest(t)
	info, err := os.Stat(m.path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o660, 0o644, 0o777, 0o601} {
		if err := os.Chmod(m.path, mode); err != nil {
			t.Fatal(err)
		}
		_, _, err := OpenMaster(m.path)
		if e, ok := errors.AsType[*KeyFileError](err); !ok || e.Mode != mode || strings.Contains(e.Error(), "\n") {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	if left, err := os.ReadDir(filepath.Dir(m.path)); err != nil || len(left) != 1 {
		t.Errorf("%d files in the key folder, %v", len(left), err)
	}

	dir := t.TempDir()
	for name, content := range map[string]string{"empty": "", "not JSON": "hello", "other version": `{"version":2}`, "no keyset": `{"version":1,"seed":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","keyset":{}}`} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := OpenMaster(path); err == nil {
			t.Errorf("%s: opened", name)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != content {
			t.Errorf("%s: a damaged key file was overwritten", name)
		}
	}
	if _, _, err := OpenMaster(dir); err == nil {
		t.Error("a folder was opened as a key file")
	}
}

func TestConcurrentFirstStartsAgreeOnOneKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.json")
	var wg sync.WaitGroup
	ids, made := make([]uint32, 8), make([]bool, 8)
	for i := range ids {
		wg.Go(func() {
			m, first, err := OpenMaster(path)
			if err != nil {
				t.Error(err)
				return
			}
			ids[i], made[i] = m.PrimaryID(), first
		})
	}
	wg.Wait()
	makers := 0
	for i := range ids {
		if ids[i] != ids[0] {
			t.Error("two keys were made")
		}
		if made[i] {
			makers++
		}
	}
	if makers != 1 {
		t.Errorf("%d processes say that they made the key", makers)
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s, other := NewLinkSigner(bytes.Repeat([]byte{1}, 32)), NewLinkSigner(bytes.Repeat([]byte{2}, 32))
	link, err := s.SignLink("https://klear.example/calendar/a%2Fb.ics?person=7&z=1&z=2", now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	parse := func(s string) *url.URL {
		u, err := url.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	for _, c := range []struct {
		name, link string
		at         time.Time
		signer     LinkSigner
		want       error
	}{
		{"genuine", link, now, s, nil},
		{"another host", strings.Replace(link, "klear.example", "new.example", 1), now, s, nil},
		{"path only", strings.TrimPrefix(link, "https://klear.example"), now, s, nil},
		{"last second", link, now.Add(time.Hour - time.Second), s, nil},
		{"expired", link, now.Add(time.Hour), s, ErrLinkExpired},
		{"other key", link, now, other, ErrLinkForged},
		{"other person", strings.Replace(link, "person=7", "person=8", 1), now, s, ErrLinkForged},
		{"other path", strings.Replace(link, "a%2Fb", "a/b", 1), now, s, ErrLinkForged},
		{"longer life", strings.Replace(link, "exp=1", "exp=2", 1), now, s, ErrLinkForged},
		{"more parameters", link + "&admin=1", now, s, ErrLinkForged},
		{"second expiry", link + "&exp=99999999999", now, s, ErrLinkForged},
		{"second signature", link + "&sig=x", now, s, ErrLinkForged},
		{"unsigned", "https://klear.example/calendar/a.ics?exp=99999999999", now, s, ErrLinkForged},
		{"expired and forged", strings.Replace(link, "person=7", "person=8", 1), now.Add(2 * time.Hour), s, ErrLinkForged},
	} {
		if err := c.signer.VerifyLink(parse(c.link), c.at); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	if HashToken("a") == HashToken("b") || HashToken("abc") != sha256.Sum256([]byte("abc")) {
		t.Error("HashToken is not SHA-256")
	}
	if !ConstantTimeEqual([]byte("ab"), []byte("ab")) || ConstantTimeEqual([]byte("ab"), []byte("ac")) || ConstantTimeEqual([]byte("ab"), []byte("abc")) {
		t.Error("ConstantTimeEqual is wrong")
	}
}

func BenchmarkSealOpen200Bytes(b *testing.B) {
	_, k, err := openTest(b).NewDataKey(anna)
	if err != nil {
		b.Fatal(err)
	}
	text := bytes.Repeat([]byte("x"), 200)
	b.ReportAllocs()
	for b.Loop() {
		c, err := k.Seal(text, place)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := k.Open(c, place); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenDataKey(b *testing.B) {
	m := openTest(b)
	wrapped, _, err := m.NewDataKey(anna)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := m.OpenDataKey(wrapped, anna); err != nil {
			b.Fatal(err)
		}
	}
}
