// Package secret has the type that carries passwords, tokens and keys: it prints as "[redacted]" wherever it is
// formatted, logged or encoded, so that a forgotten log line cannot leak it. Reading it takes a call to Reveal, which
// is easy to find in review.
package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// Mask is what a secret prints as.
const Mask = "[redacted]"

// Text is a string that must not be shown. It is a struct, not a string, so that no conversion and no encoder that
// looks at kinds gets past its methods.
type Text struct{ s string }

// New wraps a secret.
func New(s string) Text { return Text{s: s} }

// Reveal returns the secret itself. Pass the result on; do not store, print or wrap it in an error.
func (t Text) Reveal() string { return t.s }

// IsSet reports whether there is a secret at all.
func (t Text) IsSet() bool { return t.s != "" }

// String hides the secret; an empty one stays empty, so that "not configured" can be told from "configured".
func (t Text) String() string {
	if t.s == "" {
		return ""
	}
	return Mask
}

// Format hides the secret for every fmt verb, %x and %#v included.
func (t Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) }

// LogValue hides the secret from slog.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.String()) }

// MarshalText hides the secret from encoding/json and every other text encoder.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the secret, so that flags, variables and JSON settings can fill it.
func (t *Text) UnmarshalText(b []byte) error {
	t.s = string(b)
	return nil
}
