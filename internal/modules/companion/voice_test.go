package companion_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"klear/internal/modules/companion"
)

// scribe is a transcriber that understood what it is told to have understood.
type scribe struct {
	words string
	err   error
	got   []companion.Audio
}

func (v *scribe) Transcribe(_ context.Context, a companion.Audio) (string, error) {
	v.got = append(v.got, a)
	return v.words, v.err
}

// wav is silence of some seconds, at eight thousand bytes each.
func wav(seconds int) []byte {
	b := make([]byte, 44+8000*seconds)
	copy(b, "RIFF....WAVEfmt ")
	binary.LittleEndian.PutUint32(b[28:], 8000)
	return b
}

// TestVoice: what was said comes back to be read, was judged by then, and is kept nowhere.
func TestVoice(t *testing.T) {
	v, heard := &scribe{words: "  spoken words \n"}, &listener{}
	s := newStageWith(t, func(d *companion.Deps) { d.Voice, d.Safety = v, heard })
	if _, err := s.Transcribe(t.Context(), s.me, bytes.NewReader(wav(1)), "en"); !errors.Is(err, companion.ErrNotWelcomed) {
		t.Errorf("before the first page: %v", err)
	}
	talk := s.talk(t, s.me)
	got, err := s.Transcribe(t.Context(), s.me, bytes.NewReader(wav(1)), "en")
	if err != nil || got != "spoken words" || len(v.got) != 1 || v.got[0].Type != "audio/wav" || strings.Join(heard.words, "|") != "spoken words" {
		t.Fatalf("%q, %v, judged %q", got, err, heard.words)
	}
	if n := s.count(t, "select count(*) from companion.message"); n != 0 {
		t.Errorf("%d messages are kept", n)
	}
	s.say(t, talk.ID, got)
	if len(heard.words) != 2 {
		t.Errorf("what is sent is judged like what is typed: %q", heard.words)
	}
}

// TestWhatIsNoRecording is refused before anybody is asked, by its content and never by its name.
func TestWhatIsNoRecording(t *testing.T) {
	v := &scribe{words: "x"}
	s := newStageWith(t, func(d *companion.Deps) { d.Voice = v })
	s.talk(t, s.me)
	ogg := append([]byte("OggS\x00\x04"), make([]byte, 60)...)
	binary.LittleEndian.PutUint64(ogg[6:], 48_000*301)
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing": {nil, companion.ErrAudio}, "text": {[]byte("hello, I am no recording"), companion.ErrAudio}, "a program": {[]byte("MZ\x90\x00"), companion.ErrAudio},
		"a page": {[]byte("<html><script>"), companion.ErrAudio}, "too large": {append([]byte("ID3"), make([]byte, companion.MaxAudio)...), companion.ErrAudioLarge},
		"a long WAV": {wav(301), companion.ErrAudioLarge}, "a long Ogg": {ogg, companion.ErrAudioLarge},
	} {
		if _, err := s.Transcribe(t.Context(), s.me, bytes.NewReader(c.data), "en"); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(v.got) != 0 {
		t.Errorf("asked %d times", len(v.got))
	}
	for _, head := range []string{"RIFF....WAVE", "OggS", "\x1a\x45\xdf\xa3", "....ftypM4A ", "fLaC", "ID3", "\xff\xfb"} {
		if _, err := s.Transcribe(t.Context(), s.me, strings.NewReader(head+"............"), "en"); err != nil {
			t.Errorf("%q: %v", head, err)
		}
	}
}

// TestVoiceFails plainly: nobody configured it, nothing was understood, the server is gone.
func TestVoiceFails(t *testing.T) {
	v := &scribe{}
	s := newStageWith(t, func(d *companion.Deps) { d.Voice = v })
	s.talk(t, s.me)
	if _, err := s.Transcribe(t.Context(), s.me, bytes.NewReader(wav(1)), "en"); !errors.Is(err, companion.ErrNoWords) {
		t.Error(err)
	}
	v.err = errors.New("gone")
	if _, err := s.Transcribe(t.Context(), s.me, bytes.NewReader(wav(1)), "en"); !errors.Is(err, companion.ErrNotHeard) {
		t.Error(err)
	}
	s.Voice = nil
	if _, err := s.Transcribe(t.Context(), s.me, bytes.NewReader(wav(1)), "en"); !errors.Is(err, companion.ErrNoVoice) {
		t.Error(err)
	}
}
