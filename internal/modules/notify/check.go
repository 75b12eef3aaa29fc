package notify

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode"
	"unicode/utf8"
)

// Fault is what is wrong with somebody's words.
type Fault struct {
	Field string // "subject" or "body"
	Line  int    // counted from 1; 0 when it cannot be told
	Code  string // required, too_long, characters, syntax, not_allowed, unknown, private, missing
	Word  string // the variable or the part that is meant
}

// use is which variables a letter has.
type use struct{ all, subject map[string]bool }

// used reads from the originals, in every language, what a letter may say.
func (s *Service) used(name string) use {
	u := use{map[string]bool{"Brand": true, "Name": true, "Support": true}, map[string]bool{"Brand": true}}
	for _, lang := range Languages {
		w := s.originals[lang+"/"+name]
		for _, v := range variable.FindAllStringSubmatch(w.Subject, -1) {
			u.all[v[1]], u.subject[v[1]] = true, true
		}
		for _, v := range variable.FindAllStringSubmatch(w.Body, -1) {
			u.all[v[1]] = true
		}
	}
	return u
}

var variable = regexp.MustCompile(`\{\{[^}]*\.([A-Z][A-Za-z]*)`)

// mustSay are the variables without which a letter that has them is of no use.
var mustSay = []string{"Link", "Stop", "Code", "AnswerBy", "Times"}

// Check finds what is wrong with words for a letter. They may hold variables of that letter, if, else and range over
// .Times, and nothing else: no functions, no definitions, nothing that could run long or grow large.
func (s *Service) Check(lang, name string, w Words) []Fault {
	u := s.used(name)
	out := checkPart("subject", w.Subject, MaxSubject, u.all)
	if strings.Contains(w.Subject, "\n") {
		out = append(out, Fault{Field: "subject", Code: "characters"})
	}
	for _, v := range variable.FindAllStringSubmatch(w.Subject, -1) {
		if u.all[v[1]] && !u.subject[v[1]] { // subjects show on lock screens
			out = append(out, Fault{Field: "subject", Line: 1, Code: "private", Word: v[1]})
		}
	}
	if out = append(out, checkPart("body", w.Body, MaxBody, u.all)...); len(out) > 0 {
		return out
	}
	return s.missing(lang, name, w)
}

func checkPart(field, words string, limit int, known map[string]bool) []Fault {
	odd := strings.ContainsFunc(words, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' })
	switch {
	case strings.TrimSpace(words) == "":
		return []Fault{{Field: field, Code: "required"}}
	case utf8.RuneCountInString(words) > limit:
		return []Fault{{Field: field, Code: "too_long", Word: strconv.Itoa(limit)}}
	case odd || !utf8.ValidString(words):
		return []Fault{{Field: field, Code: "characters"}}
	}
	t, err := template.New(field).Parse(words)
	if err != nil {
		return []Fault{{Field: field, Line: lineOf(err.Error()), Code: "syntax", Word: afterColon.ReplaceAllString(err.Error(), "")}}
	}
	c := checker{field: field, text: words, known: known}
	if len(t.Templates()) > 1 || t.Tree == nil {
		c.refuse(0, "not_allowed", "define")
		return c.faults
	}
	c.list(t.Root, false)
	return c.faults
}

var afterColon = regexp.MustCompile(`^template: [a-z]+:\d+:(\d+:)? *`)

func lineOf(message string) int {
	_, rest, _ := strings.Cut(strings.TrimPrefix(message, "template: "), ":")
	n, _, _ := strings.Cut(rest, ":")
	line, _ := strconv.Atoi(n)
	return line
}

// checker walks a template and refuses whatever it does not know.
type checker struct {
	field, text string
	known       map[string]bool
	faults      []Fault
}

func (c *checker) refuse(at parse.Pos, code, word string) {
	line := 1 + strings.Count(c.text[:min(int(at), len(c.text))], "\n")
	c.faults = append(c.faults, Fault{Field: c.field, Line: line, Code: code, Word: word})
}

func (c *checker) list(l *parse.ListNode, inTimes bool) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode, *parse.CommentNode:
		case *parse.ActionNode:
			c.value(n.Pipe, inTimes)
		case *parse.IfNode:
			c.value(n.Pipe, inTimes)
			c.list(n.List, inTimes)
			c.list(n.ElseList, inTimes)
		case *parse.RangeNode:
			if inTimes || n.Pipe.String() != ".Times" {
				c.refuse(n.Pos, "not_allowed", "range "+n.Pipe.String())
			}
			c.value(n.Pipe, false)
			c.list(n.List, true)
			c.list(n.ElseList, true)
		default:
			c.refuse(n.Position(), "not_allowed", n.String())
		}
	}
}

// value is one variable, or inside a range the dot; a range of times knows no other.
func (c *checker) value(p *parse.PipeNode, inTimes bool) {
	if len(p.Decl) == 0 && len(p.Cmds) == 1 && len(p.Cmds[0].Args) == 1 {
		switch a := p.Cmds[0].Args[0].(type) {
		case *parse.DotNode:
			if inTimes {
				return
			}
		case *parse.FieldNode:
			if len(a.Ident) == 1 && !inTimes {
				if !c.known[a.Ident[0]] {
					c.refuse(p.Pos, "unknown", a.Ident[0])
				}
				return
			}
		}
	}
	c.refuse(p.Pos, "not_allowed", p.String())
}

// missing renders the words with full and with sparse data, and looks for what must be said in both.
func (s *Service) missing(lang, name string, w Words) []Fault {
	l, err := compile(lang, name, w)
	if err != nil {
		return []Fault{{Field: "body", Line: lineOf(err.Error()), Code: "syntax", Word: err.Error()}}
	}
	original := s.originals[lang+"/"+name]
	for _, v := range mustSay {
		if strings.Contains(original.Body, "."+v) && !strings.Contains(w.Body, "."+v) {
			return []Fault{{Field: "body", Code: "missing", Word: v}}
		}
	}
	for _, f := range []Fields{example, sparse, proReader()} {
		subject, _, markup, err := l.render(f)
		if err != nil || subject == "" {
			return []Fault{{Field: "subject", Code: "required"}}
		}
		for v, url := range map[string]string{"Link": f.Link, "Stop": f.Stop} {
			if strings.Contains(original.Body, "."+v) && !strings.Contains(markup, `href="`+html.EscapeString(url)+`"`) {
				return []Fault{{Field: "body", Code: "missing", Word: v}}
			}
		}
	}
	return nil
}

func proReader() Fields {
	f := sparse
	f.Practitioner = true
	return f
}
