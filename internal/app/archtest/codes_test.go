package archtest

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/api/errors.md anew")

const codesDoc = "../../../docs/api/errors.md"

// TestErrorCodesAreDocumented: docs/api/errors.md lists every declared error code, and nothing else.
func TestErrorCodesAreDocumented(t *testing.T) {
	want, err := codesTable("../..")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(codesDoc, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(codesDoc)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/api/errors.md is stale: go test ./internal/app/archtest -update")
	}
}

// codesTable finds apperr.New(kind, "code", "message") in all packages.
func codesTable(root string) (string, error) {
	rows := map[string]string{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if code, row, ok := codeOf(n, f.Name.Name); ok {
				rows[code] = row
			}
			return true
		})
		return nil
	})
	if err != nil {
		return "", err
	}
	codes := make([]string, 0, len(rows))
	for c := range rows {
		codes = append(codes, c)
	}
	sort.Strings(codes)
	var b strings.Builder
	b.WriteString("# Error codes\n\nEvery error has a stable code in `error.code`; the message is for people and may change. Written from the source by\n`go test ./internal/app/archtest -update`.\n\n| code | kind | message |\n|---|---|---|\n")
	for _, c := range codes {
		b.WriteString(rows[c])
	}
	return b.String(), nil
}

// codeOf reads one declaration in a package: apperr.New(apperr.Kind, …), or New(Kind, …) in apperr itself.
func codeOf(n ast.Node, in string) (code, row string, ok bool) {
	call, isCall := n.(*ast.CallExpr)
	if !isCall || len(call.Args) != 3 || named(call.Fun, in) != "New" {
		return "", "", false
	}
	kind := named(call.Args[0], in)
	code, okCode := literal(call.Args[1])
	message, _ := literal(call.Args[2])
	if kind == "" || !okCode {
		return "", "", false
	}
	return code, fmt.Sprintf("| `%s` | %s | %s |\n", code, kind, strings.ReplaceAll(message, "|", "\\|")), true
}

// named is what an expression calls apperr's by its name; "" for anything else.
func named(e ast.Expr, in string) string {
	switch x := e.(type) {
	case *ast.SelectorExpr:
		if pkg, ok := x.X.(*ast.Ident); ok && pkg.Name == "apperr" {
			return x.Sel.Name
		}
	case *ast.Ident:
		if in == "apperr" {
			return x.Name
		}
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	switch x := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(x.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		l, okL := literal(x.X)
		r, okR := literal(x.Y)
		return l + r, okL || okR
	}
	return "", false
}
