package slotcase

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
	_ "time/tzdata" // an answer must not depend on the machine's zone files
)

// Explain answers the cases on r, as `klear slots explain` does: one object, an array of objects, or several of either
// one after the other. Each comes out as it went in, key for key, with "result" added last (replacing any); why adds
// the refused candidates. A single value is indented, several are written one per line.
//
// A case that cannot be read is answered with result.error, and Explain returns its *Error (several joined) after
// having answered the rest. Input that is not JSON is refused as a whole, before anything is written.
func Explain(r io.Reader, w io.Writer, why bool) error {
	docs, err := readAll(r)
	if err != nil {
		return err
	}
	x := explainer{why: why, zones: map[string]*time.Location{}}
	outs := make([][]byte, 0, len(docs))
	for _, doc := range docs {
		out, err := x.document(doc)
		if err != nil {
			return err
		}
		outs = append(outs, out)
	}
	for _, out := range outs {
		if err := write(w, out, len(outs) == 1); err != nil {
			return err
		}
	}
	return errors.Join(x.faults...)
}

func readAll(r io.Reader) ([]json.RawMessage, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	if err != nil {
		return nil, fmt.Errorf("slotcase: read: %w", err)
	}
	if len(data) > maxInput {
		return nil, &Error{Message: fmt.Sprintf("the input is larger than %d bytes", maxInput)}
	}
	var docs []json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(data))
	for {
		var doc json.RawMessage
		switch err := dec.Decode(&doc); {
		case errors.Is(err, io.EOF) && len(docs) == 0:
			return nil, &Error{Message: "the input is empty"}
		case errors.Is(err, io.EOF):
			return docs, nil
		case err != nil:
			return nil, &Error{Case: len(docs), Message: fmt.Sprintf("not JSON, near byte %d: %v", dec.InputOffset(), err)}
		}
		docs = append(docs, doc)
	}
}

func write(w io.Writer, out []byte, indent bool) error {
	var buf bytes.Buffer
	var err error
	if indent {
		err = json.Indent(&buf, out, "", "  ")
	} else {
		err = json.Compact(&buf, out)
	}
	if err != nil {
		return fmt.Errorf("slotcase: format: %w", err)
	}
	buf.WriteByte('\n')
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("slotcase: write: %w", err)
	}
	return nil
}

type explainer struct {
	why    bool
	zones  map[string]*time.Location
	seen   int // cases
	faults []error
}

func (x *explainer) document(doc json.RawMessage) ([]byte, error) {
	if doc[0] != '[' {
		return x.one(doc)
	}
	var items []json.RawMessage
	if err := json.Unmarshal(doc, &items); err != nil {
		return nil, &Error{Case: x.seen, Message: err.Error()}
	}
	out := []byte{'['}
	for i, item := range items {
		if i > 0 {
			out = append(out, ',')
		}
		answered, err := x.one(item)
		if err != nil {
			return nil, err
		}
		out = append(out, answered...)
	}
	return append(out, ']'), nil
}

// one answers a case; it fails only when there is no object to put the answer into.
func (x *explainer) one(doc json.RawMessage) ([]byte, error) {
	position := x.seen
	if x.seen++; x.seen > maxCases {
		return nil, &Error{Case: position, Message: fmt.Sprintf("more than %d cases", maxCases)}
	}
	keys, err := splitObject(doc)
	if err != nil {
		return nil, &Error{Case: position, Message: err.Error()}
	}
	res, bad := x.solve(doc)
	if bad != nil {
		bad.Case, bad.ID = position, keys.text("id")
		x.faults = append(x.faults, bad)
		f := fault{}
		f.Error.Path, f.Error.Message = bad.Path, bad.Message
		res = f
	}
	encoded, err := json.Marshal(res)
	if err != nil {
		return nil, fmt.Errorf("slotcase: encode: %w", err)
	}
	return keys.with("result", encoded), nil
}

func (x *explainer) solve(doc json.RawMessage) (any, *Error) {
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.UseNumber()
	var parsed any
	if err := dec.Decode(&parsed); err != nil {
		return nil, &Error{Message: err.Error()}
	}
	r := &reader{zones: x.zones}
	q, viewer := r.decode(parsed)
	if r.fault != nil {
		return nil, r.fault
	}
	return answer(&q, viewer, x.why), nil
}
