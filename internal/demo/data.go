package demo

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed data/*.txt
var files embed.FS

// block is a heading "= a | b | c" with the lines under it. The files are part of the program: a mistake in them is a
// mistake in the code, so reading them panics with its place instead of returning an error nobody could handle.
type block struct {
	head  []string
	lines []string
}

func readBlocks(names ...string) []block {
	var out []block
	for _, name := range names {
		b, err := files.ReadFile("data/" + name + ".txt")
		if err != nil {
			panic(err)
		}
		for n, line := range strings.Split(string(b), "\n") {
			line = strings.TrimSpace(line)
			switch {
			case line == "" || strings.HasPrefix(line, "#"):
			case strings.HasPrefix(line, "= "):
				out = append(out, block{head: fields(line[2:])})
			case len(out) == 0:
				panic(fmt.Sprintf("demo: %s.txt:%d stands before the first heading", name, n+1))
			default:
				out[len(out)-1].lines = append(out[len(out)-1].lines, line)
			}
		}
	}
	return out
}

// byHead indexes blocks by their first heading field.
func byHead(blocks []block) map[string]block {
	m := make(map[string]block, len(blocks))
	for _, b := range blocks {
		m[b.head[0]] = b
	}
	return m
}

func fields(line string) []string { return split(line, "|") }

func split(line, separator string) []string {
	parts := strings.Split(line, separator)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("demo: " + err.Error())
	}
	return n
}

func degrees(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("demo: " + err.Error())
	}
	return v
}
