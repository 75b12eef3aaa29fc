package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// tooLarge is more than any route takes: JSON stops at a megabyte, uploads at sixteen.
var tooLarge = append([]byte(`{"a":"`), bytes.Repeat([]byte("a"), 17<<20)...)

// badBodies are bodies that are wrong as a whole.
func (w *world) badBodies(o operation) []attack {
	if o.RequestBody == nil {
		return nil
	}
	if s := o.schemaOf("multipart/form-data"); s != nil {
		return w.badUploads(o, s)
	}
	body := o.base.body
	var out []attack
	add := func(name string, b []byte, may bool) {
		a := o.base.change("body: "+name, func(q *request) { q.body = b })
		a.may = may
		out = append(out, a)
	}
	for _, b := range []string{"{", "[]", `"words"`, "42", "true", "{]", `{"a":}`, "{'a':1}", "<xml/>", "\xff\xfe{}", string(body[:len(body)-1]), string(body) + "x", `{"__proto__":{"x":1}}`,
		`{"unknown":1}`, strings.Repeat("[", 10_000), strings.Repeat(`{"a":`, 10_000)} {
		add(fmt.Sprintf("%.30q", b), []byte(b), false)
	}
	// A body may be absent where it is not required; an empty text, null or object then says nothing wrong.
	for _, b := range []string{"", " ", "null", "{}"} {
		add(fmt.Sprintf("%q", b), []byte(b), !o.RequestBody.Value.Required || len(o.schemaOf("application/json").Required) == 0)
	}
	add("larger than anything we take", tooLarge[:2<<20], false)
	for _, kind := range []string{"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "image/png", "application/json; charset=utf-16", ";;;"} {
		a := o.base.change("content type: "+kind, func(q *request) { q.contentType = kind })
		a.may = strings.HasPrefix(kind, "application/json") || kind == ";;;" // read as JSON, or as nothing that was said
		out = append(out, a)
	}
	none := o.base.change("content type: none", func(q *request) { q.contentType = "" })
	none.may = true
	packed := o.base.change("content encoding: gzip that is none", func(q *request) { q.header.Set("Content-Encoding", "gzip") })
	packed.may = true
	return append(out, none, packed)
}

// formType is the type of forms made by form.
const formType = "multipart/form-data; boundary=b"

// pixels are a picture.
var pixels = func() string {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 96, 96))); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.String()
}()

// form fills in a form of this schema, with a file where it wants one.
func (w *world) form(s *openapi3.Schema, file, content string) []byte {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name].Value
		if p.Format == "binary" {
			fmt.Fprintf(&b, "--b\r\nContent-Disposition: form-data; name=%q; filename=%q\r\nContent-Type: image/png\r\n\r\n%s\r\n", name, file, content)
			continue
		}
		fmt.Fprintf(&b, "--b\r\nContent-Disposition: form-data; name=%q\r\n\r\n%v\r\n", name, w.example(name, p))
	}
	b.WriteString("--b--\r\n")
	return b.Bytes()
}

// badUploads are wrong forms around a file.
func (w *world) badUploads(o operation, s *openapi3.Schema) []attack {
	other := bytes.ReplaceAll(w.form(s, "a.png", pixels), []byte(`name="`), []byte(`name="x`))
	var out []attack
	for _, c := range []struct {
		name, kind string
		body       []byte
	}{
		{"no body", formType, nil}, {"no boundary", "multipart/form-data", o.base.body}, {"another boundary", "multipart/form-data; boundary=c", o.base.body},
		{"JSON", "application/json", []byte("{}")}, {"text", "text/plain", []byte("x")}, {"no type", "", []byte("x")}, {"other fields", formType, other},
		{"no picture", formType, w.form(s, "a.png", "words")}, {"an empty file", formType, w.form(s, "a.png", "")},
		{"an SVG", formType, w.form(s, "a.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")}, {"a page", formType, w.form(s, "a.html", "<!doctype html><script>alert(1)</script>")},
		{"cut off", formType, o.base.body[:40]}, {"larger than we take", formType, tooLarge}, {"a program", formType, w.form(s, "a.png", "\x7fELF\x02\x01\x01")},
	} {
		out = append(out, o.base.change("upload: "+c.name, func(q *request) { q.contentType, q.body = c.kind, c.body }))
	}
	for name, body := range map[string][]byte{"half a picture": w.form(s, "a.png", pixels[:len(pixels)/2]), "a path for a name": w.form(s, "../../../etc/passwd", pixels), "a name that is none": w.form(s, "\x01\u202e", pixels)} {
		a := o.base.change("upload: "+name, func(q *request) { q.body = body })
		a.may = true // papers are kept as they are
		out = append(out, a)
	}
	return out
}

// badFields puts wrong and hostile values into each field of the body, one at a time.
func (w *world) badFields(o operation) []attack {
	s := o.schemaOf("application/json")
	if s == nil {
		return nil
	}
	var out []attack
	visit(nil, s, func(path []any, f *openapi3.Schema, required bool) {
		label := strings.Trim(strings.ReplaceAll(fmt.Sprint(path), " ", "."), "[]")
		set := func(v any, may bool) {
			a := o.base.change(fmt.Sprintf("field %s is %.60s", label, encode(v)), func(q *request) { q.body = replaced(q.body, path, v) })
			a.may = may
			out = append(out, a)
		}
		for _, v := range wrongValues(f) {
			set(v, false)
		}
		if f.Type.Is("string") {
			for _, v := range hostile {
				set(v, !restricted(f))
			}
			set(strings.Repeat("€", 20_000), !restricted(f) && f.MaxLength == nil)
		}
		if label == "zone" {
			set("Mars/Phobos", false)
			set("Local", false)
		}
		if f.Format == "date-time" {
			set("2001-01-01T10:00:00Z", true) // past
			set("9999-12-31T23:59:59Z", true)
		}
		if f.Type.Is("integer") && f.Min == nil {
			set(-1, true)
		}
		if required {
			out = append(out, o.base.change("no field "+label, func(q *request) { q.body = without(q.body, path) }))
		}
	})
	return out
}

// visit calls see for every field below a schema, the first element of arrays included.
func visit(path []any, s *openapi3.Schema, see func(path []any, f *openapi3.Schema, required bool)) {
	for name, p := range s.Properties {
		at := append(append([]any{}, path...), name)
		required := false
		for _, r := range s.Required {
			required = required || r == name
		}
		see(at, p.Value, required)
		visit(at, p.Value, see)
	}
	if s.Type.Is("array") && s.Items != nil {
		visit(append(append([]any{}, path...), 0), s.Items.Value, see)
	}
}

// wrongValues are those that a field of this schema cannot have.
func wrongValues(s *openapi3.Schema) []any {
	var out []any
	switch {
	case s.Type.Is("string"):
		out = []any{42, true, object{}, []any{}}
		if !s.Type.Is("integer") {
			for _, v := range wrongTexts(s) {
				out = append(out, v)
			}
		}
	case s.Type.Is("integer"):
		out = []any{"1", "x", 1.5, object{}, []any{}, true, json.Number("99999999999999999999"), json.Number("1e300")}
		if s.Min != nil {
			out = append(out, int(*s.Min)-1)
		}
		if s.Max != nil {
			out = append(out, int(*s.Max)+1)
		}
	case s.Type.Is("boolean"):
		out = []any{"true", 1, object{}, []any{}}
	case s.Type.Is("array"):
		out = []any{"x", 1, object{}, []any{nil}, []any{[]any{}}}
		if s.MaxItems != nil {
			out = append(out, make([]any, *s.MaxItems+1))
		}
	case s.Type.Is("object"):
		out = []any{"x", 1, []any{}, object{"unknown": 1}}
	}
	return out
}

// replaced is a JSON body with one value changed.
func replaced(body []byte, path []any, v any) []byte {
	return changed(body, path, func(in any, key any) {
		switch c := in.(type) {
		case map[string]any:
			c[key.(string)] = v
		case []any:
			c[key.(int)] = v
		}
	})
}

// without is a JSON body with one field less.
func without(body []byte, path []any) []byte {
	return changed(body, path, func(in any, key any) {
		if m, ok := in.(map[string]any); ok {
			delete(m, key.(string))
		}
	})
}

func changed(body []byte, path []any, do func(in any, key any)) []byte {
	var root any
	if err := json.Unmarshal(body, &root); err != nil {
		panic(err) // our own body
	}
	in := root
	for _, key := range path[:len(path)-1] {
		switch c := in.(type) {
		case map[string]any:
			in = c[key.(string)]
		case []any:
			in = c[key.(int)]
		}
	}
	do(in, path[len(path)-1])
	// Invalid UTF-8 must stay as it is: json.Marshal would repair it.
	return bytes.ReplaceAll(encode(root), []byte(`\ufffd\ufffd\ufffd`), []byte("\xff\xfe\xfd"))
}
