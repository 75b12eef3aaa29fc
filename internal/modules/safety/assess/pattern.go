package assess

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A pattern is a phrase with choices. Words stand for themselves; (a|b c) is a choice; x? may be missing; *3 is up to
// three other words of the same sentence; @name is a choice defined once. It is compiled to a small program.
type inst struct {
	op   uint8
	id   int32 // opWord
	next int32
	or   int32 // opSplit
}

const (
	opMatch uint8 = iota
	opWord
	opAny
	opSplit
)

// compiler turns the text of patterns into programs over the vocabulary.
type compiler struct {
	x      *lexicon
	macros map[string]string
	words  []string
	pos    int
	prog   []inst
}

func (c *compiler) compile(pattern string) (prog []inst, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("pattern %q: %v", pattern, r)
		}
	}()
	c.words, c.pos, c.prog = lex(c.expand(pattern, 0)), 0, nil
	c.choice()
	if c.pos < len(c.words) {
		panic("a bracket too many")
	}
	c.emit(inst{op: opMatch})
	return c.prog, nil
}

func (c *compiler) expand(s string, depth int) string {
	if depth > 8 {
		panic("macros that mention one another")
	}
	fields := lex(s)
	for i, f := range fields {
		if name, ok := strings.CutPrefix(f, "@"); ok {
			body, known := c.macros[name]
			if !known {
				panic("no macro @" + name)
			}
			fields[i] = "( " + c.expand(body, depth+1) + " )"
		}
	}
	return strings.Join(fields, " ")
}

func lex(s string) []string {
	for _, sign := range []string{"(", ")", "|", "?"} {
		s = strings.ReplaceAll(s, sign, " "+sign+" ")
	}
	return strings.Fields(s)
}

func (c *compiler) emit(i inst) int32 {
	i.next = int32(len(c.prog)) + 1
	c.prog = append(c.prog, i)
	return i.next - 1
}

func (c *compiler) peek() string {
	if c.pos < len(c.words) {
		return c.words[c.pos]
	}
	return ""
}

// choice compiles a|b|c.
func (c *compiler) choice() {
	var ends []int32
	for {
		split := c.emit(inst{op: opSplit, or: -1})
		c.sequence()
		if !c.reads(split) {
			c.emit(inst{op: opWord, id: noWord})
		}
		if c.peek() != "|" {
			break
		}
		c.pos++
		ends = append(ends, c.emit(inst{op: opSplit, or: -1}))
		c.prog[split].or = int32(len(c.prog))
	}
	for _, e := range ends {
		c.prog[e].next = int32(len(c.prog))
	}
}

// noWord is in no message. It stands for a choice of only fillers, which messages no longer have.
const noWord int32 = -2

func (c *compiler) reads(from int32) bool {
	return slices.ContainsFunc(c.prog[from:], func(i inst) bool { return i.op == opWord || i.op == opAny })
}

func (c *compiler) sequence() {
	for {
		switch w := c.peek(); w {
		case "", "|", ")":
			return
		default:
			split := c.emit(inst{op: opSplit, or: -1})
			c.item(w)
			if c.peek() == "?" {
				c.pos++
				c.prog[split].or = int32(len(c.prog))
			}
		}
	}
}

func (c *compiler) item(w string) {
	c.pos++
	if w == "(" {
		c.choice()
		if c.peek() != ")" {
			panic("a bracket is open")
		}
		c.pos++
		return
	}
	if n, ok := strings.CutPrefix(w, "*"); ok {
		c.gap(n)
		return
	}
	for _, word := range c.x.patternWords(w) {
		c.emit(inst{op: opWord, id: c.x.learn(word)})
	}
}

func (c *compiler) gap(n string) {
	most, err := strconv.Atoi(n)
	if err != nil {
		panic("a gap without a number")
	}
	for range most {
		split := c.emit(inst{op: opSplit, or: -1})
		c.emit(inst{op: opAny})
		c.prog[split].or = int32(len(c.prog))
	}
}

// longest runs a program at a position and returns where its longest match ends, or -1.
func longest(prog []inst, pc int32, toks []token, at int) int {
	for {
		i := &prog[pc]
		switch i.op {
		case opMatch:
			return at
		case opWord:
			if at >= len(toks) || toks[at].id != i.id {
				return -1
			}
			at++
		case opAny:
			if at >= len(toks) || toks[at].brk == stop {
				return -1
			}
			at++
		case opSplit:
			if i.or >= 0 {
				a, b := longest(prog, i.next, toks, at), longest(prog, i.or, toks, at)
				return max(a, b)
			}
		}
		pc = i.next
	}
}

// openings lists the words that a match can begin with; ok is false where that could be any.
func openings(prog []inst, pc int32, out map[int32]bool) bool {
	switch i := prog[pc]; i.op {
	case opWord:
		out[i.id] = true
		return true
	case opSplit:
		return openings(prog, i.next, out) && (i.or < 0 || openings(prog, i.or, out))
	}
	return false
}
