// Package sets holds the labelled messages that the safety assessment is trained and measured on: fiction written by the
// authors of Klear, in four ways of writing. A line of data/*.txt is a template; Expand makes messages of it. The train
// files are for training and tuning; the locked files are only ever measured, and the fresh ones were written before the
// rules that they measure.
package sets

import (
	"embed"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"klear/internal/modules/safety/assess"
)

//go:embed data/*.txt
var files embed.FS

// Langs are the ways of writing that there are sets for.
var Langs = []string{"en", "es", "hi", "hi-Latn"}

// Message is one labelled message. Messages of one template belong to the same side of every split.
type Message struct {
	ID       string
	Lang     string
	Category string
	Template int
	Level    assess.Level
	Text     string
}

// PerTemplate is how many messages a template gives at most.
const PerTemplate = 16

// Load reads the set "train", "locked" or "fresh" of a language. A message that two templates happen to give alike counts for
// training only: it would measure what was learnt by heart.
func Load(lang, part string) ([]Message, error) {
	out, err := read(lang, part)
	if err != nil || part == "train" {
		return out, err
	}
	train, err := read(lang, "train")
	known := map[string]bool{}
	for _, m := range train {
		known[m.Text] = true
	}
	return slices.DeleteFunc(out, func(m Message) bool { return known[m.Text] }), err
}

func read(lang, part string) ([]Message, error) {
	name := lang + "." + part + ".txt"
	raw, err := files.ReadFile("data/" + name)
	if err != nil {
		return nil, err
	}
	var out []Message
	for n, line := range strings.Split(string(raw), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		head, template, ok := strings.Cut(line, ":")
		level, category, spaced := strings.Cut(head, " ")
		l, err := assess.ParseLevel(level)
		if !ok || !spaced || err != nil {
			return nil, fmt.Errorf("%s:%d: want LEVEL CATEGORY: template", name, n+1)
		}
		for i, text := range Expand(strings.TrimSpace(template), PerTemplate) {
			out = append(out, Message{fmt.Sprintf("%s-%s-%03d-%02d", lang, part, n+1, i), lang, category, n + 1, l, text})
		}
	}
	return out, nil
}

// Expand makes at most n different messages of a template, always the same ones: spread evenly over all there are.
func Expand(template string, n int) []string {
	parts, total := choices(template), 1
	for _, p := range parts {
		total *= len(p)
	}
	n = min(n, total)
	h := fnv.New32a()
	h.Write([]byte(template))
	start, step := int(h.Sum32()%uint32(total)), total/n
	for gcd(step, total) != 1 && total > n {
		step++
	}
	if total == n {
		step = 1
	}
	seen, out := map[string]bool{}, []string{}
	for i := range n {
		if text := pick(parts, (start+i*step)%total); !seen[text] {
			seen[text] = true
			out = append(out, text)
		}
	}
	return out
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// choices cuts a template into its parts: fixed text is a choice of one.
func choices(template string) [][]string {
	var out [][]string
	for template != "" {
		open := strings.IndexByte(template, '{')
		end := strings.IndexByte(template, '}')
		if open < 0 || end < open {
			return append(out, []string{template})
		}
		if open > 0 {
			out = append(out, []string{template[:open]})
		}
		out = append(out, strings.Split(template[open+1:end], "|"))
		template = template[end+1:]
	}
	return out
}

func pick(parts [][]string, n int) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p[n%len(p)])
		n /= len(p)
	}
	return strings.ReplaceAll(strings.Join(strings.Fields(b.String()), " "), " ,", ",")
}
