package pagetest

import (
	"strings"

	"golang.org/x/net/html"
)

// Hostile are names and notes that try to become markup, script, addresses, queries or templates.
var Hostile = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`'><svg/onload=alert(1)>`,
	`</textarea><script>alert(1)</script>`,
	`</title><script>alert(1)</script>`,
	`<a href="javascript:alert(1)">x</a>`,
	`" autofocus onfocus="alert(1)`,
	`{{.CSRF}} ${7*7} <%= 7*7 %>`,
	`'; drop table booking.booking; --`,
	`<!--<script>-->`,
	`&lt;script&gt;alert(1)&lt;/script&gt;`,
	"\u202egnp.exe\u202c",
}

func walk(n *html.Node, see func(*html.Node)) {
	if n == nil {
		return
	}
	see(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, see)
	}
}

func find(n *html.Node, is func(*html.Node) bool) (found *html.Node) {
	walk(n, func(n *html.Node) {
		if found == nil && n.Type == html.ElementNode && is(n) {
			found = n
		}
	})
	return found
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// text is what an element says. A line break after an opening <textarea> tag is not part of it.
func text(n *html.Node) string {
	var b strings.Builder
	walk(n, func(n *html.Node) {
		if n.Type == html.TextNode && (n.Parent == nil || n.Parent.Data != "style") {
			b.WriteString(n.Data)
		}
	})
	return b.String()
}

func selected(n *html.Node) string {
	var first, chosen *html.Node
	walk(n, func(o *html.Node) {
		if o.Data == "option" && first == nil {
			first = o
		}
		if o.Data == "option" && has(o, "selected") {
			chosen = o
		}
	})
	switch {
	case chosen != nil:
		return attr(chosen, "value")
	case first != nil:
		return attr(first, "value")
	}
	return ""
}
