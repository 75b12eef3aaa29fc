package mood

import "klear/internal/platform/apperr"

// Errors of this module; identity's come through.
var (
	ErrNotFound        = apperr.New(apperr.NotFound, "mood_not_found", "There is no such entry in your journal.")
	ErrRemoved         = apperr.New(apperr.Gone, "mood_removed", "This entry was deleted after it was first sent.")
	ErrVersion         = apperr.New(apperr.Conflict, "mood_changed", "This entry was changed meanwhile. Look at it again, then decide.")
	ErrTooMany         = apperr.New(apperr.Conflict, "too_many_moods", "A day holds 50 entries at most.")
	ErrTooManyTriggers = apperr.New(apperr.Conflict, "too_many_triggers", "Your list holds 60 words at most. Take one off before you add another.")
	ErrNoTrigger       = apperr.New(apperr.NotFound, "trigger_not_found", "This word is not on your list.")
	ErrNoRound         = apperr.New(apperr.NotFound, "questionnaire_not_found", "There are no such answers of yours.")
	ErrTooSoon         = apperr.New(apperr.Conflict, "questionnaire_too_soon", "It asks about the last two weeks: answer it again two weeks after the last time, or delete the last answers first.")
	ErrBarred          = apperr.New(apperr.Forbidden, "questionnaire_barred", "Where you are the law bars software from reading feelings, so this is not asked. Help in danger stays.")
)
