package notify

import (
	"embed"
	"fmt"
	"html"
	"io/fs"
	"path"
	"strings"
	"text/template"

	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
)

// letterFiles holds one file per letter and language: a "Subject:" line, "---", then paragraphs. A paragraph that begins
// with "-> Label: {{.Link}}" is a link of its own, a button in HTML; one with "~> Label: {{.Stop}}" a plain link.
//
//go:embed letters
var letterFiles embed.FS

// Languages that letters are written in; the first is the fallback.
var Languages = []string{"en", "hi", "ar"}

// Fields are the words a letter may use. Not every letter uses every field.
type Fields struct {
	Brand        string
	Name         string // of the reader
	Other        string // of the other side: practitioner for a seeker, client for a practitioner
	Service      string
	When         string // in the reader's zone, zone named
	WhenOther    string // the same instant in the other side's zone; "" when the clocks agree
	Before       string // "When" before a move
	Where        string
	Price        string
	Refund       string // "" when nothing goes back
	Waits        string // what goes back if the reader's bank does not; "" when no bank is asked
	Code         string
	Reason       string // what the other side wrote; "" when nothing
	FreeUntil    string // free cancellation ends; "" when it never was or is over
	AnswerBy     string
	Times        []string // proposed instead of When, in the reader's zone
	Lead         string   // "tomorrow", "in 1 hour"
	Left         int      // sessions of a package
	Link         string
	Stop         string // ends letters of this kind without signing in; "" where there is nothing to end
	Support      string
	Practitioner bool // the reader is the practitioner
}

// letter is a parsed file.
type letter struct {
	lang          string
	subject, body *template.Template
}

func loadLetters() (map[string]letter, map[string]Words, error) {
	out, originals := map[string]letter{}, map[string]Words{}
	for _, lang := range Languages {
		names, err := fs.Glob(letterFiles, path.Join("letters", lang, "*.txt"))
		if err != nil {
			return nil, nil, err
		}
		for _, name := range names {
			raw, err := fs.ReadFile(letterFiles, name)
			if err != nil {
				return nil, nil, err
			}
			l, err := parseLetter(lang, name, string(raw))
			if err != nil {
				return nil, nil, err
			}
			key := lang + "/" + strings.TrimSuffix(path.Base(name), ".txt")
			subject, body, _ := strings.Cut(strings.TrimPrefix(string(raw), "Subject: "), "\n---\n")
			out[key], originals[key] = l, Words{strings.TrimSpace(subject), strings.TrimSpace(body)}
		}
	}
	return out, originals, nil
}

func parseLetter(lang, name, raw string) (letter, error) {
	head, body, ok := strings.Cut(raw, "\n---\n")
	subject, isSubject := strings.CutPrefix(head, "Subject: ")
	if !ok || !isSubject {
		return letter{}, fmt.Errorf("letter %s: want a Subject line, then ---", name)
	}
	s, err := template.New(name + " subject").Option("missingkey=error").Parse(strings.TrimSpace(subject))
	if err != nil {
		return letter{}, err
	}
	body = strings.NewReplacer("\n-> ", "\n"+linkMark, "\n~> ", "\n"+quietMark).Replace("\n" + strings.TrimSpace(body))
	b, err := template.New(name).Option("missingkey=error").Parse(strings.TrimPrefix(body, "\n"))
	return letter{lang, s, b}, err
}

// linkMark and quietMark stand for the "-> " and "~> " of a file once it is read, so that nobody's words make a link that
// looks like ours.
const linkMark, quietMark = "\x00", "\x01"

var noMarks = strings.NewReplacer(linkMark, "", quietMark, "")

// quoted keeps what people wrote within the paragraph that quotes it, and free of marks.
func quoted(f Fields) Fields {
	for _, words := range []*string{&f.Name, &f.Other, &f.Service, &f.Where, &f.Reason} {
		var lines []string
		for line := range strings.Lines(noMarks.Replace(*words)) {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
		*words = strings.Join(lines, "\n")
	}
	return f
}

// isolated keeps names, prices and codes in their own order within words that run from right to left.
func isolated(f Fields) Fields {
	for _, words := range []*string{&f.Brand, &f.Name, &f.Other, &f.Service, &f.When, &f.WhenOther, &f.Before, &f.Where, &f.Price, &f.Refund,
		&f.Code, &f.Reason, &f.FreeUntil, &f.AnswerBy, &f.Lead} {
		*words = i18n.Isolate(*words)
	}
	times := make([]string, len(f.Times))
	for i, t := range f.Times {
		times[i] = i18n.Isolate(t)
	}
	f.Times = times
	return f
}

// render fills the letter in; text is its plain form, markup its HTML form in the colours of paint.
func (l letter) render(f Fields, paint brand.Paint) (subject, text, markup string, err error) {
	var s, b strings.Builder
	f = quoted(f)
	if i18n.Dir(l.lang) == "rtl" {
		f = isolated(f)
	}
	if err = l.subject.Execute(&s, f); err != nil {
		return
	}
	if err = l.body.Execute(&b, f); err != nil {
		return
	}
	paragraphs := split(b.String())
	var plain, rich strings.Builder
	for _, p := range paragraphs {
		if label, url, ok := linkOf(p, quietMark); ok {
			fmt.Fprintf(&plain, "%s:\n%s\n\n", label, url)
			fmt.Fprintf(&rich, `<p><a href="%s" style="color:%s">%s</a></p>`, html.EscapeString(url), paint.Primary, html.EscapeString(label))
			continue
		}
		if label, url, ok := linkOf(p, linkMark); ok {
			fmt.Fprintf(&plain, "%s:\n%s\n\n", label, url)
			fmt.Fprintf(&rich, `<p><a href="%s" style="display:inline-block;padding:12px 20px;border-radius:24px;background:%s;color:%s;text-decoration:none;font-weight:600">%s</a></p>`, html.EscapeString(url), paint.Primary, paint.OnPrimary, html.EscapeString(label))
			continue
		}
		fmt.Fprintf(&plain, "%s\n\n", p)
		fmt.Fprintf(&rich, "<p>%s</p>", strings.ReplaceAll(html.EscapeString(p), "\n", "<br>"))
	}
	return strings.Join(strings.Fields(s.String()), " "), strings.TrimSpace(plain.String()) + "\n", page(l.lang, paint.Ground, rich.String()), nil
}

// split cuts into paragraphs; a template that left one empty leaves no gap.
func split(s string) []string {
	var out []string
	for _, p := range strings.Split(s, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func linkOf(p, mark string) (label, url string, ok bool) {
	rest, ok := strings.CutPrefix(p, mark)
	if !ok {
		return "", "", false
	}
	i := strings.LastIndex(rest, ": http")
	if i < 0 {
		return "", "", false
	}
	return rest[:i], rest[i+2:], true
}

// page wraps the paragraphs; mail programs know little CSS, so there is little.
func page(lang, ground, body string) string {
	return `<!doctype html><html lang="` + lang + `" dir="` + i18n.Dir(lang) + `"><body style="margin:0;padding:24px;background:` + ground + `;color:#0f2429;font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans Devanagari','Noto Sans Arabic',sans-serif"><div style="max-width:560px;margin:0 auto">` + body + `</div></body></html>`
}
