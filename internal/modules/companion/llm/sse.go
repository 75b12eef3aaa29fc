package llm

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// errCut is an answer that ended without saying so.
var errCut = errors.New("llm: the answer broke off")

// events reads server-sent events until one is the last. Errors: errCut, those of reading and of take.
func events(from io.Reader, take func(data []byte) (last bool, err error)) error {
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 4<<10), 64<<10)
	for lines.Scan() {
		data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data:"))
		if !ok {
			continue
		}
		last, err := take(bytes.TrimSpace(data))
		if err != nil || last {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return errCut
}
