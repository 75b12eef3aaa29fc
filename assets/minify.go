package assets

import "strings"

// minifyCSS drops comments and the white space that CSS does not need. It leaves strings alone and keeps the blanks
// that mean something: descendant selectors, and the ones around + and − in calc().
func minifyCSS(css string) string {
	var b strings.Builder
	b.Grow(len(css))
	var last byte
	space := false
	for i := 0; i < len(css); i++ {
		c := css[i]
		switch {
		case c == '/' && i+1 < len(css) && css[i+1] == '*':
			end := strings.Index(css[i+2:], "*/")
			if end < 0 {
				return b.String()
			}
			i += end + 3
			space = true
			continue
		case c == '"' || c == '\'':
			end := i + 1
			for end < len(css) && css[end] != c {
				if css[end] == '\\' {
					end++
				}
				end++
			}
			flush(&b, &space, last, c)
			b.WriteString(css[i:min(end+1, len(css))])
			last, i = c, end
			continue
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			space = true
			continue
		}
		if c == '}' && last == ';' {
			s := b.String()
			b.Reset()
			b.WriteString(s[:len(s)-1])
			last = 0
			space = false
		}
		flush(&b, &space, last, c)
		b.WriteByte(c)
		last = c
	}
	return b.String()
}

// flush writes one blank for a run of white space, unless a neighbour makes it needless.
func flush(b *strings.Builder, space *bool, last, next byte) {
	if *space && last != 0 && !strings.ContainsRune("{};,:>", rune(last)) && !strings.ContainsRune("{};,>", rune(next)) {
		b.WriteByte(' ')
	}
	*space = false
}
