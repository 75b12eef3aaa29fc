// Package archtest keeps the house in order: who may import whom, and whose tables SQL may touch. The rules run on the
// real tree and on a deliberately bad one, so that they cannot rot.
package archtest

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Graph is the allowed edges between module folders.
type Graph map[string][]string

// ParseGraph reads graph.txt and refuses cycles.
func ParseGraph(text string) (Graph, error) {
	g := Graph{}
	for n, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		switch len(f) {
		case 0:
		case 2:
			g[f[0]] = append(g[f[0]], f[1])
		default:
			return nil, fmt.Errorf("graph.txt:%d: want two module names", n+1)
		}
	}
	for m := range g {
		if g.reaches(m, m, map[string]bool{}) {
			return nil, fmt.Errorf("graph.txt: %s reaches itself", m)
		}
	}
	return g, nil
}

func (g Graph) reaches(from, to string, seen map[string]bool) bool {
	for _, next := range g[from] {
		if next == to {
			return true
		}
		if !seen[next] {
			seen[next] = true
			if g.reaches(next, to, seen) {
				return true
			}
		}
	}
	return false
}

// zone is where a package lives: module "x", web area, api, platform, app, cmd …
type zone struct{ kind, name, rest string }

// zoneOf reads a path below the module's root, such as internal/modules/booking/internal/bookingdb.
func zoneOf(dir string) zone {
	parts := strings.Split(strings.TrimPrefix(dir, "internal/"), "/")
	z := zone{kind: parts[0]}
	if len(parts) > 1 {
		z.name = parts[1]
	}
	if len(parts) > 2 {
		z.rest = strings.Join(parts[2:], "/")
	}
	return z
}

// sharedOfWeb are the parts of web that every area may use.
var sharedOfWeb = []string{"ui", "layout", "errorpage", "page"}

// Allowed answers whether a package in from may import to, both paths below the root. reason says which rule refuses.
func (g Graph) Allowed(from, to string, test bool) (ok bool, reason string) {
	f, t := zoneOf(from), zoneOf(to)
	switch {
	case t.kind == "app" && f.kind != "app" && !strings.HasPrefix(from, "cmd/") && !test:
		return false, "only cmd imports app"
	case f.kind == "platform" && (t.kind == "modules" || t.kind == "web" || t.kind == "api" || t.kind == "app"):
		return false, "platform knows no domain"
	case f.kind == "modules" && (t.kind == "web" || t.kind == "api" || t.kind == "app"):
		return false, "a module does not know how it is shown"
	case f.kind == "modules" && t.kind == "modules" && f.name != t.name:
		return g.between(f, t, test)
	case (f.kind == "web" || f.kind == "api") && t.kind == "modules" && strings.Contains(to, "/internal/"):
		return false, "SQL belongs to its module"
	case f.kind == "web" && t.kind == "web" && f.name != t.name && !slices.Contains(webAll, f.name) && !webMay(f.name, t.name, test):
		return false, "areas of web do not import each other"
	case f.kind == "web" && t.kind == "api", f.kind == "api" && t.kind == "web":
		return false, "pages and API do not import each other"
	}
	return true, ""
}

func (g Graph) between(f, t zone, test bool) (bool, string) {
	switch {
	case !slices.Contains(g[f.name], t.name):
		return false, fmt.Sprintf("graph.txt has no edge %q", f.name+" "+t.name)
	case t.rest == "" || slices.Contains(openParts[t.name], t.rest):
		return true, ""
	case test && (t.rest == t.name+"test" || slices.Contains(testParts[t.name], t.rest)):
		return true, ""
	}
	return false, "only the root package of another module"
}

// openParts are pure packages below a module that others may use beside its root.
var openParts = map[string][]string{"schedule": {"slots"}, "catalog": {"importfile"}}

// testParts are real implementations below a module that the tests of others run on.
var testParts = map[string][]string{"payment": {"sandbox", "gatewaytest"}}

// webUses are the areas of web that show a part of another: the landing page has a small timetable.
var webUses = map[string][]string{"home": {"find"}}

// webAll see every area: the gallery of all pages, and the stage on which tests walk through them.
var webAll = []string{"gallery", "webtest"}

func webMay(from, to string, test bool) bool {
	return slices.Contains(sharedOfWeb, to) || slices.Contains(webUses[from], to) || test && to == "webtest"
}

// Fault is one broken rule.
type Fault struct{ File, Import, Reason string }

// Imports checks every Go file below root of fsys; prefix is the Go module's name.
func (g Graph) Imports(fsys fs.FS, prefix string) ([]Fault, error) {
	var out []Fault
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.Contains(p, "testdata/") {
			return err
		}
		src, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, im := range f.Imports {
			to, ours := strings.CutPrefix(strings.Trim(im.Path.Value, `"`), prefix+"/")
			if !ours {
				continue
			}
			if ok, reason := g.Allowed(path.Dir(p), to, isTest(p)); !ok {
				out = append(out, Fault{p, to, reason})
			}
		}
		return nil
	})
	return out, err
}

// isTest reports a test file or a package of test helpers.
func isTest(p string) bool {
	return strings.HasSuffix(p, "_test.go") || strings.HasSuffix(path.Base(path.Dir(p)), "test")
}

var tableName = regexp.MustCompile(`(?i)\b(?:from|join|into|update|truncate)\s+(?:only\s+)?([a-z_]+)\.([a-z_]+)`)

// schemas are all there are; other words before a dot are aliases.
var schemas = []string{"identity", "business", "catalog", "schedule", "payment", "payout", "ledger", "sandbox_gateway", "booking", "client", "search", "desk", "events", "platform", "jobs"}

// ownSchemas are schemas that a module owns beside the one of its name.
var ownSchemas = map[string][]string{"payment": {"sandbox_gateway"}}

// SQL checks that the queries of a module touch its own schema, the spine, and published views of others only.
func SQL(fsys fs.FS) ([]Fault, error) {
	var out []Fault
	err := fs.WalkDir(fsys, "internal/modules", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".sql") {
			return err
		}
		module := zoneOf(path.Dir(p)).name
		src, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		for _, m := range tableName.FindAllStringSubmatch(string(src), -1) {
			schema, table := m[1], m[2]
			if !slices.Contains(schemas, schema) || schema == module || slices.Contains(ownSchemas[module], schema) || strings.HasPrefix(table, "v_") {
				continue
			}
			out = append(out, Fault{p, schema + "." + table, "SQL of a module reads other schemas through their v_ views only"})
		}
		return nil
	})
	return out, err
}
