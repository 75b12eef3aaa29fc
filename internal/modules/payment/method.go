package payment

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// MethodKind is how somebody pays.
type MethodKind string

// The kinds of method.
const (
	Card   MethodKind = "card"
	UPI    MethodKind = "upi"
	Online MethodKind = "online" // chosen on the gateway's own page: see Hosted
	Saved  MethodKind = "saved"  // kept by a Vault before
	Venue  MethodKind = "venue"  // the practitioner is paid when they meet: no gateway hears of it
)

// Method is what somebody pays with: the gateway's token for a card, the test number of the sandbox, or a UPI id. The
// secret reaches the gateway and nothing else: it cannot be printed, logged or marshalled.
type Method struct {
	Kind   MethodKind
	secret string
}

// MaxMethodLength limits the secret of a Method, in bytes.
const MaxMethodLength = 200

// NewMethod wraps a card token, test number or UPI id; Online and Venue have no secret. Errors: ErrMethod.
func NewMethod(kind MethodKind, secret string) (Method, error) {
	if (kind == Online || kind == Venue) && secret == "" {
		return Method{Kind: kind}, nil
	}
	if (kind != Card && kind != UPI) || secret == "" || len(secret) > MaxMethodLength {
		return Method{}, ErrMethod
	}
	return Method{kind, secret}, nil
}

// Kept is a method that a Vault saved before, by its reference there. Only our own records give it one: what a client
// sends goes through NewMethod, so that nobody names another person's.
func Kept(m SavedMethod) Method { return Method{Saved, m.Ref} }

// Secret is for gateway adapters.
func (m Method) Secret() string { return m.secret }

// String names the kind only.
func (m Method) String() string { return string(m.Kind) }

// Format keeps every verb, %#v too, from printing the secret.
func (m Method) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(m.Kind)) }

// LogValue keeps the secret out of logs.
func (m Method) LogValue() slog.Value { return slog.StringValue(string(m.Kind)) }

// MarshalJSON gives the kind and the last four digits of a card, enough to tell two requests apart by their hash.
func (m Method) MarshalJSON() ([]byte, error) {
	v := struct {
		Kind  MethodKind `json:"kind"`
		Last4 string     `json:"last4,omitempty"`
	}{Kind: m.Kind}
	if m.Kind == Card && len(m.secret) > 4 {
		v.Last4 = m.secret[len(m.secret)-4:]
	}
	return json.Marshal(v)
}
