// Package ids makes identifiers: UUIDv7 for rows, short human codes for things people read out, and secrets.
package ids

import (
	"crypto/rand"
	"encoding/base64"
	"io"

	"github.com/google/uuid"
)

// Source makes identifiers from a stream of randomness; inject a fixed stream in tests.
type Source struct{ r io.Reader }

// NewSource uses r; nil means crypto/rand.
func NewSource(r io.Reader) Source {
	if r == nil {
		r = rand.Reader
	}
	return Source{r: r}
}

// ID returns a UUIDv7: ordered by time, so that primary-key indexes grow at one end.
func (s Source) ID() uuid.UUID {
	id, err := uuid.NewV7FromReader(s.r)
	if err != nil {
		panic("ids: no randomness: " + err.Error())
	}
	return id
}

// codeAlphabet leaves out 0/O, 1/I/L and U, so that a code survives being read out over a telephone.
const codeAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// Code returns a human code of n characters from a 30-letter alphabet (8 characters: 39 bits).
func (s Source) Code(n int) string {
	out := make([]byte, 0, n)
	buf := make([]byte, n*2)
	for len(out) < n {
		s.read(buf)
		for _, b := range buf {
			// 240 is the largest multiple of 30 in a byte: no letter is more likely than another.
			if b < 240 && len(out) < n {
				out = append(out, codeAlphabet[b%30])
			}
		}
	}
	return string(out)
}

// Secret returns 256 bits of randomness, URL-safe. Store only its SHA-256.
func (s Source) Secret() string {
	var b [32]byte
	s.read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func (s Source) read(b []byte) {
	if _, err := io.ReadFull(s.r, b); err != nil {
		panic("ids: no randomness: " + err.Error())
	}
}
