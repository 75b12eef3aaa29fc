package checkout_test

import (
	"testing"

	"klear/internal/platform/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
