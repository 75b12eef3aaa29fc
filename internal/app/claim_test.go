package app

import (
	"path/filepath"
	"strings"
	"testing"

	"klear/internal/platform/brand"
	"klear/internal/platform/config"
	"klear/internal/platform/crypto"
	"klear/internal/platform/dbtest"
)

// TestADatabaseKnowsItsKeyAndBrand: a database that was restored without its key file would seal half of its words anew
// and open none of the others.
func TestADatabaseKnowsItsKeyAndBrand(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	claim := func(keyFile, brandID string) error {
		a := &App{cfg: &config.Config{KeyFile: keyFile}, brand: &brand.Brand{ID: brandID}, db: d}
		var err error
		if a.master, _, err = crypto.OpenMaster(keyFile); err != nil {
			t.Fatal(err)
		}
		return a.claimDatabase(t.Context())
	}
	first, second := filepath.Join(t.TempDir(), "first.json"), filepath.Join(t.TempDir(), "second.json")
	for range 2 {
		if err := claim(first, "klearkarma"); err != nil {
			t.Fatal(err)
		}
	}
	if err := claim(second, "klearkarma"); err == nil || !strings.Contains(err.Error(), "another master key than "+second) {
		t.Errorf("with another key: %v", err)
	}
	if err := claim(first, "loconomy"); err == nil || !strings.Contains(err.Error(), "belongs to the brand klearkarma") {
		t.Errorf("with another brand: %v", err)
	}
}
