package companion

import (
	"errors"

	"klear/internal/modules/companion/exercise"
	"klear/internal/platform/apperr"
)

// Errors of this module; those of identity and of package exercise come through.
var (
	ErrNotWelcomed = apperr.New(apperr.Conflict, "companion_not_welcomed", "Read the first page of the companion before you write: it says what this is and what happens in danger.")
	ErrNoSession   = apperr.New(apperr.NotFound, "no_talk", "This talk does not exist. Begin a new one.")
	ErrEnded       = apperr.New(apperr.Conflict, "talk_ended", "This talk has ended. Begin a new one; nothing that you wrote is lost.")
	ErrFull        = apperr.New(apperr.Conflict, "talk_full", "This talk is very long. End it and begin a new one; it stays readable.")
	ErrNoVoice     = apperr.New(apperr.NotFound, "voice_off", "Recordings are not taken here. Write instead.")
	ErrAudio       = apperr.New(apperr.Unprocessable, "audio_unreadable", "This is no recording that can be read. Send WAV, Ogg, WebM, M4A, MP3 or FLAC.")
	ErrAudioLarge  = apperr.New(apperr.TooLarge, "audio_too_large", "A recording has at most 6 MB and five minutes. Send it in parts.")
	ErrNoWords     = apperr.New(apperr.Unprocessable, "audio_no_words", "No words were understood. Try again closer to the microphone, or write.")
	ErrNotHeard    = apperr.New(apperr.Unavailable, "audio_not_heard", "The recording could not be written down now. Nothing was kept; try again, or write.")
	ErrNoRun       = apperr.New(apperr.NotFound, "no_exercise_run", "This exercise was not begun, or was deleted.")
	ErrMoved       = exercise.ErrStep
	ErrMemories    = apperr.New(apperr.Conflict, "too_many_memories", "The companion remembers 10,000 things at most. Delete some first.")
	ErrNoMemory    = apperr.New(apperr.NotFound, "no_memory", "This is not remembered, or was deleted.")
)

// errShortMemory is a row that this program did not write.
var errShortMemory = errors.New("companion: a memory is shorter than its vector")

// errEnough ends a model's answer that is too long.
var errEnough = errors.New("companion: nothing more is listened to")
