package e2e_test

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// line stands between a browser and Klear like a telephone line: it can be cut and mended.
type line struct {
	t      *testing.T
	to     string // host:port
	addr   string
	mu     sync.Mutex
	listen net.Listener
	open   map[net.Conn]bool
}

// newLine opens a line to base.
func newLine(t *testing.T, base string) *line {
	t.Helper()
	l := &line{t: t, to: strings.TrimPrefix(base, "http://"), addr: "127.0.0.1:0", open: map[net.Conn]bool{}}
	l.mend()
	t.Cleanup(l.cut)
	return l
}

func (l *line) url() string { return "http://" + l.addr }

// mend listens again at the same address.
func (l *line) mend() {
	l.t.Helper()
	ln, err := net.Listen("tcp", l.addr)
	if err != nil {
		l.t.Fatal(err)
	}
	l.mu.Lock()
	l.listen, l.addr = ln, ln.Addr().String()
	l.mu.Unlock()
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return // cut
			}
			go l.carry(c)
		}
	}()
}

func (l *line) carry(from net.Conn) {
	to, err := net.Dial("tcp", l.to)
	if err != nil {
		_ = from.Close()
		return
	}
	l.mu.Lock()
	l.open[from], l.open[to] = true, true
	l.mu.Unlock()
	go func() { _, _ = io.Copy(to, from); _ = to.Close() }()
	_, _ = io.Copy(from, to)
	_ = from.Close()
}

// cut refuses new connections and breaks those that are open.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.listen.Close()
	for c := range l.open {
		_ = c.Close()
		delete(l.open, c)
	}
}
