package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"klear/internal/modules/companion"
	"klear/internal/platform/clock"
	"klear/internal/platform/secret"
)

// Limits of time. A request of a person is given fifteen seconds as a whole.
const (
	FirstPiece = 5 * time.Second  // until the first piece is heard
	Whole      = 11 * time.Second // of an answer, tries together
	maxTokens  = 400
)

// maxAnswer is how much of a server's answer is read, in bytes.
const maxAnswer = 256 << 10

// Errors of a model. The guide answers then.
var (
	ErrResting = errors.New("llm: the model failed several times and is left alone for a while")
	ErrSlow    = errors.New("llm: no piece came in time")
)

// Options say which model. URL and Model are required.
type Options struct {
	URL   string // https://host/v1 of a server compatible with OpenAI, or anthropic+https://host/v1
	Key   secret.Text
	Model string
	Clock clock.Clock
	HTTP  *http.Client // nil: one of its own
	First time.Duration
}

// Client is a companion.Model. It is safe for concurrent use.
type Client struct {
	http    *http.Client
	speaks  dialect
	breaker *breaker
	first   time.Duration
}

// dialect is how a server is asked and how its answer is read.
type dialect interface {
	// request makes the question to one prompt.
	request(ctx context.Context, p companion.Prompt) (*http.Request, error)
	// piece is the text in one event's data; done ends the answer.
	piece(data []byte) (text string, done bool, err error)
}

// Check reports what is wrong with an address.
func Check(address string) error {
	u, err := url.Parse(strings.TrimPrefix(address, anthropicScheme))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("%q is neither https://host/v1 nor anthropic+https://host/v1", address)
	}
	return nil
}

// New makes a client. It asks nothing yet.
func New(o Options) (*Client, error) {
	if err := Check(o.URL); err != nil {
		return nil, err
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{}
	}
	if o.First == 0 {
		o.First = FirstPiece
	}
	c := &Client{http: o.HTTP, breaker: &breaker{clock: o.Clock}, first: o.First}
	base := strings.TrimRight(o.URL, "/")
	if rest, ok := strings.CutPrefix(base, anthropicScheme); ok {
		c.speaks = anthropic{rest, o.Key, o.Model}
	} else {
		c.speaks = openai{base, o.Key, o.Model}
	}
	return c, nil
}

// Speak is companion.Model. A second try is made when the first failed before a piece was heard. Errors: ErrResting, ErrSlow,
// those of the network, of say, and of ctx.
func (c *Client) Speak(ctx context.Context, p companion.Prompt, say func(piece string) error) error {
	if !c.breaker.allows() {
		return ErrResting
	}
	ctx, cancel := context.WithTimeout(ctx, Whole)
	defer cancel()
	var refused error // by say: no fault of the model's
	heard, err := false, error(nil)
	for range 2 {
		heard, err = c.ask(ctx, p, func(piece string) error {
			refused = say(piece)
			return refused
		})
		if err == nil || heard || ctx.Err() != nil {
			break
		}
	}
	c.breaker.note(err == nil || refused != nil)
	return err
}

// ask makes one try; heard reports whether a piece came.
func (c *Client) ask(ctx context.Context, p companion.Prompt, say func(string) error) (heard bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	late := time.AfterFunc(c.first, func() { cancel(ErrSlow) })
	defer late.Stop()
	r, err := c.speaks.request(ctx, p)
	if err != nil {
		return false, err
	}
	res, err := c.http.Do(r)
	if err != nil {
		return false, because(ctx, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return false, fmt.Errorf("llm: the model's server answered %d", res.StatusCode) // its body may repeat what was asked
	}
	err = events(io.LimitReader(res.Body, maxAnswer), func(data []byte) (bool, error) {
		text, done, err := c.speaks.piece(data)
		if err != nil || text == "" {
			return done, err
		}
		late.Stop()
		heard = true
		return done, say(text)
	})
	return heard, because(ctx, err)
}

// because is why a context ended, where that is why something failed.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); err != nil && cause != nil && errors.Is(err, context.Canceled) {
		return cause
	}
	return err
}
