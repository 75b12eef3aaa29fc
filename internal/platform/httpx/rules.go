package httpx

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// NoTimeout in a Rule marks a stream (WebSocket, server-sent events): no deadline of any kind.
const NoTimeout time.Duration = -1

// Rule says how the requests under a path differ from the default. The most specific matching rule applies, whole;
// what it leaves at zero has the default.
type Rule struct {
	// Match is an optional method and a path: "/ws", "POST /login", "/api/v1/profiles/*/avatar". The path matches
	// itself and everything below it; * stands for one segment, but not for the first.
	Match   string
	MaxBody int64         // bytes
	Timeout time.Duration // or NoTimeout
	Class   Class         // of rate limit
	// CrossSite admits unsafe requests from other sites: only for sign-in answers that a provider lets the browser
	// post to us, which carry their own proof.
	CrossSite bool
}

type compiledRule struct {
	Rule
	method   string
	segments []string
}

// ruleTable finds rules by their first segment, so that the number of rules hardly matters.
type ruleTable map[string][]compiledRule

func compileRules(rules []Rule) (ruleTable, error) {
	t := ruleTable{}
	for _, r := range rules {
		method, path, found := strings.Cut(r.Match, " ")
		if !found {
			method, path = "", r.Match
		}
		if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "/*") {
			return nil, fmt.Errorf("httpx: rule %q: the path must start with / and a fixed segment", r.Match)
		}
		c := compiledRule{Rule: r, method: method, segments: strings.Split(strings.Trim(path, "/"), "/")}
		t[c.segments[0]] = append(t[c.segments[0]], c)
	}
	for _, rs := range t {
		slices.SortStableFunc(rs, moreSpecificFirst)
	}
	return t, nil
}

// moreSpecificFirst puts longer paths first, then fixed segments before stars, then rules with a method.
func moreSpecificFirst(a, b compiledRule) int {
	stars := func(c compiledRule) int {
		n := 0
		for _, s := range c.segments {
			if s == "*" {
				n++
			}
		}
		return n
	}
	return cmp.Or(
		cmp.Compare(len(b.segments), len(a.segments)),
		cmp.Compare(stars(a), stars(b)),
		cmp.Compare(len(b.method), len(a.method)),
	)
}

func (t ruleTable) match(method, path string) Rule {
	path = strings.TrimPrefix(path, "/")
	first, rest, _ := strings.Cut(path, "/")
	rules := t[first]
	for i := range rules {
		c := &rules[i]
		if (c.method == "" || c.method == method) && matchSegments(c.segments[1:], rest) {
			return c.Rule
		}
	}
	return Rule{}
}

func matchSegments(want []string, path string) bool {
	for _, w := range want {
		var segment string
		segment, path, _ = strings.Cut(path, "/")
		if segment == "" || (w != "*" && w != segment) {
			return false
		}
	}
	return true
}

// safe reports whether a method only reads.
func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
