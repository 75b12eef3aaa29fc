package slots_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zone files

	"klear/internal/modules/schedule/slots"
)

func zone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

func compile(tb testing.TB, h slots.Hours) *slots.Calendar {
	tb.Helper()
	c, err := slots.Compile(h)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}
