package mail

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
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

// Mailbox is a Sender for development: messages go to files instead of people. It is safe for concurrent use by one
// process.
type Mailbox struct {
	root  *os.Root
	clock clock.Clock
	ids   ids.Source
	limit int

	mu    sync.Mutex
	index []Summary // oldest first
	lines int       // in the index file, dropped messages included
}

const indexName = "index.jsonl"

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
		_ = root.Close()
		return nil, fmt.Errorf("mail: mailbox: %w", err)
	}
	return b, nil
}

// Close releases the folder.
func (b *Mailbox) Close() error { return b.root.Close() }

// load reads the index. A line that a crash cut short is skipped, and so is a message whose file is gone.
func (b *Mailbox) load() error {
	f, err := b.root.Open(indexName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		b.lines++
		var s Summary
		if json.Unmarshal(lines.Bytes(), &s) != nil {
			continue
		}
		if _, err := b.root.Stat(fileName(s.ID)); err == nil {
			b.index = append(b.index, s)
		}
	}
	return lines.Err()
}

func fileName(id uuid.UUID) string { return id.String() + ".eml" }

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
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.root.WriteFile(fileName(s.ID), raw.Bytes(), 0o600); err != nil {
		return fmt.Errorf("mail: mailbox: %w", err)
	}
	b.index = append(b.index, s)
	b.lines++
	if err := b.trim(s); err != nil {
		return fmt.Errorf("mail: mailbox: %w", err)
	}
	return nil
}

// trim drops the oldest messages and brings the index file up to date: a line is added, and now and then the file is
// written anew without the dropped ones.
func (b *Mailbox) trim(added Summary) error {
	for len(b.index) > b.limit {
		if err := b.root.Remove(fileName(b.index[0].ID)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		b.index = slices.Delete(b.index, 0, 1)
	}
	if b.lines <= 2*b.limit {
		return b.writeIndex(os.O_APPEND, indexName, []Summary{added})
	}
	if err := b.writeIndex(os.O_TRUNC, indexName+".new", b.index); err != nil {
		return err
	}
	b.lines = len(b.index)
	return b.root.Rename(indexName+".new", indexName)
}

func (b *Mailbox) writeIndex(mode int, name string, list []Summary) error {
	f, err := b.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|mode, 0o600)
	if err != nil {
		return err
	}
	e := json.NewEncoder(f)
	for _, s := range list {
		err = errors.Join(err, e.Encode(s))
	}
	return errors.Join(err, f.Close())
}

// List returns messages, newest first, skipping offset and at most limit. With to, only those to that address,
// whatever its case. total counts all that match.
func (b *Mailbox) List(to string, offset, limit int) (page []Summary, total int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range slices.Backward(b.index) {
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
	f, err := b.root.Open(fileName(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, ErrNoMessage
	}
	if err != nil {
		return nil, nil, fmt.Errorf("mail: mailbox: %w", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		return nil, nil, fmt.Errorf("mail: mailbox: %w", err)
	}
	p, err := Parse(raw)
	if err != nil {
		return nil, nil, fmt.Errorf("mail: mailbox: %w", err)
	}
	return p, raw, nil
}
