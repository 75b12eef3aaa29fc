package business

import "klear/internal/platform/apperr"

// Errors of this module.
var (
	// ErrNotFound: no such business, or the caller does not belong to it.
	ErrNotFound     = apperr.New(apperr.NotFound, "business_not_found", "There is no such business, or you do not belong to it.")
	ErrNoMember     = apperr.New(apperr.NotFound, "member_not_found", "This person does not belong to the business.")
	ErrNoRoom       = apperr.New(apperr.NotFound, "room_not_found", "There is no such room.")
	ErrNoInvitation = apperr.New(apperr.NotFound, "invitation_not_found", "This invitation has ended, was withdrawn, or is for another address.")
	ErrSlugTaken    = apperr.New(apperr.Conflict, "business_slug_taken", "This address is or was another business's. Choose another one.")
	ErrRoomName     = apperr.New(apperr.Conflict, "room_name_taken", "There is a room of this name already.")
	ErrMember       = apperr.New(apperr.Conflict, "already_member", "This person belongs to the business already.")
	ErrStale        = apperr.New(apperr.Conflict, "version_conflict", "This was changed in the meantime. Load it again and repeat your change.")
	ErrOwner        = apperr.New(apperr.Conflict, "owner_stays", "The owner cannot leave the business or have another role.")
	ErrOwnsTooMany  = apperr.New(apperr.Conflict, "owns_too_many", "This person owns as many businesses as anybody can.")
	ErrTooMany      = apperr.New(apperr.Conflict, "business_full", "There are as many as there can be. Remove one first.")
)

// The constraints by which the database refuses what only it can know.
const (
	keySlug        = "business_slug_key"
	keySlugHistory = "slug_history_pkey"
	keyRoom        = "room_name"
)
