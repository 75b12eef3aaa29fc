package apidocs

import (
	"cmp"
	"slices"
	"strings"

	"klear/internal/web/layout"

	"github.com/danielgtaylor/huma/v2"
)

// View is the reference.
type View struct {
	Page   layout.Page
	Groups []Group
}

// Group is the operations of one tag.
type Group struct {
	Name string
	Ops  []Op
}

// Op is one operation.
type Op struct {
	ID, Method, Path, Summary string
	Params                    []Field
	Body                      []Field
	Answer                    []Field
	Open                      bool // works without signing in
}

// Field is a parameter or property. Depth indents properties of properties.
type Field struct {
	Name, In, Type, Doc string
	Required            bool
	Depth               int
}

// maxDepth keeps recursive schemas finite.
const maxDepth = 3

// groups reads the document.
func groups(doc *huma.OpenAPI) []Group {
	byTag := map[string][]Op{}
	for path, item := range doc.Paths {
		for method, o := range operations(item) {
			tag := "other"
			if len(o.Tags) > 0 {
				tag = o.Tags[0]
			}
			byTag[tag] = append(byTag[tag], readOp(doc, method, path, o))
		}
	}
	out := make([]Group, 0, len(byTag))
	for name, ops := range byTag {
		slices.SortFunc(ops, func(a, b Op) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method)) })
		out = append(out, Group{Name: name, Ops: ops})
	}
	slices.SortFunc(out, func(a, b Group) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func operations(p *huma.PathItem) map[string]*huma.Operation {
	out := map[string]*huma.Operation{}
	for method, o := range map[string]*huma.Operation{"GET": p.Get, "POST": p.Post, "PUT": p.Put, "PATCH": p.Patch, "DELETE": p.Delete} {
		if o != nil {
			out[method] = o
		}
	}
	return out
}

func readOp(doc *huma.OpenAPI, method, path string, o *huma.Operation) Op {
	op := Op{ID: o.OperationID, Method: method, Path: path, Summary: o.Summary, Open: len(o.Security) != 1}
	for _, p := range o.Parameters {
		op.Params = append(op.Params, Field{Name: p.Name, In: p.In, Type: typeOf(p.Schema), Doc: cmp.Or(p.Description, schemaDoc(p.Schema)), Required: p.Required})
	}
	if o.RequestBody != nil {
		for _, media := range o.RequestBody.Content {
			op.Body = fields(doc, media.Schema, 0)
			break
		}
	}
	for _, status := range []string{"200", "201", "202"} {
		if r := o.Responses[status]; r != nil {
			for _, media := range r.Content {
				op.Answer = dataFields(doc, media.Schema)
				break
			}
		}
	}
	return op
}

// dataFields are the properties of the envelope's data, which is what differs between operations.
func dataFields(doc *huma.OpenAPI, s *huma.Schema) []Field {
	s = resolve(doc, s)
	if s == nil || s.Properties["data"] == nil {
		return nil
	}
	data := resolve(doc, s.Properties["data"])
	if data != nil && data.Items != nil {
		data = resolve(doc, data.Items)
	}
	return fields(doc, data, 0)
}

func fields(doc *huma.OpenAPI, s *huma.Schema, depth int) []Field {
	s = resolve(doc, s)
	if s == nil || depth > maxDepth {
		return nil
	}
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		if !strings.HasPrefix(name, "$") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []Field
	for _, name := range names {
		p := s.Properties[name]
		target := resolve(doc, p)
		out = append(out, Field{Name: name, Type: typeOf(target), Doc: cmp.Or(p.Description, schemaDoc(target)), Required: slices.Contains(s.Required, name), Depth: depth})
		if target != nil && target.Items != nil {
			target = resolve(doc, target.Items)
		}
		out = append(out, fields(doc, target, depth+1)...)
	}
	return out
}

func resolve(doc *huma.OpenAPI, s *huma.Schema) *huma.Schema {
	if s != nil && s.Ref != "" {
		return doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s
}

// typeOf says a schema in a word or two.
func typeOf(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	t := s.Type
	switch {
	case s.Format != "" && t == "string":
		t = s.Format
	case t == "array" && s.Items != nil:
		t = "list of " + cmp.Or(typeOf(s.Items), "objects")
	}
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, e := range s.Enum {
			words[i], _ = e.(string)
		}
		t = strings.Join(words, " | ")
	}
	return cmp.Or(t, "object")
}

func schemaDoc(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	return s.Description
}

// indent is the class that indents a nested property.
func indent(f Field) string { return "depth-" + string(rune('0'+f.Depth)) }
