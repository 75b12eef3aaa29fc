package devmail

import (
	"time"

	"klear/internal/web/layout"
)

// List is GET /dev/mail: what the built-in mailbox holds, newest first. Development only.
type List struct {
	Page  layout.Page
	To    string // filter by recipient, "" for all
	Items []Item
}

// Item is one message in the list. Kind is mail, sms or push.
type Item struct {
	ID      string
	Kind    string
	To      string
	Subject string
	At      time.Time
}

// Message is GET /dev/mail/{id}. Body is plain text, shown as text with its links made clickable; HTMLURL serves the
// HTML part alone, to be framed in a sandbox.
type Message struct {
	Page    layout.Page
	Item    Item
	From    string
	Headers []Header
	Body    string
	HTMLURL string
	Files   []Header // attachments: name and address
}

// Header is a name and its value.
type Header struct{ Name, Value string }
