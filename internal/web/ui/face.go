package ui

import "github.com/a-h/templ"

func imgAttrs(p PictureProps) templ.OrderedAttributes {
	a := templ.OrderedAttributes{
		templ.KV[string, any]("alt", p.Alt), templ.KV[string, any]("width", "160"), templ.KV[string, any]("height", "200"),
		templ.KV[string, any]("decoding", "async"),
	}
	if p.Size != "lg" {
		a = append(a, templ.KV[string, any]("fetchpriority", "low")) // after the words and their letters
	}
	if p.Lazy {
		a = append(a, templ.KV[string, any]("loading", "lazy"))
	}
	return a
}
