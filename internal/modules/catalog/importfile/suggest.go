package importfile

// nearest returns the word that is at most a third of its letters away from s, or "".
func nearest(s string, words []string) string {
	if len(s) > 64 {
		return ""
	}
	best, bestAt := "", len(s)/3+1
	for _, w := range words {
		if d := editDistance(s, w); d < bestAt {
			best, bestAt = w, d
		}
	}
	return best
}

// editDistance is Levenshtein's, on bytes: names of fields and slugs are ASCII.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
