package booking

import "klear/internal/platform/apperr"

// Errors of this module, beside those of schedule (slot_taken, slot_not_offered, time_occupied) and payment.
var (
	ErrNotFound        = apperr.New(apperr.NotFound, "booking_not_found", "There is no such booking, or it is not yours.")
	ErrServiceClosed   = apperr.New(apperr.Conflict, "service_not_bookable", "This service cannot be booked at the moment.")
	ErrOwnService      = apperr.New(apperr.Unprocessable, "own_service", "You cannot book your own service.")
	ErrMode            = apperr.New(apperr.Unprocessable, "mode_not_offered", "This service does not take place there. Choose one of its places.")
	ErrEmailUnverified = apperr.New(apperr.Forbidden, "email_unverified", "Open the link we mailed you first; then you can book.")
	ErrTooManyHolds    = apperr.New(apperr.Conflict, "too_many_holds", "You are holding three times already. Finish or release one first.")
	ErrTooManyOffers   = apperr.New(apperr.Conflict, "too_many_offers", "100 clients are asked already. Wait for some of them, or withdraw an offer.")
	ErrHoldExpired     = apperr.New(apperr.Gone, "hold_expired", "Your hold on this time has ended. Hold it again if it is still free.")
	ErrNoCodeHere      = apperr.New(apperr.Conflict, "code_not_here", "A code cannot be used here: nothing is to be paid, or several dates are booked at once.")
	ErrNotLater        = apperr.New(apperr.Conflict, "booking_not_later", "This booking cannot be paid later: it is too near, or you are not signed in. Pay for it now.")
	ErrOwes            = apperr.New(apperr.Conflict, "booking_unpaid", "This booking was not paid yet. Pay for it first; it can still be cancelled.")
	ErrCreditShort     = apperr.New(apperr.Conflict, "credit_too_little", "Your credit does not cover this booking. It stays as it was, and is charged as agreed.")
	ErrTooManyCards    = apperr.New(apperr.RateLimited, "too_many_payment_attempts", "Payment was declined too often for this hold. Nothing was charged. Hold another time to try again.")
	ErrExtended        = apperr.New(apperr.Conflict, "hold_extended_before", "A hold can be extended once.")
	ErrState           = apperr.New(apperr.Conflict, "illegal_transition", "The booking has moved on, and this is no longer possible.")
	ErrVersion         = apperr.New(apperr.Conflict, "version_conflict", "The booking changed meanwhile. Look at it again, then decide.")
	// ErrClosed: the practitioner was rejected or suspended, or their licence ended, since the time was kept or booked.
	ErrClosed     = apperr.New(apperr.Conflict, "practitioner_not_bookable", "This practitioner cannot be booked any more, so the time is no longer held. Nothing was charged.")
	ErrMoveClosed = apperr.New(apperr.Conflict, "practitioner_takes_no_moves", "This practitioner cannot be booked at the moment, so the booking stays where it is. You can still cancel it.")
	// ErrRefundLess: details.refund is what goes back now, less than the caller was shown; nothing was cancelled.
	ErrRefundLess = apperr.New(apperr.Conflict, "refund_changed", "Less goes back now than was shown, so nothing was cancelled. Look at the amount, then decide.")
	// ErrSeriesClash: details.clashes lists the dates that cannot be had; none of the series is held.
	ErrSeriesClash = apperr.New(apperr.Conflict, "series_clash", "Some of these dates cannot be booked, and none is held. Leave them out or choose others.")
	// ErrWaitingLimit: MaxWaiting lines are enough for one person.
	ErrWaitingLimit = apperr.New(apperr.Conflict, "waiting_limit", "You wait in five lines already. Leave one first.")
	// ErrWaitingOffered: details are the WaitingDays for which a time is held just now.
	ErrWaitingOffered = apperr.New(apperr.Conflict, "waiting_offered", "A time is held for you just now. Take it or leave the line first; then wait for other days.")

	ErrNoWaiting   = apperr.New(apperr.NotFound, "waiting_not_found", "There is no such entry, or it is not yours.")
	ErrOverlap     = apperr.New(apperr.Conflict, "own_booking_overlaps", "There is another booking at this time. Choose another time, or say that both are meant.")
	ErrMoveOverlap = apperr.New(apperr.Conflict, "time_overlaps_booking", "There is another booking of the client at this time. Choose another time.")
	ErrFormMissing = apperr.New(apperr.Unprocessable, "form_not_answered", "A form has to be answered before this booking: details.form says which.")
	// ErrPackageEnds: the session would begin after the end of the package that paid for it.
	ErrPackageEnds   = apperr.New(apperr.Conflict, "package_ends_before", "The package that this booking was paid from ends before that time. Choose an earlier one.")
	ErrTooLateToMove = apperr.New(apperr.Conflict, "too_late_to_move", "This booking can no longer be moved. You can still cancel it.")
	// ErrProposalOver: what the practitioner proposed was answered, withdrawn or let pass, or never held this time.
	ErrProposalOver = apperr.New(apperr.Conflict, "proposal_over", "These times are no longer proposed. Look at the booking as it stands now.")
	ErrNotAtVenue   = apperr.New(apperr.Conflict, "booking_not_at_venue", "This booking is not paid at the venue.")
	ErrNotReceived  = apperr.New(apperr.Conflict, "booking_not_received", "Nobody noted yet that this booking was paid.")
	ErrTooEarly     = apperr.New(apperr.Conflict, "too_early", "A session can be started 15 minutes before its time at the earliest.")
	// ErrContested: nothing is done with a session while its client says that it did not take place; answer that instead.
	ErrContested       = apperr.New(apperr.Conflict, "booking_contested", "The client says that this session did not take place. Until that is settled, the booking stays as it is.")
	ErrContestEarly    = apperr.New(apperr.Conflict, "contest_too_early", "Give it ten minutes. From then on you can tell us that the session did not take place.")
	ErrContestLate     = apperr.New(apperr.Conflict, "contest_too_late", "This can be told until seven days after the session. Please write to us instead.")
	ErrContestOpen     = apperr.New(apperr.Conflict, "contest_open", "You told us about this session already, and it is being looked at.")
	ErrContestBefore   = apperr.New(apperr.Conflict, "contest_said_before", "You told us this about the session before. The same cannot be told twice.")
	ErrNoContest       = apperr.New(apperr.NotFound, "contest_not_found", "There is no such report.")
	ErrContestOver     = apperr.New(apperr.Conflict, "contest_over", "This was withdrawn or decided meanwhile. Nothing was changed.")
	ErrContestAnswered = apperr.New(apperr.Conflict, "contest_answered", "You answered already. You can still say that you were not there.")
	ErrContestUnheard  = apperr.New(apperr.Conflict, "contest_unheard", "The practitioner has not answered yet, and still has time to. Until then it can only be decided that the session took place.")
	// ErrUnpaid: the bank's hold on the money ended before the practitioner answered; the request ends by itself.
	ErrUnpaid = apperr.New(apperr.Conflict, "request_unpaid", "The payment behind this request has ended, so it cannot be accepted any more. Nothing was charged.")
	// ErrLost: the payment went through after the hold had ended and somebody else got the time. The money went back.
	ErrLost = apperr.New(apperr.Conflict, "slot_lost", "Your hold ended before the payment arrived, and the time was taken. Your money is on its way back. Nothing was booked.")
)
