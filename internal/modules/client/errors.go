package client

import "klear/internal/platform/apperr"

// Errors of this module.
var (
	ErrNotFound = apperr.New(apperr.NotFound, "client_not_found", "There is no such client, or they are not yours.")
	ErrExists   = apperr.New(apperr.Conflict, "client_exists", "You have a client with this address and name, or this number, already.")
	ErrVersion  = apperr.New(apperr.Conflict, "client_changed", "This client was changed meanwhile. Look at it again, then decide.")
	ErrErased   = apperr.New(apperr.Conflict, "client_erased", "This client has erased their account, and cannot be changed any more.")
	ErrKept     = apperr.New(apperr.Conflict, "client_has_bookings", "A client with bookings stays in the list.")
	ErrJoin     = apperr.New(apperr.Conflict, "client_join", "Two clients can be joined when one of them has bookings and the other was entered by hand.")
	ErrTooMany  = apperr.New(apperr.Conflict, "too_many_clients", "A list holds 50,000 clients at most.")
	ErrNotes    = apperr.New(apperr.Conflict, "too_many_notes", "A client has 2,000 notes at most.")
	ErrFile     = apperr.New(apperr.Unprocessable, "client_file_unreadable", "This file could not be read as a table of clients.")
	ErrNoUpload = apperr.New(apperr.Gone, "client_upload_gone", "The checked file is no longer here. Choose it again.")
)

// matchIndex is the index behind ErrExists.
const matchIndex = "client_match"
