package companion

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"strings"
	"time"

	"klear/internal/modules/identity"
)

// Limits of a recording.
const (
	MaxAudio  = 6 << 20         // bytes
	MaxSpoken = 5 * time.Minute // where the file says how long it is: WAV and Ogg
)

// Audio is a recording. It is in memory while it is written down, and nowhere else.
type Audio struct {
	Data     []byte
	Type     string // media type, by its content
	Ending   string // of a file of that type, without the dot
	Language string // BCP 47, of the page; "" when it is not known
}

// Transcriber writes down what was said.
type Transcriber interface {
	// Transcribe gives the words. Errors: whatever keeps it from answering within its own limits of time.
	Transcribe(ctx context.Context, a Audio) (words string, err error)
}

// Transcribe writes down a recording, for its speaker to read, to change and to send. Nothing of it is kept. The words are
// judged at once: what somebody said in danger was said, also when they never send it. Errors: ErrNoVoice, ErrNotWelcomed,
// ErrAudio, ErrAudioLarge, ErrNoWords, ErrNotHeard, identity's.
func (s *Service) Transcribe(ctx context.Context, who identity.Principal, recording io.Reader, language string) (string, error) {
	if s.Voice == nil {
		return "", ErrNoVoice
	}
	if _, err := s.Welcomed(ctx, who); err != nil {
		return "", err
	}
	a, err := readAudio(recording, language)
	if err != nil {
		return "", err
	}
	words, err := s.Voice.Transcribe(ctx, a)
	if err != nil {
		s.Counted("voice_failed")
		return "", ErrNotHeard.With(err)
	}
	if words = strings.TrimSpace(strings.ToValidUTF8(words, "")); words == "" {
		return "", ErrNoWords
	}
	s.Counted("voice_heard")
	s.hear(ctx, who, words)
	return words, nil
}

func readAudio(recording io.Reader, language string) (Audio, error) {
	a := Audio{Language: language}
	var err error
	if a.Data, err = io.ReadAll(io.LimitReader(recording, MaxAudio+1)); err != nil {
		return a, ErrAudio.With(err)
	}
	if len(a.Data) > MaxAudio {
		return a, ErrAudioLarge
	}
	if a.Type, a.Ending = sniff(a.Data); a.Type == "" {
		return a, ErrAudio
	}
	if spoken(a) > MaxSpoken {
		return a, ErrAudioLarge
	}
	return a, nil
}

// sniff says what a recording is by its first bytes, whatever it was called; "" is none of those that are taken.
func sniff(b []byte) (media, ending string) {
	at := func(i int, mark string) bool { return len(b) >= i+len(mark) && string(b[i:i+len(mark)]) == mark }
	switch {
	case at(0, "RIFF") && at(8, "WAVE"):
		return "audio/wav", "wav"
	case at(0, "OggS"):
		return "audio/ogg", "ogg"
	case at(0, "\x1a\x45\xdf\xa3"):
		return "audio/webm", "webm"
	case at(4, "ftyp"):
		return "audio/mp4", "m4a"
	case at(0, "fLaC"):
		return "audio/flac", "flac"
	case at(0, "ID3"), at(0, "\xff\xfb"), at(0, "\xff\xf3"), at(0, "\xff\xf2"):
		return "audio/mpeg", "mp3"
	}
	return "", ""
}

// spoken is how long a recording is, where its file says so without being decoded; else 0.
func spoken(a Audio) time.Duration {
	switch {
	case a.Ending == "wav" && len(a.Data) >= 32:
		if perSecond := binary.LittleEndian.Uint32(a.Data[28:]); perSecond > 0 {
			return time.Duration(len(a.Data)) * time.Second / time.Duration(perSecond)
		}
	case a.Ending == "ogg":
		// The last page counts samples of 48 kHz, as Opus does.
		if i := bytes.LastIndex(a.Data, []byte("OggS")); len(a.Data) >= i+14 {
			if n := binary.LittleEndian.Uint64(a.Data[i+6:]); n < 48_000*86_400 {
				return time.Duration(n) * time.Second / 48_000
			}
		}
	}
	return 0
}
