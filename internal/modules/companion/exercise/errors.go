package exercise

import "klear/internal/platform/apperr"

// Errors of this package.
var (
	ErrNoExercise = apperr.New(apperr.NotFound, "no_exercise", "There is no exercise of this name. Open the list of exercises.")
	ErrStep       = apperr.New(apperr.Conflict, "exercise_moved_on", "This step was already answered, perhaps on another device. Open the exercise again.")
)
