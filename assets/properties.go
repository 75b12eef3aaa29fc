package assets

import (
	"regexp"
	"strings"
)

// emptyBlock is a rule or a condition in which nothing is left.
var emptyBlock = regexp.MustCompile(`[^{};]*\{\}`)

var fontFace = regexp.MustCompile(`@font-face\{font-family:("[^"]+")[^}]*\}`)

// withoutIdle leaves out the custom properties that no rule here reads, nor the page itself: most pages use half of the
// tokens. A property that only an idle one reads is idle too, so it goes in rounds until nothing more falls; and so do the
// blocks that held them.
func withoutIdle(css, page string) string {
	for {
		read := map[string]bool{}
		propertiesRead(read, css)
		propertiesRead(read, page)
		shorter := withoutIdleFonts(emptyBlock.ReplaceAllString(dropProperties(css, read), ""))
		if len(shorter) == len(css) {
			return css
		}
		css = shorter
	}
}

// withoutIdleFonts leaves out the faces of families that nothing names.
func withoutIdleFonts(css string) string {
	return fontFace.ReplaceAllStringFunc(css, func(face string) string {
		if family := fontFace.FindStringSubmatch(face)[1]; strings.Count(css, family) > strings.Count(css, "@font-face{font-family:"+family) {
			return face
		}
		return ""
	})
}

func propertiesRead(read map[string]bool, text string) {
	for {
		_, after, found := strings.Cut(text, "var(--")
		if !found {
			return
		}
		end := strings.IndexAny(after, ",) ")
		if end < 0 {
			return
		}
		read["--"+after[:end]], text = true, after[end:]
	}
}

// dropProperties walks the declarations of a minified sheet. A custom property follows "{" or ";" and ends at ";" or "}".
func dropProperties(css string, read map[string]bool) string {
	var b strings.Builder
	b.Grow(len(css))
	for {
		at := declaration(css)
		if at < 0 {
			b.WriteString(css)
			return b.String()
		}
		b.WriteString(css[:at])
		css = css[at:]
		name, _, _ := strings.Cut(css, ":")
		end := valueEnd(css)
		if !read[name] {
			if end < len(css) && css[end] == ';' {
				end++
			}
		} else {
			b.WriteString(css[:end])
		}
		css = css[end:]
	}
}

// declaration is where the next custom property is set, or -1.
func declaration(css string) int {
	for from := 0; ; {
		i := strings.Index(css[from:], "--")
		if i < 0 {
			return -1
		}
		if i += from; i == 0 || css[i-1] == '{' || css[i-1] == ';' {
			return i
		}
		from = i + 2
	}
}

// valueEnd is the first ";" or "}" outside brackets and quotes.
func valueEnd(css string) int {
	depth, quote := 0, byte(0)
	for i := 0; i < len(css); i++ {
		switch c := css[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0 && (c == ';' || c == '}'):
			return i
		}
	}
	return len(css)
}
