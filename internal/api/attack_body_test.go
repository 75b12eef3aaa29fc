package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// tooLarge is more than any route takes: JSON stops at a megabyte, uploads at sixteen.
var tooLarge = append([]byte(`{"a":"`), bytes.Repeat([]byte("a"), 17<<20)...)

// badBodies are bodies that are wrong as a whole.
func badBodies(o operation) []attack {
	if o.RequestBody == nil {
		return nil
	}
	if o.RequestBody.Value.Content["multipart/form-data"] != nil {
		return badUploads(o)
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
		add(fmt.Sprintf("%q", b), []byte(b), !o.RequestBody.Value.Required || len(o.bodySchema().Required) == 0)
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

// badUploads are wrong forms around a file.
func badUploads(o operation) []attack {
	part := func(name, file, content string) []byte {
		return fmt.Appendf(nil, "--b\r\nContent-Disposition: form-data; name=%q; filename=%q\r\nContent-Type: image/png\r\n\r\n%s\r\n--b--\r\n", name, file, content)
	}
	const form = "multipart/form-data; boundary=b"
	var out []attack
	for _, c := range []struct {
		name, kind string
		body       []byte
	}{
		{"no body", form, nil}, {"no boundary", "multipart/form-data", part("avatar", "a.png", "x")}, {"another boundary", "multipart/form-data; boundary=c", part("avatar", "a.png", "x")},
		{"JSON", "application/json", []byte("{}")}, {"text", "text/plain", []byte("x")}, {"no type", "", []byte("x")}, {"another field", form, part("other", "a.png", "x")},
		{"no picture", form, part("avatar", "a.png", "words")}, {"an empty file", form, part("avatar", "a.png", "")}, {"half a picture", form, part("avatar", "a.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")},
		{"an SVG", form, part("avatar", "a.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")}, {"a page", form, part("avatar", "a.html", "<script>alert(1)</script>")},
		{"cut off", form, part("avatar", "a.png", "x")[:40]}, {"a path for a name", form, part("avatar", "../../../etc/passwd", "x")}, {"larger than we take", form, tooLarge},
	} {
		out = append(out, o.base.change("upload: "+c.name, func(q *request) { q.contentType, q.body = c.kind, c.body }))
	}
	return out
}

// badFields puts wrong and hostile values into each field of the body, one at a time.
func (w *world) badFields(o operation) []attack {
	s := o.bodySchema()
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
