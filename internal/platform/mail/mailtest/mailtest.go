// Package mailtest is a mail server inside the test process: it takes messages over real SMTP, with STARTTLS, TLS and
// AUTH PLAIN, and can be told to refuse or to fall silent.
package mailtest

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"
)

// Received is one message as the server got it.
type Received struct {
	From, User string
	To         []string
	Data       []byte
	TLS        bool
}

// Options say how the server behaves.
type Options struct {
	ImplicitTLS bool
	NoSTARTTLS  bool
	User        string         // with Password: AUTH PLAIN is required
	Password    string         //
	Refuse      map[string]int // recipient → status
	Silent      bool           // accepts connections and says nothing
}

// Server is a running mail server.
type Server struct {
	Addr string
	opt  Options
	cert tls.Certificate

	mu       sync.Mutex
	received []Received
	conns    map[net.Conn]bool
	wg       sync.WaitGroup
}

// Start runs a server until the test ends.
func Start(t testing.TB, opt Options) *Server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Addr: ln.Addr().String(), opt: opt, cert: selfSigned(t), conns: map[net.Conn]bool{}}
	s.wg.Go(func() { s.accept(ln) })
	t.Cleanup(func() {
		_ = ln.Close()
		s.mu.Lock()
		for c := range s.conns {
			_ = c.Close()
		}
		s.mu.Unlock()
		s.wg.Wait()
	})
	return s
}

// ClientTLS trusts the server's certificate.
func (s *Server) ClientTLS() *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(s.cert.Leaf)
	return &tls.Config{RootCAs: pool, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
}

// Messages returns what has been taken so far.
func (s *Server) Messages() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Received(nil), s.received...)
}

func (s *Server) accept(ln net.Listener) {
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns[c] = true
		s.mu.Unlock()
		s.wg.Go(func() {
			defer c.Close()
			s.serve(c)
		})
	}
}

// session is one conversation.
type session struct {
	*Server
	conn net.Conn
	in   *bufio.Reader
	tls  bool
	user string
	msg  Received
}

func (s *Server) serve(c net.Conn) {
	if s.opt.Silent {
		_, _ = io.Copy(io.Discard, c)
		return
	}
	x := &session{Server: s, conn: c}
	if s.opt.ImplicitTLS {
		x.upgrade()
	}
	x.in = bufio.NewReader(x.conn)
	x.say(220, "test server")
	for {
		line, err := x.in.ReadString('\n')
		if err != nil || !x.command(strings.TrimRight(line, "\r\n")) {
			return
		}
	}
}

func (x *session) say(code int, text string) {
	_, _ = fmt.Fprintf(x.conn, "%d %s\r\n", code, text)
}

func (x *session) upgrade() {
	x.conn = tls.Server(x.conn, &tls.Config{Certificates: []tls.Certificate{x.cert}, MinVersion: tls.VersionTLS12})
	x.in, x.tls = bufio.NewReader(x.conn), true
}

// command answers one line and reports whether the conversation goes on.
func (x *session) command(line string) bool {
	verb, arg, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "EHLO", "HELO":
		x.hello()
	case "STARTTLS":
		x.say(220, "go ahead")
		x.upgrade()
	case "AUTH":
		x.auth(arg)
	case "MAIL":
		x.mailFrom(arg)
	case "RCPT":
		x.rcptTo(arg)
	case "DATA":
		return x.data()
	case "RSET":
		x.msg = Received{}
		x.say(250, "ok")
	case "NOOP":
		x.say(250, "ok")
	case "QUIT":
		x.say(221, "bye")
		return false
	default:
		x.say(502, "unknown command")
	}
	return true
}

func (x *session) hello() {
	lines := []string{"test", "8BITMIME"}
	if !x.tls && !x.opt.NoSTARTTLS {
		lines = append(lines, "STARTTLS")
	}
	if x.opt.User != "" && x.tls {
		lines = append(lines, "AUTH PLAIN")
	}
	for i, l := range lines {
		sep := "-"
		if i == len(lines)-1 {
			sep = " "
		}
		_, _ = fmt.Fprintf(x.conn, "250%s%s\r\n", sep, l)
	}
}

func (x *session) auth(arg string) {
	mechanism, initial, _ := strings.Cut(arg, " ")
	raw, err := base64.StdEncoding.DecodeString(initial)
	parts := strings.Split(string(raw), "\x00")
	if mechanism != "PLAIN" || err != nil || len(parts) != 3 || parts[1] != x.opt.User || parts[2] != x.opt.Password {
		x.say(535, "no")
		return
	}
	x.user = parts[1]
	x.say(235, "ok")
}

func (x *session) mailFrom(arg string) {
	if x.opt.User != "" && x.user == "" {
		x.say(530, "authenticate first")
		return
	}
	x.msg = Received{From: address(arg), User: x.user, TLS: x.tls}
	x.say(250, "ok")
}

func (x *session) rcptTo(arg string) {
	to := address(arg)
	if code := x.opt.Refuse[to]; code != 0 {
		x.say(code, "not <"+to+">")
		return
	}
	x.msg.To = append(x.msg.To, to)
	x.say(250, "ok")
}

func address(arg string) string {
	_, rest, _ := strings.Cut(arg, "<")
	a, _, _ := strings.Cut(rest, ">")
	return a
}

func (x *session) data() bool {
	if len(x.msg.To) == 0 {
		x.say(554, "no recipients")
		return true
	}
	x.say(354, "go on")
	data, err := textproto.NewReader(x.in).ReadDotBytes()
	if err != nil {
		return false
	}
	x.msg.Data = data
	x.mu.Lock()
	x.received = append(x.received, x.msg)
	x.mu.Unlock()
	x.say(250, "taken")
	return true
}

func selfSigned(t testing.TB) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}
