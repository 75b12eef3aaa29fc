package importfile

import "strings"

// splitList divides a sheet's cell; joinList is its inverse.
func splitList(s string) []string {
	var out []string
	var item strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '|' || s[i+1] == '\\'):
			i++
			item.WriteByte(s[i])
		case s[i] == '|':
			out = append(out, item.String())
			item.Reset()
		default:
			item.WriteByte(s[i])
		}
	}
	return append(out, item.String())
}

func joinList(items []string) string {
	escaped := make([]string, len(items))
	for i, it := range items {
		escaped[i] = strings.ReplaceAll(strings.ReplaceAll(it, `\`, `\\`), "|", `\|`)
	}
	return strings.Join(escaped, "|")
}

// A cell that begins with = + - @ is run as a formula by spreadsheets. Write puts an apostrophe in front, which they
// hide; unguard takes it off again.
func guarded(s string) bool { return s != "" && strings.IndexByte("=+-@'", s[0]) >= 0 }

func guard(s string) string {
	if guarded(s) {
		return "'" + s
	}
	return s
}

func unguard(s string) string {
	if strings.HasPrefix(s, "'") && guarded(s[1:]) {
		return s[1:]
	}
	return s
}
