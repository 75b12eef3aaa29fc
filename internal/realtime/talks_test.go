package realtime_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/google/uuid"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/guide"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/platform/jurisdiction"
	"klear/internal/realtime"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// calm stands for the safety module and finds nothing.
type calm struct{}

func (calm) Judge(context.Context, identity.Principal, string) companion.Judgement {
	return companion.Judgement{Level: companion.None}
}

// slow is a model that says one sentence, and the next one when it is told to.
type slow struct{ began, next chan struct{} }

func (m slow) Speak(ctx context.Context, _ companion.Prompt, say func(string) error) error {
	if err := say("That is hard. "); err != nil {
		return err
	}
	m.began <- struct{}{}
	select {
	case <-m.next:
		return say("What was the hardest?")
	case <-ctx.Done():
		return ctx.Err()
	}
}

type site struct {
	*companion.Service
	url  string
	me   identity.Principal
	them identity.Principal
	talk string
	slow
	over *atomic.Bool // the session is
}

// who a request of the test is by.
const whoHeader = "Test-Who"

func setup(t *testing.T, model bool) site {
	t.Helper()
	t.Parallel()
	kit := identitytest.New(t, dbtest.New(t))
	library, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	words, err := guide.New(library)
	if err != nil {
		t.Fatal(err)
	}
	hub, s := &realtime.Hub{}, site{slow: slow{began: make(chan struct{}), next: make(chan struct{})}, over: &atomic.Bool{}}
	deps := companion.Deps{DB: kit.DB, Clock: kit.Clock, IDs: ids.NewSource(nil), People: kit.Service, Safety: calm{}, Guide: words, Exercises: library, SlotKey: bytes.Repeat([]byte{1}, 32), Told: hub.Wake}
	if model {
		deps.Model = s.slow
	}
	s.Service = companion.New(deps)
	s.me = identity.Principal{PersonID: kit.Account(t, "kavya@example.org", identity.Seeker).ID, Role: identity.Seeker, Locale: "en"}
	s.them = identity.Principal{PersonID: kit.Account(t, "other@example.org", identity.Seeker).ID, Role: identity.Seeker}
	if err := s.Accept(t.Context(), s.me, false); err != nil {
		t.Fatal(err)
	}
	talk, err := s.Begin(t.Context(), s.me, 0)
	if err != nil {
		t.Fatal(err)
	}
	s.talk = talk.ID.String()
	mux := http.NewServeMux()
	realtime.Talks{Companion: s.Service, Hub: hub, Lives: func(context.Context, identity.Principal) (bool, error) { return !s.over.Load(), nil }}.Mount(mux)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := map[string]identity.Principal{"me": s.me, "them": s.them}[r.Header.Get(whoHeader)]
		mux.ServeHTTP(w, r.WithContext(identity.WithPrincipal(r.Context(), who)))
	}))
	t.Cleanup(server.Close)
	s.url = server.URL + "/live/conversations/"
	return s
}

// open asks over plain HTTP and reads line by line.
func (s site) open(t *testing.T, method, path, who, body string) (*http.Response, func() realtime.Event) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(whoHeader, who)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	lines := bufio.NewScanner(res.Body)
	return res, func() (e realtime.Event) {
		t.Helper()
		if !lines.Scan() {
			t.Fatalf("no line comes: %v", lines.Err())
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatalf("%s: %v", lines.Bytes(), err)
		}
		return e
	}
}

// What a model says is shown when all of it was found fit, not before: the first thing that comes is its whole answer.
func TestAModelsAnswerComesWhole(t *testing.T) {
	s := setup(t, true)
	_, next := s.open(t, "POST", s.talk, "me", `{"words": "I am so sad", "key": "`+uuid.NewString()+`"}`)
	<-s.began
	close(s.next)
	if e := next(); e.Type != "piece" || e.Text != "That is hard. What was the hardest?" {
		t.Fatalf("%+v", e)
	}
	if e := next(); e.Type != "sent" || e.Message.Words != "I am so sad" || e.Answer.Words != "That is hard. What was the hardest?" || e.Answer.Author != "model" {
		t.Fatalf("%+v", e)
	}
}

// Closed before the model was done: it was sent all the same, and is answered.
func TestWhoClosesThePageHasSent(t *testing.T) {
	s := setup(t, true)
	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "POST", s.url+s.talk, strings.NewReader(`{"words": "I am so sad"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(whoHeader, "me")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	<-s.began
	leave()
	_ = res.Body.Close()
	close(s.next)
	_, next := s.open(t, "GET", s.talk, "me", "")
	if e := next(); e.Type != "message" || e.Message.Words != "I am so sad" {
		t.Fatalf("%+v", e)
	}
	if e := next(); e.Message.Author != "model" {
		t.Fatalf("%+v", e)
	}
}

// Another device of the person sees what is said on this one, over the WebSocket and over plain HTTP, from where it was.
func TestOtherDevicesFollow(t *testing.T) {
	s := setup(t, false)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, s.url+s.talk, &websocket.DialOptions{HTTPHeader: http.Header{whoHeader: {"me"}}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	_, next := s.open(t, "GET", s.talk+"?after=1", "me", "")
	if err := wsjson.Write(ctx, conn, map[string]string{"words": "hello", "key": uuid.NewString()}); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for seen["message"] < 2 || seen["sent"] < 1 {
		var e realtime.Event
		if err := wsjson.Read(ctx, conn, &e); err != nil {
			t.Fatalf("%v after %v", err, seen)
		}
		seen[e.Type]++
	}
	if e := next(); e.Type != "message" || e.Message.Seq != 2 || e.Message.Author != "guide" {
		t.Errorf("%+v", e)
	}
	if err := wsjson.Write(ctx, conn, map[string]string{"words": " ", "key": "k"}); err != nil {
		t.Fatal(err)
	}
	for {
		var e realtime.Event
		if err := wsjson.Read(ctx, conn, &e); err != nil {
			t.Fatal(err)
		}
		if e.Type == "error" {
			if e.Code != "validation_failed" || e.Key != "k" {
				t.Errorf("%+v", e)
			}
			return
		}
	}
}

// Who signs out hears nothing more, whatever is said afterwards.
func TestSignedOutIsSignedOut(t *testing.T) {
	s := setup(t, false)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, s.url+s.talk, &websocket.DialOptions{HTTPHeader: http.Header{whoHeader: {"me"}}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	s.over.Store(true)
	id := uuid.MustParse(s.talk)
	if _, err := s.Send(ctx, s.me, id, companion.Sent{Words: "a private word", Language: "en"}); err != nil {
		t.Fatal(err)
	}
	var e realtime.Event
	if err := wsjson.Read(ctx, conn, &e); err == nil || ctx.Err() != nil {
		t.Errorf("after the end it heard %+v, %v", e, err)
	}
}

// Others' talks do not exist, nobody follows without an account, and a page of another site opens no WebSocket.
func TestWhoMayFollow(t *testing.T) {
	s := setup(t, false)
	for _, c := range []struct {
		method, path, who, body string
		want                    int
	}{
		{"GET", s.talk, "", "", 401}, {"POST", s.talk, "", `{"words":"x"}`, 401}, {"GET", s.talk, "them", "", 404}, {"POST", s.talk, "them", `{"words":"x"}`, 404},
		{"GET", "nonsense", "me", "", 404}, {"POST", s.talk, "me", `{"words":`, 400}, {"POST", s.talk, "me", `"` + strings.Repeat("x", 70_000) + `"`, 400},
	} {
		if res, _ := s.open(t, c.method, c.path, c.who, c.body); res.StatusCode != c.want {
			t.Errorf("%s %s by %q: %d, want %d", c.method, c.path, c.who, res.StatusCode, c.want)
		}
	}
	_, res, err := websocket.Dial(t.Context(), s.url+s.talk, &websocket.DialOptions{HTTPHeader: http.Header{whoHeader: {"me"}, "Origin": {"https://elsewhere.example"}}})
	if err == nil || res == nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("another site: %v, %+v", err, res)
	}
}

func TestHub(t *testing.T) {
	var h realtime.Hub
	me, them := uuid.New(), uuid.New()
	news, stop := h.Follow(me)
	h.Wake(me)
	h.Wake(me) // nobody waits for who does not look
	h.Wake(them)
	<-news
	select {
	case <-news:
		t.Error("woken for somebody else")
	default:
	}
	stop()
	h.Wake(me)
}

// Where the law bars talks a WebSocket gets a journal's answer too, whole at once, and no model is asked: this one would wait
// for ever.
func TestWhereTalksAreBarred(t *testing.T) {
	s := setup(t, true)
	var err error
	if s.Laws, err = jurisdiction.Load("US-IL", "", func(string) string { return "" }); err != nil {
		t.Fatal(err)
	}
	if err := s.Accept(t.Context(), s.me, false); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, s.url+s.talk, &websocket.DialOptions{HTTPHeader: http.Header{whoHeader: {"me"}}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	if err := wsjson.Write(ctx, conn, map[string]string{"words": "I am so sad", "key": uuid.NewString()}); err != nil {
		t.Fatal(err)
	}
	for {
		var e realtime.Event
		if err := wsjson.Read(ctx, conn, &e); err != nil {
			t.Fatal(err)
		}
		if e.Type == "piece" && strings.Contains(e.Text, "sad") {
			t.Errorf("%+v", e)
		}
		if e.Type == "sent" {
			if e.Answer.Author != "guide" || !strings.Contains(e.Answer.Words, "journal") {
				t.Errorf("%+v", e.Answer)
			}
			return
		}
	}
}
