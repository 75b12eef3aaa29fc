package razorpay

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A page of a letter: A4 in points, one of the fonts that every reader has.
const (
	lineWidth    = 92 // characters of Courier at 9 points
	linesOnPage  = 64
	pageTemplate = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
)

// letter is a text as a PDF, for gateways that take evidence as a document. The font knows Latin letters; others are
// written as question marks, and whole in the summary beside the letter.
func letter(text string) []byte {
	var pages [][]string
	for _, line := range wrapped(text) {
		if n := len(pages); n == 0 || len(pages[n-1]) == linesOnPage {
			pages = append(pages, nil)
		}
		pages[len(pages)-1] = append(pages[len(pages)-1], line)
	}
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"}
	var kids []string
	for _, lines := range pages {
		body := "BT /F1 9 Tf 12 TL 50 790 Td\n" + strings.Join(lines, "\n") + "\nET"
		objects = append(objects, fmt.Sprintf(pageTemplate, len(objects)+2), fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(body), body))
		kids = append(kids, fmt.Sprintf("%d 0 R", len(objects)-1))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids))
	return pdf(objects)
}

// pdf writes numbered objects, and the table of where they are.
func pdf(objects []string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	table := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for n, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", n+1, o)
	}
	at := out.Len()
	fmt.Fprintf(&out, "%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table, len(objects)+1, at)
	return out.Bytes()
}

// wrapped is a text in lines of the letter, each as the operator that shows it.
func wrapped(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		row := ""
		for _, word := range strings.Fields(line) {
			if row != "" && utf8.RuneCountInString(row)+1+utf8.RuneCountInString(word) > lineWidth {
				out, row = append(out, shown(row)), ""
			}
			row = strings.TrimPrefix(row+" "+word, " ")
		}
		out = append(out, shown(row))
	}
	return out
}

// shown is a line as a PDF string in Latin-1.
func shown(line string) string {
	var out strings.Builder
	out.WriteByte('(')
	for _, r := range line {
		switch {
		case r == '(' || r == ')' || r == '\\':
			out.WriteByte('\\')
			out.WriteByte(byte(r))
		case r < ' ', r > 0xff, r >= 0x7f && r < 0xa0:
			out.WriteByte('?')
		default:
			out.WriteByte(byte(r))
		}
	}
	out.WriteString(") '")
	return out.String()
}
