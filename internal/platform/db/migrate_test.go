package db

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestADatabaseThatIsDownIsOneLine: for the operator's terminal, with the address and without the password.
func TestADatabaseThatIsDownIsOneLine(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"0001_first.sql": {Data: []byte("-- +goose Up\nselect 1;\n")}}
	err := Migrate(t.Context(), "postgres://nobody:secret@127.0.0.1:1/none", files)
	if err == nil || !strings.HasPrefix(err.Error(), "the database at 127.0.0.1:1 ") || strings.ContainsAny(err.Error(), "\n\t") {
		t.Errorf("%v", err)
	}
	if strings.Contains(err.Error(), "secret") {
		t.Error("the password is shown")
	}
}
