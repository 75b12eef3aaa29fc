package app

import (
	"slices"
	"testing"
)

// TestThePagesAuditIsTheCommands: what operators ask for names what klear ledger verify names, also beyond the postings.
func TestThePagesAuditIsTheCommands(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	sound, err := a.books.Audited(t.Context(), nil)
	if err != nil || !sound.Sound() || len(sound.Findings()) > 0 {
		t.Fatalf("%+v %v", sound, err)
	}
	if _, err := a.db.Exec(t.Context(), "insert into invoice.series (prefix, last_no) values ('INV/26-27/', 1)"); err != nil { // a number without a document
		t.Fatal(err)
	}
	found, err := a.books.Audited(t.Context(), nil)
	if err != nil || found.Sound() || !slices.Equal(found.Findings(), []string{"document INV/26-27/0001: missing"}) {
		t.Errorf("%+v %v", found, err)
	}
	command, err := a.Audit(t.Context(), nil)
	if err != nil || command.Sound() || !slices.Equal(command.Findings(), found.Findings()) {
		t.Errorf("%v %v", command.Findings(), err)
	}
}
