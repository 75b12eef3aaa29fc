package archtest

import (
	_ "embed"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

//go:embed graph.txt
var graphText string

func graph(t *testing.T) Graph {
	t.Helper()
	g, err := ParseGraph(graphText)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestTheTreeKeepsTheRules(t *testing.T) {
	root := os.DirFS("../../..")
	imports, err := graph(t).Imports(root, "klear")
	if err != nil {
		t.Fatal(err)
	}
	sql, err := SQL(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(imports, sql...) {
		t.Errorf("%s: %s: %s", f.File, f.Import, f.Reason)
	}
}

// TestABadTreeIsRefused: each of these files breaks one rule.
func TestABadTreeIsRefused(t *testing.T) {
	bad := map[string]string{
		"internal/platform/db/x.go":                     `import "klear/internal/modules/booking"`,
		"internal/modules/catalog/up.go":                `import "klear/internal/modules/booking"`,
		"internal/modules/booking/deep.go":              `import "klear/internal/modules/payment/internal/paymentdb"`,
		"internal/modules/booking/page.go":              `import "klear/internal/web/find"`,
		"internal/web/find/sql.go":                      `import "klear/internal/modules/search/internal/searchdb"`,
		"internal/web/find/area.go":                     `import "klear/internal/web/pro"`,
		"internal/api/page.go":                          `import "klear/internal/web/find"`,
		"internal/web/pro/app.go":                       `import "klear/internal/app"`,
		"internal/modules/booking/notatest.go":          `import "klear/internal/modules/catalog/catalogtest"`,
		"internal/modules/schedule/queries/foreign.sql": "select 1 from booking.booking b join identity.person p on true",
	}
	fsys := fstest.MapFS{}
	for name, body := range bad {
		if strings.HasSuffix(name, ".go") {
			body = "package p\n" + body
		}
		fsys[name] = &fstest.MapFile{Data: []byte(body)}
	}
	imports, err := graph(t).Imports(fsys, "klear")
	if err != nil {
		t.Fatal(err)
	}
	sql, err := SQL(fsys)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range append(imports, sql...) {
		found[f.File] = true
	}
	for name := range bad {
		if !found[name] {
			t.Errorf("%s was not refused", name)
		}
	}
}

func TestACycleIsRefused(t *testing.T) {
	if _, err := ParseGraph("a b\nb c\nc a"); err == nil {
		t.Fatal("a cycle was accepted")
	}
}
