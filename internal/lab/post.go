package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"klear/internal/modules/payment/simulator"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// letter is a webhook as the gateway sent it.
type letter struct {
	header http.Header
	body   []byte
}

// post stands between a gateway and Klear: it keeps every webhook until the experiment delivers it.
type post struct {
	klear, company *Server
	gateway        *simulator.Client
	pool           *pgxpool.Pool
	door           *http.Server
	http           *http.Client
	mu             sync.Mutex
	letters        map[uuid.UUID]map[string]letter // by payment and kind
}

// newPost starts the gateway and Klear, each with a database of its own, and itself between them.
func newPost(ctx context.Context, binary string) (*post, error) {
	p := &post{letters: map[uuid.UUID]map[string]letter{}, http: &http.Client{Timeout: 30 * time.Second}}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p.door = &http.Server{Handler: http.HandlerFunc(p.keep), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = p.door.Serve(ln) }() // until close
	if p.company, err = NewServer(binary, "", "--webhook-url", "http://"+ln.Addr().String(), "--secrets", secretNow, "--every", "20ms"); err != nil {
		return nil, err
	}
	p.company.Command = "gateway-simulator"
	if _, err := p.company.Start(ctx); err != nil {
		return nil, errors.Join(err, p.close())
	}
	p.gateway = simulator.NewClient(p.company.URL(), nil)
	if p.klear, err = NewServer(binary, "", "--no-rate-limit", "--gateway-simulator-url", p.company.URL(), "--gateway-simulator-secrets", secretNow+","+secretBefore); err != nil {
		return nil, errors.Join(err, p.close())
	}
	if _, err := p.klear.Start(ctx); err != nil {
		return nil, errors.Join(err, p.close())
	}
	if p.pool, err = p.klear.DB(ctx); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *post) close() error {
	if p.pool != nil {
		p.pool.Close()
	}
	for _, s := range []*Server{p.klear, p.company} {
		if s != nil {
			s.Remove()
		}
	}
	return p.door.Close()
}

// keep takes a webhook from the gateway.
func (p *post) keep(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	var m struct {
		Type      string    `json:"type"`
		Reference uuid.UUID `json:"reference"`
	}
	if err = errors.Join(err, json.Unmarshal(body, &m)); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.letters[m.Reference] == nil {
		p.letters[m.Reference] = map[string]letter{}
	}
	p.letters[m.Reference][m.Type] = letter{r.Header, body}
}

func (p *post) message(id uuid.UUID, kind string) letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.letters[id][kind]
}

// waitFor waits until the gateway has sent everything about a payment.
func (p *post) waitFor(ctx context.Context, id uuid.UUID) error {
	return eventually(ctx, func() (bool, error) {
		for _, kind := range kinds {
			if p.message(id, kind).body == nil {
				return false, nil
			}
		}
		return true, nil
	})
}

// workedOff waits until everything that was delivered about these payments was acted on, by the booking too.
func (p *post) workedOff(ctx context.Context, ids ...uuid.UUID) error {
	return eventually(ctx, func() (bool, error) {
		var open int
		err := p.pool.QueryRow(ctx, `select (select count(*) from payment.webhook where reference = any($1) and handled_at is null)
			+ (select count(*) from payment.payment p join booking.booking b on b.id = p.booking_id where p.id = any($1) and p.status = 'captured' and b.status = 'held')`, ids).Scan(&open)
		return open == 0, err
	})
}

// eventually asks again and again until it is so, for half a minute.
func eventually(ctx context.Context, so func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, newsWithin)
	defer cancel()
	for {
		if yes, err := so(); yes || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it did not happen within %s: %w", newsWithin, ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// deliver brings a message to Klear's door and reports the status of the answer.
func (p *post) deliver(ctx context.Context, header http.Header, body []byte) (status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.klear.URL()+"/api/v1/webhooks/"+simulator.Name, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header = header.Clone()
	res, err := p.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

// starts finds n times that do not touch one another, with practitioners who answer requests themselves: their payments
// are authorised first and captured later.
func (p *post) starts(ctx context.Context, n int) ([]planned, error) {
	const apart = 20 * time.Hour // whatever a practitioner's limit per day is
	offers, err := NewClient(p.klear.URL(), secret()).Offers(ctx, 12+n/6, time.Now())
	if err != nil {
		return nil, err
	}
	var out []planned
	var who []string
	for _, o := range offers {
		who = append(who, o.Practitioner)
		var last time.Time
		for _, s := range o.Slots {
			if s.Start.Sub(last) >= apart {
				out, last = append(out, planned{service: o.Service, start: s.Start}), s.Start
			}
		}
	}
	if len(out) < n {
		return nil, fmt.Errorf("the catalogue offers %d times, not %d", len(out), n)
	}
	_, err = p.pool.Exec(ctx, "update catalog.practitioner set confirmation = 'approval' where id = any($1::uuid[])", who)
	return out[:n], err
}
