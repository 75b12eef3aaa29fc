// Package eval measures the safety assessment on labelled messages: `klear safety eval`.
package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"klear/internal/modules/safety/assess"
)

// Limits of a file.
const (
	MaxLine  = 1 << 20   // bytes of a line
	MaxItems = 1_000_000 // lines
	MaxText  = 64 << 10  // bytes of a message
)

// Item is one labelled message, or several of one person in the order of time of which the last is judged.
type Item struct {
	ID, Lang string
	Label    assess.Level
	Text     string
	Messages []Message
}

// Message is one of several.
type Message struct {
	At   time.Time
	Text string
}

// row is a line of the file.
type row struct {
	ID       json.RawMessage `json:"id"`
	Lang     string          `json:"lang"`
	Text     *string         `json:"text"`
	Label    *string         `json:"label"`
	Level    *string         `json:"level"`
	Expected *string         `json:"expected_final_level"`
	Messages []struct {
		T    time.Time `json:"t"`
		Text string    `json:"text"`
	} `json:"messages"`
}

// Read reads JSON lines. Its errors name the line and what to do about it.
func Read(r io.Reader) ([]Item, error) {
	s := bufio.NewScanner(r)
	s.Buffer(nil, MaxLine)
	var out []Item
	n := 0
	for s.Scan() {
		n++
		line := bytes.TrimSpace(bytes.TrimPrefix(s.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		if len(out) == MaxItems {
			return nil, fmt.Errorf("line %d: more than %d messages; split the file", n, MaxItems)
		}
		item, err := parse(line, n)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, item)
	}
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d: longer than %d bytes; one message a line", n+1, MaxLine)
	}
	if s.Err() == nil && len(out) == 0 {
		return nil, errors.New(`no messages; write one JSON object a line, like {"text":"…","label":"none"}`)
	}
	return out, s.Err()
}

func parse(line []byte, n int) (Item, error) {
	var r row
	if err := json.Unmarshal(line, &r); err != nil {
		return Item{}, fmt.Errorf(`not a JSON object with text and label (%w); write {"text":"…","label":"none"}`, err)
	}
	item := Item{ID: idOf(r.ID, n), Lang: r.Lang}
	for _, m := range r.Messages {
		item.Messages = append(item.Messages, Message{m.T, m.Text})
		if len(m.Text) > MaxText {
			return Item{}, fmt.Errorf("a message of %d bytes; at most %d", len(m.Text), MaxText)
		}
	}
	switch {
	case r.Text == nil && len(r.Messages) == 0:
		return Item{}, errors.New("text is missing")
	case r.Text != nil && len(*r.Text) > MaxText:
		return Item{}, fmt.Errorf("text has %d bytes; at most %d", len(*r.Text), MaxText)
	case r.Text != nil:
		item.Text = *r.Text
	}
	for _, label := range []*string{r.Label, r.Expected, r.Level} {
		if label == nil {
			continue
		}
		level, err := assess.ParseLevel(*label)
		item.Label = level
		return item, err
	}
	return Item{}, errors.New("label is missing; one of none, low, moderate, high, critical")
}

// idOf is the id as it was written, or the line's number.
func idOf(raw json.RawMessage, n int) string {
	var s string
	if json.Unmarshal(raw, &s) == nil && s != "" {
		return s
	}
	if len(raw) > 0 && raw[0] != 'n' {
		return string(raw)
	}
	return strconv.Itoa(n)
}
