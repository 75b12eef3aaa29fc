package assets

import (
	"bytes"
	"regexp"
	"strings"
)

// A page that travels to a new visitor carries its style with it, and only the part that it uses: on a slow line half of
// the bytes of a first page were rules for other pages. The whole sheet follows as a file once the page is shown.

// rule is one piece of the sheet, in order: selectors with what is declared for them, a statement such as @layer's order or
// a declaration, or a group of rules under a condition (@media, @layer, @supports, @container).
type rule struct {
	head   string     // selectors, condition, or the whole statement
	body   []rule     // of selectors: declarations, each a statement, and nested rules
	group  []rule     // of a condition
	wanted [][]string // of each selector: what has to occur in the page
	parts  []string   // the selectors
}

var (
	brackets  = regexp.MustCompile(`\([^()]*\)`)
	className = regexp.MustCompile(`\.(-?[A-Za-z_][\w-]*)`)
	brandName = regexp.MustCompile(`\[data-brand="?([a-z]+)"?\]`)
	language  = regexp.MustCompile(`:lang\(([a-z]+)\)`)
	fontFile  = regexp.MustCompile(`url\("?(` + Prefix + `[^")]+)`)
)

// CSSFor is the part of the style sheet that a page can use: rules, nested ones too, whose classes all occur in it, those of
// its brand and its languages, every rule without a class, and of the custom properties those that are read. Classes inside :is(), :not() and the like
// are not looked at: such rules stay.
func (a *Assets) CSSFor(page []byte) string {
	var b strings.Builder
	writeUsed(&b, a.rules, wordsOf(page))
	return withoutIdle(b.String(), string(page))
}

// wordsOf are the values of all class, data-brand and lang attributes, and the files that a page loads ahead.
func wordsOf(page []byte) map[string]bool {
	out := map[string]bool{}
	for _, attribute := range []string{` class="`, ` data-brand="`, ` href="`, ` lang="`} {
		rest := page
		for {
			_, after, found := bytes.Cut(rest, []byte(attribute))
			if !found {
				break
			}
			value, after, _ := bytes.Cut(after, []byte{'"'})
			if attribute == ` lang="` {
				value, _, _ = bytes.Cut(value, []byte{'-'}) // :lang(hi) is hi-IN too
			}
			for word := range bytes.FieldsSeq(value) {
				out[string(word)] = true
			}
			rest = after
		}
	}
	return out
}

func writeUsed(b *strings.Builder, rules []rule, words map[string]bool) {
	for _, r := range rules {
		switch {
		case r.group != nil:
			writeBlock(b, r.head, r.group, words)
		case r.parts == nil:
			b.WriteString(r.head)
		default:
			if selectors := r.used(words); len(selectors) > 0 {
				writeBlock(b, strings.Join(selectors, ","), r.body, words)
			}
		}
	}
}

// writeBlock leaves out a block of which nothing is used.
func writeBlock(b *strings.Builder, head string, inside []rule, words map[string]bool) {
	var inner strings.Builder
	if writeUsed(&inner, inside, words); inner.Len() > 0 {
		b.WriteString(head + "{" + inner.String() + "}")
	}
}

func (r rule) used(words map[string]bool) (out []string) {
	for i, selector := range r.parts {
		if all(r.wanted[i], words) {
			out = append(out, selector)
		}
	}
	return out
}

func all(wanted []string, words map[string]bool) bool {
	for _, w := range wanted {
		if !words[w] {
			return false
		}
	}
	return true
}

// parseCSS reads a minified sheet, or what stands between braces in it: the last declaration there ends without a semicolon.
func parseCSS(css string) (out []rule) {
	for css != "" {
		end := strings.IndexAny(css, "{;")
		if end < 0 {
			return append(out, rule{head: css})
		}
		if css[end] == ';' {
			out, css = append(out, rule{head: css[:end+1]}), css[end+1:]
			continue
		}
		head, body, rest := css[:end], "", ""
		body, rest = block(css[end+1:])
		out, css = append(out, ruleOf(head, body)), rest
	}
	return out
}

// block cuts css after the brace that closes what was opened before it.
func block(css string) (body, rest string) {
	depth := 1
	for i := 0; i < len(css); i++ {
		switch css[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return css[:i], css[i+1:]
			}
		}
	}
	return css, ""
}

func ruleOf(head, body string) rule {
	name, _, _ := strings.Cut(head, " ")
	switch name, _, _ = strings.Cut(name, "("); name {
	case "@media", "@layer", "@supports", "@container":
		return rule{head: head, group: parseCSS(body)}
	case "@font-face": // of the brand whose file the page loads ahead; a local fallback has no file
		r := rule{parts: []string{head}, body: parseCSS(body), wanted: make([][]string, 1)}
		if file := fontFile.FindStringSubmatch(body); file != nil {
			r.wanted[0] = file[1:]
		}
		return r
	}
	if strings.HasPrefix(head, "@") {
		return rule{head: head + "{" + body + "}"}
	}
	r := rule{body: parseCSS(body), parts: selectors(head)}
	for _, s := range r.parts {
		r.wanted = append(r.wanted, wants(s))
	}
	return r
}

// selectors splits a list at its commas, not at those inside brackets.
func selectors(head string) (out []string) {
	depth, from := 0, 0
	for i, c := range head {
		switch {
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ',' && depth == 0:
			out, from = append(out, head[from:i]), i+1
		}
	}
	return append(out, head[from:])
}

func wants(selector string) (out []string) {
	for _, m := range language.FindAllStringSubmatch(selector, -1) {
		out = append(out, m[1])
	}
	for brackets.MatchString(selector) {
		selector = brackets.ReplaceAllString(selector, "")
	}
	for _, found := range [][][]string{className.FindAllStringSubmatch(selector, -1), brandName.FindAllStringSubmatch(selector, -1)} {
		for _, m := range found {
			out = append(out, m[1])
		}
	}
	return out
}
