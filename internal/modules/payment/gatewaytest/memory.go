package gatewaytest

import (
	"context"
	"sync"

	"github.com/google/uuid"
)

// Memory is payment.Memory without a database. Safe for concurrent use.
type Memory struct {
	mu   sync.Mutex
	refs map[string]string
	back map[string]uuid.UUID
}

// NewMemory remembers nothing yet.
func NewMemory() *Memory { return &Memory{refs: map[string]string{}, back: map[string]uuid.UUID{}} }

// Keep notes the first ref of a reference, and gives the one that stands.
func (m *Memory) Keep(_ context.Context, kind string, reference uuid.UUID, ref string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := kind + reference.String()
	if _, ok := m.refs[key]; !ok {
		m.refs[key], m.back[kind+ref] = ref, reference
	}
	return m.refs[key], nil
}

// Ref is what was kept for a reference.
func (m *Memory) Ref(_ context.Context, kind string, reference uuid.UUID) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.refs[kind+reference.String()], nil
}

// Reference is what a ref was kept for.
func (m *Memory) Reference(_ context.Context, kind, ref string) (uuid.UUID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.back[kind+ref], nil
}
