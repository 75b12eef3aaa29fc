package password

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
	"pgregory.net/rapid"

	"klear/internal/platform/apperr"
)

func TestHashAndVerify(t *testing.T) {
	t.Parallel()
	h := NewHasher(bcrypt.MinCost)
	passwords := []string{"", "a", "A", "correct horse battery staple", "नमस्ते दुनिया", "nul\x00one", "nul\x00two", strings.Repeat("é", 36), strings.Repeat("é", 37)}
	for i, p := range passwords {
		stored, err := h.Hash(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if ok, rehash, err := h.Verify(t.Context(), stored, p); !ok || rehash || err != nil {
			t.Fatalf("own password: %v %v %v", ok, rehash, err)
		}
		other := passwords[(i+1)%len(passwords)]
		if ok, _, err := h.Verify(t.Context(), stored, other); ok || err != nil {
			t.Fatalf("%q passed for %q: %v", other, p, err)
		}
	}
}

// bcrypt alone would take these for one password.
func TestLongPasswordsDifferBeyondTheLimit(t *testing.T) {
	t.Parallel()
	h := NewHasher(bcrypt.MinCost)
	for _, n := range []int{71, 72, 73, 128} {
		p := strings.Repeat("a", n)
		stored, err := h.Hash(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range []string{p + "b", p[:n-1], p[:n-1] + "b"} {
			if ok, _, err := h.Verify(t.Context(), stored, other); ok || err != nil {
				t.Errorf("%d characters: a different password passed (%v)", n, err)
			}
		}
	}
}

func TestStoredForms(t *testing.T) {
	t.Parallel()
	h := NewHasher(bcrypt.MinCost)
	foreign, err := bcrypt.GenerateFromPassword([]byte("correct"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	dearer, err := NewHasher(bcrypt.MinCost+1).Hash(t.Context(), "correct")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, stored string
		ok, rehash   bool
		err          error
	}{
		{"from another system", string(foreign), true, true, nil},
		{"php", "$2y" + string(foreign[3:]), true, true, nil},
		{"other cost", dearer, true, true, nil},
		{"empty", "", false, false, ErrStored},
		{"unknown scheme", "argon9$x", false, false, ErrStored},
		{"damaged", "bcrypt$2a$04$short", false, false, ErrStored},
	} {
		ok, rehash, err := h.Verify(t.Context(), c.stored, "correct")
		if ok != c.ok || rehash != c.rehash || !errors.Is(err, c.err) {
			t.Errorf("%s: %v %v %v", c.name, ok, rehash, err)
		}
	}
	if ok, _, err := h.Verify(t.Context(), string(foreign), strings.Repeat("x", 100)); ok || err != nil {
		t.Errorf("long password against a foreign hash: %v %v", ok, err)
	}
}

// The dummy must be a hash that bcrypt really computes, not one that it rejects at a glance.
func TestDummyCostsWhatARealOneCosts(t *testing.T) {
	t.Parallel()
	h := NewHasher(bcrypt.MinCost + 1)
	if err := bcrypt.CompareHashAndPassword(h.dummy, []byte("x")); !errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
		t.Errorf("comparing with the dummy: %v", err)
	}
	if cost, err := bcrypt.Cost(h.dummy); err != nil || cost != bcrypt.MinCost+1 {
		t.Errorf("cost %d, %v", cost, err)
	}
	if err := h.DummyVerify(t.Context(), strings.Repeat("x", 200)); err != nil {
		t.Error(err)
	}
}

func TestWaitersFollowTheirContext(t *testing.T) {
	t.Parallel()
	h := NewHasher(bcrypt.MinCost)
	for range cap(h.slots) {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := h.Hash(ctx, "x"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Hash: %v", err)
	}
	if _, _, err := h.Verify(ctx, "x", "x"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Verify: %v", err)
	}
	if err := h.DummyVerify(ctx, "x"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("DummyVerify: %v", err)
	}
	for range cap(h.slots) {
		<-h.slots
	}
	if _, err := h.Hash(t.Context(), "x"); err != nil {
		t.Errorf("after the queue has gone: %v", err)
	}
}

func TestNoMoreThanTheSlotsRunAtOnce(t *testing.T) {
	t.Parallel()
	h := NewHasher(bcrypt.MinCost)
	var running, most atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			release, err := h.acquire(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			defer release()
			n := running.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			_, input := prepare("x")
			_ = bcrypt.CompareHashAndPassword(h.dummy, input)
			running.Add(-1)
		})
	}
	wg.Wait()
	if most.Load() > int64(cap(h.slots)) {
		t.Errorf("%d ran at once, %d slots", most.Load(), cap(h.slots))
	}
}

func TestAcceptable(t *testing.T) {
	t.Parallel()
	personal := []string{"Asha Rao-Menon", "asha.menon84@mail.example", "klearkarma"}
	for code, list := range map[string][]string{
		"too_short":    {"", "a", "Tr0ub4d", "ünïcödé"},
		"too_long":     {strings.Repeat("correct horse ", 10)},
		"not_text":     {"abc\xffdefgh1"},
		"too_personal": {"ashamenon", "Asha.Menon84", "menon2026!", "ashamenon84mail", "KlearKarma!9x"},
		"too_common": {
			"password", "Password1", "P@ssw0rd", "p4$$w0rd!", "drowssap", "PASSWORD123!", "passwordpassword", "12password34", "Pass-word-1",
			"qwertyuiop", "qwerty123", "1q2w3e4r", "1qaz2wsx", "asdfghjkl", "zxcvbnm1", "12345678", "123456789", "87654321", "00000000", "11112222",
			"abcdefgh", "abcd1234", "abcabcabc", "aaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", "abababab", "1a1a1a1a1a", "19841224", "24.12.1984", "2026-01-01", "55512345678",
			"iloveyou", "ILoveYou2", "iloveyou!!", "letmein1", "welcome2024", "Summer2026!", "Winter2025", "liverpool1", "chelsea123", "michael1", "jessica99",
			"princess1", "dragon12", "monkey123", "football!", "baseball1", "superman", "batman123", "trustno1", "sunshine", "namaste1", "omshanti108",
			"qwertzuiop", "azertyuiop", "йцукенгш", "redrose1", "blackcat9", "yogahealing", "klearkarma1", "adminadmin", "changeme", "hello123", "letmeinnow",
		},
	} {
		for _, p := range list {
			err := Acceptable(p, personal...)
			e, ok := apperr.As(err)
			if !ok || !errors.Is(err, apperr.ErrValidation) || len(e.Fields) != 1 || e.Fields[0].Path != Field {
				t.Errorf("%q: %v", p, err)
				continue
			}
			// A personal word may well be common too: either refusal is right.
			if got := e.Fields[0].Code; got != code && !(code == "too_personal" && got == "too_common") {
				t.Errorf("%q: %s, want %s", p, got, code)
			}
		}
	}
	for _, p := range []string{
		"correct horse battery staple", "unten am Fluss grast ein Wal", "kT9#vLq2", "gwbnyxplrt", "ashamenon rides a paper boat", "नमस्ते दुनिया 2026",
		"fourteen violins melt", "zebra-quill-ladder", "mq73kd82wp", strings.Repeat("kT9#vLq2", 16), "      x y z w v",
	} {
		if err := Acceptable(p, personal...); err != nil {
			t.Errorf("%q was refused: %v", p, err)
		}
	}
}

func TestCommonListIsClean(t *testing.T) {
	t.Parallel()
	words := common()
	if len(words) < 1500 {
		t.Errorf("%d words", len(words))
	}
	for w := range words {
		if w != strings.ToLower(w) {
			t.Errorf("%q is not lower case", w)
		}
		if len(w) >= MinLength && Acceptable(w) == nil {
			t.Errorf("%q is on the list and acceptable", w)
		}
	}
}

// Random passwords, as a manager makes them, are never refused for being common.
func TestRandomPasswordsPass(t *testing.T) {
	t.Parallel()
	letters := rapid.SampledFrom([]rune("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#%&"))
	rapid.Check(t, func(t *rapid.T) {
		seen := rapid.SliceOfNDistinct(letters, 14, 30, rapid.ID[rune]).
			Filter(func(r []rune) bool { return !walked(strings.ToLower(string(r))) }).Draw(t, "letters")
		if err := Acceptable(string(seen)); err != nil {
			t.Fatalf("%q: %v", string(seen), err)
		}
	})
}

func FuzzAcceptable(f *testing.F) {
	f.Add("Passw0rd!", "Asha Rao")
	f.Fuzz(func(t *testing.T, p, name string) {
		err := Acceptable(p, name)
		if again := Acceptable(p, name); (err == nil) != (again == nil) {
			t.Error("the answer changed")
		}
	})
}

func BenchmarkAcceptable(b *testing.B) {
	for b.Loop() {
		if err := Acceptable("correct horse battery staple", "Asha Rao", "asha@mail.example"); err != nil {
			b.Fatal(err)
		}
	}
}
