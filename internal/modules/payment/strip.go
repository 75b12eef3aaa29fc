package payment

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"github.com/google/uuid"
)

// maxDepth of a message of a gateway; theirs have ten levels.
const maxDepth = 64

// removed stands in a kept message where something about a person was.
const removed = `"-"`

// plain are the fields of gateways' messages that say nothing about a person: what happened, to which of the gateway's
// objects, how much and when. Text and numbers of every other field (addresses, names, cards, UPI ids, what somebody typed)
// are not kept; a field that a gateway invents tomorrow is one of those.
var plain = func() map[string]bool {
	out := map[string]bool{}
	for _, field := range strings.Fields(`
		id ref object entity event type contains about api_version livemode pending_webhooks version
		status payment_status settlement_status transfer_status phase mode method capture capture_method purpose
		reference client_reference_id receipt key capture_key
		payment_intent setup_intent payment_method latest_charge charge customer subscription invoice refund dispute transfer
		balance_transaction destination destination_payment transfer_group account account_id order_id payment_id refund_id
		dispute_id invoice_id settlement_id recipient recipient_settlement_id source source_transaction
		amount amount_total amount_subtotal amount_received amount_capturable amount_captured amount_refunded amount_reversed
		amount_paid amount_due amount_deducted amount_minor captured_minor refunded_minor currency fee fees fee_minor tax net count attempts
		created created_at at arrival_date available_on canceled_at expires_at due_by respond_by processed_at capture_before
		reason reason_code code decline_code error_code error_reason failure_code cancellation_reason`) {
		out[field] = true
	}
	return out
}()

// withoutPeople is a gateway's message as it came, byte by byte, but for what may be about a person: see plain. Errors:
// ErrWebhook for what is no JSON object.
func withoutPeople(body []byte) ([]byte, error) {
	s := stripper{body: body, in: json.NewDecoder(bytes.NewReader(body))}
	s.in.UseNumber()
	if first, err := s.in.Token(); err != nil || first != json.Delim('{') {
		return nil, ErrWebhook.With(err)
	}
	if err := s.object(1); err != nil {
		return nil, ErrWebhook.With(err)
	}
	if _, err := s.in.Token(); err != io.EOF {
		return nil, ErrWebhook
	}
	return append(s.out, body[s.copied:]...), nil
}

// stripper copies a message from in to out, token by token.
type stripper struct {
	body   []byte
	in     *json.Decoder
	out    []byte
	copied int64 // how much of body is in out
}

func (s *stripper) object(depth int) error {
	for s.in.More() {
		field, err := s.in.Token()
		if err != nil {
			return err
		}
		if err := s.value(field.(string), depth); err != nil {
			return err
		}
	}
	_, err := s.in.Token()
	return err
}

// value copies the value of a field; those of a list belong to the list's field.
func (s *stripper) value(field string, depth int) error {
	before := s.in.InputOffset()
	token, err := s.in.Token()
	if err != nil {
		return err
	}
	switch v := token.(type) {
	case json.Delim:
		if depth == maxDepth {
			return ErrWebhook
		}
		if v == '{' {
			return s.object(depth + 1)
		}
		for s.in.More() {
			if err := s.value(field, depth+1); err != nil {
				return err
			}
		}
		_, err = s.in.Token()
		return err
	case string:
		if !plain[field] && uuid.Validate(v) != nil {
			s.drop(before)
		}
	case json.Number:
		if !plain[field] {
			s.drop(before)
		}
	}
	return nil
}

// drop leaves out the token that was read last; before is where the one before it ended.
func (s *stripper) drop(before int64) {
	between := s.body[before:s.in.InputOffset()]
	start := before + int64(len(between)-len(bytes.TrimLeft(between, " \t\r\n:,")))
	s.out = append(append(s.out, s.body[s.copied:start]...), removed...)
	s.copied = s.in.InputOffset()
}
