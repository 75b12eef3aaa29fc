package realtime

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/companion"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
)

// Times of following. After Longest the device connects anew.
const (
	Longest   = 10 * time.Minute
	lookEvery = 3 * time.Second // for what came in on another node
)

// maxFrame is the largest message of a device, in bytes.
const maxFrame = 64 << 10

// Talks serves somebody's conversation with the companion on all their devices. All fields are required.
//
//	GET  /live/conversations/{conversation}?after=SEQ   a WebSocket, or lines of JSON: every message after that place, as they come
//	POST /live/conversations/{conversation}             words, key, language, zone as JSON: the answer as lines, piece by piece
//
// Over the WebSocket a device also writes: what it sends is the body of the POST.
type Talks struct {
	Companion *companion.Service
	Hub       *Hub
	// Lives reports whether a session is still there: who signed out hears and says nothing more.
	Lives func(ctx context.Context, who identity.Principal) (bool, error)
}

// Mount registers the routes. Both need an httpx.Rule with NoTimeout.
func (t Talks) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /live/conversations/{conversation}", t.follow)
	mux.HandleFunc("POST /live/conversations/{conversation}", t.send)
}

// Event is one line.
type Event struct {
	Type string `json:"type"` // piece, message, sent or error
	// Of a piece and of "sent": the key under which the message was sent.
	Key string `json:"key,omitempty"`
	// Text of a piece, or the fixed words that answer what could not be kept. The pieces may say more than the answer that is
	// kept: the message counts.
	Text    string   `json:"text,omitempty"`
	Message *Message `json:"message,omitempty"`
	Answer  *Message `json:"answer,omitempty"` // of "sent", beside Message
	Code    string   `json:"code,omitempty"`   // of an error
	Reason  string   `json:"reason,omitempty"`
}

// Message is one entry of a talk.
type Message struct {
	ID     uuid.UUID `json:"id"`
	Seq    int       `json:"seq"`
	Author string    `json:"author"`
	Words  string    `json:"words"`
	SentAt time.Time `json:"sentAt"`
}

func messageOf(m companion.Message) *Message {
	return &Message{ID: m.ID, Seq: m.Seq, Author: string(m.Author), Words: m.Words, SentAt: m.SentAt}
}

// words are what a device sends.
type words struct {
	Words    string `json:"words"`
	Key      string `json:"key"`
	Language string `json:"language"`
	Zone     string `json:"zone"`
}

// asked is who follows what.
type asked struct {
	who          identity.Principal
	conversation uuid.UUID
}

func (t Talks) asked(r *http.Request) (asked, error) {
	a := asked{who: identity.PrincipalFrom(r.Context())}
	if !a.who.SignedIn() {
		return a, identity.ErrUnauthenticated
	}
	id, err := uuid.Parse(r.PathValue("conversation"))
	if err != nil {
		return a, companion.ErrNoSession
	}
	a.conversation = id
	_, err = t.Companion.Session(r.Context(), a.who, id)
	return a, err
}

// say sends a device's words and emits the answer piece by piece, then both messages as they are kept.
func (t Talks) say(ctx context.Context, a asked, in words, emit func(Event) error) error {
	key, _ := uuid.Parse(in.Key) // without one the message is sent as often as it comes
	sent := companion.Sent{Words: in.Words, Key: key, Language: in.Language, Zone: in.Zone}
	if sent.Language == "" {
		sent.Language = a.who.Locale
	}
	if sent.Zone == "" {
		sent.Zone = a.who.Zone
	}
	// Who closes the page has sent all the same: the words are judged, answered and kept.
	x, err := t.Companion.Stream(context.WithoutCancel(ctx), a.who, a.conversation, sent, func(piece string) {
		_ = emit(Event{Type: "piece", Key: in.Key, Text: piece}) // the device may have gone
	})
	if err != nil {
		return emit(fault(err, in.Key))
	}
	return emit(Event{Type: "sent", Key: in.Key, Message: messageOf(x.Said), Answer: messageOf(x.Answer)})
}

// fault says why words were not kept. When they speak of danger, Text is what answers them.
func fault(err error, key string) Event {
	e, _ := httpx.Public(err)
	out := Event{Type: "error", Key: key, Code: e.Code, Reason: e.Message}
	if u, ok := errors.AsType[*companion.Unkept](err); ok {
		out.Text = u.Words
	}
	return out
}

// lives is an error when the session is over.
func (t Talks) lives(ctx context.Context, who identity.Principal) error {
	ok, err := t.Lives(ctx, who)
	if err == nil && !ok {
		err = identity.ErrUnauthenticated
	}
	return err
}

// watch emits every message after a place until ctx ends, or the session does: that is known within lookEvery.
func (t Talks) watch(ctx context.Context, a asked, after int, emit func(Event) error) error {
	news, stop := t.Hub.Follow(a.who.PersonID)
	defer stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		if err := t.lives(ctx, a.who); err != nil {
			return err
		}
		list, err := t.Companion.After(ctx, a.who, a.conversation, after, 100)
		if err != nil {
			return err
		}
		for _, m := range list {
			if err := emit(Event{Type: "message", Message: messageOf(m)}); err != nil {
				return err
			}
			after = m.Seq
		}
		if len(list) == 100 {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-news:
		case <-look.C:
		}
	}
}

func (t Talks) follow(w http.ResponseWriter, r *http.Request) {
	a, err := t.asked(r)
	if err != nil {
		httpx.WriteError(w, r, err)
		return
	}
	after, _ := strconv.Atoi(r.URL.Query().Get("after")) // what is no number is the beginning
	ctx, cancel := context.WithTimeout(r.Context(), Longest)
	defer cancel()
	if r.Header.Get("Upgrade") != "" {
		t.socket(ctx, w, r, a, max(after, 0))
		return
	}
	_ = t.watch(ctx, a, max(after, 0), lines(w)) // the device has gone, or comes again
}

func (t Talks) send(w http.ResponseWriter, r *http.Request) {
	a, err := t.asked(r)
	var in words
	if bad := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxFrame)).Decode(&in); bad != nil && err == nil {
		err = errBody.With(bad)
	} else if bad == nil && err != nil { // a talk that is gone is no place where danger is unheard
		err = companion.Shown(t.Companion.Unsent(r.Context(), a.who, in.Words, err))
	}
	if err != nil {
		httpx.WriteError(w, r, err)
		return
	}
	_ = t.say(r.Context(), a, in, lines(w)) // the device may have gone
}

// lines writes events as lines of JSON, each sent off at once.
func lines(w http.ResponseWriter) func(Event) error {
	head := w.Header()
	head.Set("Content-Type", "application/x-ndjson")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Accel-Buffering", "no")
	out, flush := json.NewEncoder(w), http.NewResponseController(w)
	w.WriteHeader(http.StatusOK)
	_ = flush.Flush()
	return func(e Event) error {
		if err := out.Encode(e); err != nil {
			return err
		}
		return flush.Flush()
	}
}
