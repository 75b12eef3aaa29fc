package realtime

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// patience is how long a device may take to receive one event.
const patience = 10 * time.Second

// socket follows and listens over one WebSocket. The library refuses pages of other sites (Origin).
func (t Talks) socket(ctx context.Context, w http.ResponseWriter, r *http.Request, a asked, after int) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // it was answered
	}
	defer conn.CloseNow()
	conn.SetReadLimit(maxFrame)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var one sync.Mutex // writer at a time
	emit := func(e Event) error {
		one.Lock()
		defer one.Unlock()
		limit, stop := context.WithTimeout(ctx, patience)
		defer stop()
		return wsjson.Write(limit, conn, e)
	}
	go func() {
		defer cancel()
		for {
			var in words
			if err := wsjson.Read(ctx, conn, &in); err != nil {
				return
			}
			if err := t.lives(ctx, a.who); err != nil {
				return
			}
			if err := t.say(ctx, a, in, emit); err != nil {
				return
			}
		}
	}()
	_ = t.watch(ctx, a, after, emit) // the device has gone, or comes again
	_ = conn.Close(websocket.StatusNormalClosure, "")
}
