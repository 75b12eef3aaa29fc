package slotcase

import (
	"bytes"
	"encoding/json"
	"errors"
)

// object is a JSON object with its keys in the order in which they were written.
type object []entry

type entry struct {
	key string
	raw json.RawMessage
}

var errNotObject = errors.New("a case must be a JSON object")

func splitObject(doc json.RawMessage) (object, error) {
	dec := json.NewDecoder(bytes.NewReader(doc))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil, errNotObject
	}
	var out object
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, err
		}
		key, ok := token.(string)
		if !ok {
			return nil, errNotObject
		}
		e := entry{key: key}
		if err := dec.Decode(&e.raw); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// text returns the string under key, if it is one.
func (o object) text(key string) string {
	for _, e := range o {
		var s string
		if e.key == key && json.Unmarshal(e.raw, &s) == nil {
			return s
		}
	}
	return ""
}

// with returns the object as JSON, with key set last.
func (o object) with(key string, raw json.RawMessage) []byte {
	out := []byte{'{'}
	for _, e := range o {
		if e.key != key {
			out = append(e.append(out), ',')
		}
	}
	return append(entry{key, raw}.append(out), '}')
}

func (e entry) append(dst []byte) []byte {
	name, _ := json.Marshal(e.key) // a string always encodes
	dst = append(append(dst, name...), ':')
	return append(dst, e.raw...)
}
