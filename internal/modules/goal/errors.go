package goal

import "klear/internal/platform/apperr"

// Errors of this module; identity's come through.
var (
	ErrNotFound   = apperr.New(apperr.NotFound, "goal_not_found", "There is no such goal of yours.")
	ErrNoStep     = apperr.New(apperr.NotFound, "goal_step_not_found", "There is no such entry of this goal.")
	ErrVersion    = apperr.New(apperr.Conflict, "goal_changed", "This goal was changed meanwhile. Look at it again, then decide.")
	ErrTransition = apperr.New(apperr.Conflict, "goal_transition", "A goal cannot change like this from where it stands now.")
	ErrResting    = apperr.New(apperr.Conflict, "goal_resting", "This goal is not active. Take it up again, then enter how it goes.")
	ErrTooMany    = apperr.New(apperr.Conflict, "too_many_goals", "You can have 100 goals at most. Delete one before you add another.")
	ErrTooMuch    = apperr.New(apperr.Conflict, "too_much_progress", "A day of a goal holds 20 entries at most.")
)
