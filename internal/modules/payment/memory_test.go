package payment_test

import (
	"fmt"
	"sync"
	"testing"

	"klear/internal/modules/payment"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"

	"github.com/google/uuid"
)

// Of many processes that made something at a gateway for one reference, one keeps its id, and all are told which.
func TestAReferenceStandsUnderOneId(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	m, other := payment.NewMemory(d, "stripe"), payment.NewMemory(d, "razorpay")
	reference := ids.NewSource(nil).ID()
	if ref, err := m.Ref(t.Context(), "intent", reference); err != nil || ref != "" {
		t.Fatalf("got %q, %v; want nothing", ref, err)
	}
	var wg sync.WaitGroup
	told := make([]string, 20)
	for n := range told {
		wg.Go(func() {
			ref, err := m.Keep(t.Context(), "intent", reference, fmt.Sprintf("pi_%d", n))
			if err != nil {
				t.Error(err)
			}
			told[n] = ref
		})
	}
	wg.Wait()
	for _, ref := range told {
		if ref == "" || ref != told[0] {
			t.Fatalf("several ids stand: %v", told)
		}
	}
	if back, err := m.Reference(t.Context(), "intent", told[0]); err != nil || back != reference {
		t.Fatalf("got %s, %v; want %s", back, err, reference)
	}
	for _, lost := range []struct {
		m         *payment.Memory
		kind, ref string
	}{{m, "intent", "pi_none"}, {m, "session", told[0]}, {other, "intent", told[0]}} {
		if back, err := lost.m.Reference(t.Context(), lost.kind, lost.ref); err != nil || back != uuid.Nil {
			t.Fatalf("got %s, %v; want nothing", back, err)
		}
	}
	if _, err := d.Exec(t.Context(), "update payment.gateway_ref set ref = 'pi_other'"); err == nil {
		t.Fatal("what was kept can be changed")
	}
}
