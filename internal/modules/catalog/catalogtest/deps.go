package catalogtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"klear/internal/platform/crypto"
	"sync"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/platform/db"
)

// Hours remembers the hours of the last import.
type Hours struct {
	mu   sync.Mutex
	Last map[uuid.UUID]catalog.PractitionerHours
}

// ReplaceAllTx remembers the hours, whether or not the transaction commits.
func (h *Hours) ReplaceAllTx(_ context.Context, _ db.Tx, list []catalog.PractitionerHours) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.Last == nil {
		h.Last = map[uuid.UUID]catalog.PractitionerHours{}
	}
	for _, p := range list {
		h.Last[p.PractitionerID] = p
	}
	return nil
}

// AllOf gives back the remembered hours.
func (h *Hours) AllOf(_ context.Context, practitioners []uuid.UUID) ([]catalog.PractitionerHours, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []catalog.PractitionerHours
	for _, id := range practitioners {
		if p, ok := h.Last[id]; ok {
			out = append(out, p)
		}
	}
	return out, nil
}

// Blobs keeps files in memory.
type Blobs struct {
	mu    sync.Mutex
	Files map[string][]byte
}

// Put stores a file.
func (b *Blobs) Put(_ context.Context, key, _ string, content []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Files == nil {
		b.Files = map[string][]byte{}
	}
	b.Files[key] = bytes.Clone(content)
	return nil
}

// Get reads a file.
func (b *Blobs) Get(_ context.Context, key string) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	content, ok := b.Files[key]
	if !ok {
		return nil, errors.New("catalogtest: no such file")
	}
	return content, nil
}

// Delete removes a file.
func (b *Blobs) Delete(_ context.Context, key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.Files, key)
	return nil
}

// Photos passes pictures through.
type Photos struct{}

// Photo returns what it reads.
func (Photos) Photo(_ context.Context, r io.Reader) ([]byte, string, error) {
	data, err := io.ReadAll(r)
	return data, "image/jpeg", err
}

// Sealer marks content with person and field and flips its bits: enough to see that the right key and place are used.
type Sealer struct{}

// SealTx hides plain.
func (Sealer) SealTx(_ context.Context, _ db.Querier, personID uuid.UUID, at crypto.AAD, plain []byte) ([]byte, error) {
	return append(mark(personID, at), flip(plain)...), nil
}

// OpenTx shows what SealTx hid.
func (Sealer) OpenTx(_ context.Context, _ db.Querier, personID uuid.UUID, at crypto.AAD, sealed []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(sealed, mark(personID, at))
	if !ok {
		return nil, errors.New("catalogtest: sealed for another person or place")
	}
	return flip(rest), nil
}

func mark(personID uuid.UUID, at crypto.AAD) []byte {
	return fmt.Appendf(nil, "%s %s.%s %s\n", personID, at.Table, at.Column, at.Row)
}

func flip(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		out[i] = ^c
	}
	return out
}
