package importfile

import (
	"go/ast"
	goparser "go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const docs = "../../../../docs/operators"

func parseExample(t *testing.T, path string) File {
	t.Helper()
	r, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	format, err := FormatOf(path)
	if err != nil {
		t.Fatal(err)
	}
	f, faults := Parse(r, format)
	for _, x := range faults {
		t.Errorf("%s: %s", path, x)
	}
	return *f
}

func TestExamplesInTheDocumentation(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(docs + "/examples/*.*")
	if err != nil || len(paths) < 3 {
		t.Fatalf("examples: %v, %v", paths, err)
	}
	for _, path := range paths {
		if f := parseExample(t, path); len(f.Practitioners) == 0 || len(f.Categories) == 0 {
			t.Errorf("%s holds nothing", path)
		}
	}
	if d := cmp.Diff(parseExample(t, docs+"/examples/wellness-studio.json"), parseExample(t, docs+"/examples/wellness-studio.csv")); d != "" {
		t.Errorf("the studio differs between its two notations: %s", d)
	}
}

// TestDocumentationIsComplete: every column and every code of a fault appears in the operators' page.
func TestDocumentationIsComplete(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(docs + "/import-catalogue.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	for _, rt := range rowTypes {
		for _, column := range append([]string{rt.name}, rt.columns...) {
			if !strings.Contains(page, "`"+column+"`") {
				t.Errorf("column %s is not documented", column)
			}
		}
	}
	for _, code := range declaredCodes(t) {
		if !strings.Contains(page, "`"+code+"`") {
			t.Errorf("code %s is not documented", code)
		}
	}
}

// declaredCodes are the values of the constants Code… of format.go.
func declaredCodes(t *testing.T) []string {
	t.Helper()
	f, err := goparser.ParseFile(token.NewFileSet(), "format.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(v.Names[0].Name, "Code") {
			code, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, code)
		}
		return true
	})
	if len(out) < 30 {
		t.Fatalf("only %d codes found", len(out))
	}
	return out
}
