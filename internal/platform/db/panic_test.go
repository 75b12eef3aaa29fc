package db_test

import (
	"context"
	"testing"

	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
)

// A fault in the middle of a transaction gives its connection back.
func TestAPanicEndsItsTransaction(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	func() {
		defer func() { _ = recover() }()
		_ = d.InTx(context.Background(), func(db.Tx) error { panic("a fault of ours") })
	}()
	if n := d.Stat().AcquiredConns(); n != 0 {
		t.Errorf("%d connections are lost", n)
	}
}
