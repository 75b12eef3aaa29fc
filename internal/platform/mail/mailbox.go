package mail

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/ids"
)

// MailboxLimit is how many messages a mailbox keeps.
const MailboxLimit = 1000

// ErrNoMessage: the mailbox has no such message, or no longer.
var ErrNoMessage = apperr.New(apperr.NotFound, "mail_not_found", "This message is not in the mailbox any more.")

// Summary is a line of the mailbox.
type Summary struct {
	ID      uuid.UUID `json:"id"`
	At      time.Time `json:"at"`
	From    string    `json:"from"`
	To      []string  `json:"to"` // bare addresses
	Subject string    `json:"subject"`
	Size    int       `json:"size"`
}

// Mailbox is a Sender for development: messages go to a file instead of people. It is safe for concurrent use by one
// process.
type Mailbox struct {
	root  *os.Root
	clock clock.Clock
	ids   ids.Source
	limit int

	mu    sync.Mutex
	file  *os.File // a line for each message, dropped ones included
	size  int64    // of the file
	lines int      // in the file
	index []entry  // oldest first
}

// entry is a message and where its line stands in the file.
type entry struct {
	Summary
	at, size int64
}

// line is what the file holds of a message.
type line struct {
	Summary
	Raw []byte `json:"raw"`
}

const fileName = "mailbox.jsonl"

// OpenMailbox uses the folder dir, making it if needed, and keeps the last limit messages.
func OpenMailbox(dir string, limit int, c clock.Clock, source ids.Source) (*Mailbox, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("mail: mailbox: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("mail: mailbox: %w", err)
	}
	b := &Mailbox{root: root, clock: c, ids: source, limit: limit}
	if err := b.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("mail: mailbox: %w", err), b.Close())
	}
	return b, nil
}

// Close releases the file and its folder.
func (b *Mailbox) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.file == nil {
		return b.root.Close()
	}
	return errors.Join(b.file.Close(), b.root.Close())
}

// load reads the file. A line that a crash cut short is skipped, and ended so that the next one stands alone.
func (b *Mailbox) load() (err error) {
	if b.file, err = b.root.OpenFile(fileName, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return err
	}
	lines := bufio.NewReader(b.file)
	for {
		raw, err := lines.ReadBytes('\n')
		if err == io.EOF && len(raw) == 0 {
			return nil
		}
		if err != nil && err != io.EOF {
			return err
		}
		var l line
		if json.Unmarshal(raw, &l) == nil {
			b.keep(entry{l.Summary, b.size, int64(len(raw))})
		}
		b.size, b.lines = b.size+int64(len(raw)), b.lines+1
		if err == io.EOF {
			n, err := b.file.WriteString("\n")
			b.size += int64(n)
			return err
		}
	}
}

// keep adds a message to the index and drops the oldest one above the limit.
func (b *Mailbox) keep(e entry) {
	b.index = append(b.index, e)
	if len(b.index) > b.limit {
		b.index = slices.Delete(b.index, 0, 1)
	}
}

// Send stores m. It returns ErrInvalid or the error of the disk.
func (b *Mailbox) Send(ctx context.Context, m Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := b.clock.Now()
	msg, err := compose(&m, now, b.ids)
	if err != nil {
		return err
	}
	var raw bytes.Buffer
	if _, err := msg.WriteTo(&raw); err != nil {
		return fmt.Errorf("mail: compose: %w", err)
	}
	s := Summary{ID: b.ids.ID(), At: now, From: m.From.String(), Subject: m.Subject, Size: raw.Len()}
	for _, a := range m.To {
		s.To = append(s.To, a.Email)
	}
	text, err := json.Marshal(line{s, raw.Bytes()})
	if err != nil {
		return fmt.Errorf("mail: mailbox: %w", err)
	}
	if err := b.append(s, append(text, '\n')); err != nil {
		return fmt.Errorf("mail: mailbox: %w", err)
	}
	return nil
}

func (b *Mailbox) append(s Summary, text []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, err := b.file.Write(text)
	at := b.size
	b.size += int64(n)
	if err != nil {
		return err
	}
	b.keep(entry{s, at, int64(n)})
	if b.lines++; b.lines > 2*b.limit {
		return b.compact()
	}
	return nil
}

// compact writes the file anew without the dropped messages.
func (b *Mailbox) compact() error {
	next, err := b.root.OpenFile(fileName+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	var size int64
	kept := slices.Clone(b.index)
	for i, e := range kept {
		n, err := io.Copy(next, io.NewSectionReader(b.file, e.at, e.size))
		if err != nil {
			return errors.Join(err, next.Close())
		}
		kept[i].at, size = size, size+n
	}
	if err := b.root.Rename(fileName+".new", fileName); err != nil {
		return errors.Join(err, next.Close())
	}
	old := b.file
	b.file, b.size, b.lines, b.index = next, size, len(kept), kept
	return old.Close()
}

// List returns messages, newest first, skipping offset and at most limit. With to, only those to that address,
// whatever its case. total counts all that match.
func (b *Mailbox) List(to string, offset, limit int) (page []Summary, total int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range slices.Backward(b.index) {
		s := e.Summary
		if to != "" && !slices.ContainsFunc(s.To, func(a string) bool { return strings.EqualFold(a, to) }) {
			continue
		}
		if total >= offset && len(page) < limit {
			page = append(page, s)
		}
		total++
	}
	return page, total
}

// Read returns one message, taken apart and as it was sent. It returns ErrNoMessage.
func (b *Mailbox) Read(id uuid.UUID) (*Parsed, []byte, error) {
	raw, err := b.raw(id)
	if err != nil {
		return nil, nil, err
	}
	p, err := Parse(raw)
	if err != nil {
		return nil, nil, fmt.Errorf("mail: mailbox: %w", err)
	}
	return p, raw, nil
}

func (b *Mailbox) raw(id uuid.UUID) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.index, func(e entry) bool { return e.ID == id })
	if i < 0 {
		return nil, ErrNoMessage
	}
	text := make([]byte, b.index[i].size)
	if _, err := b.file.ReadAt(text, b.index[i].at); err != nil {
		return nil, fmt.Errorf("mail: mailbox: %w", err)
	}
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, fmt.Errorf("mail: mailbox: %w", err)
	}
	return l.Raw, nil
}
