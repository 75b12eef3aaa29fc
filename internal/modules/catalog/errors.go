package catalog

import "klear/internal/platform/apperr"

// Errors of the catalog.
var (
	ErrNoPractitioner  = apperr.New(apperr.NotFound, "practitioner_not_found", "This profile does not exist, or is not shown at present.")
	ErrNoService       = apperr.New(apperr.NotFound, "service_not_found", "This service does not exist, or is no longer offered.")
	ErrNoCategory      = apperr.New(apperr.NotFound, "category_not_found", "There is no such category.")
	ErrNoDocument      = apperr.New(apperr.NotFound, "document_not_found", "There is no such document.")
	ErrHasProfile      = apperr.New(apperr.Conflict, "profile_exists", "Your account has a profile already. Edit that one.")
	ErrSlugTaken       = apperr.New(apperr.Conflict, "slug_taken", "This address is or was another page's. Choose another one.")
	ErrCategorySlug    = apperr.New(apperr.Conflict, "category_slug_taken", "This address is or was another category's. Choose another one.")
	ErrStale           = apperr.New(apperr.Conflict, "version_conflict", "This was changed in the meantime. Load it again and repeat your change.")
	ErrCurrencyFixed   = apperr.New(apperr.Conflict, "currency_in_use", "Your services are priced in the present currency. Deactivate them before you change it.")
	ErrTooManyServices = apperr.New(apperr.Conflict, "too_many_services", "A profile has at most 100 active services.")
	ErrVariant         = apperr.New(apperr.Conflict, "service_variant", "An option belongs to one service for good, and has no options itself.")
	ErrServiceOrder    = apperr.New(apperr.Conflict, "service_order", "List each of your services exactly once. Load them again: they may have changed.")
	ErrNoForm          = apperr.New(apperr.NotFound, "form_not_found", "There is no such form.")
	ErrTooManyForms    = apperr.New(apperr.Conflict, "too_many_forms", "A profile has at most 30 forms in use.")
	ErrTooManyDocs     = apperr.New(apperr.Conflict, "too_many_documents", "A profile has at most 20 documents.")
	ErrDocumentType    = apperr.New(apperr.Unprocessable, "document_type", "Send a PDF, JPEG, PNG or WebP file.")
	ErrDocumentSize    = apperr.New(apperr.TooLarge, "document_too_large", "A document may have at most 15 MB and must not be empty.")
	ErrPhotoSize       = apperr.New(apperr.TooLarge, "photo_too_large", "A photo may have at most 15 MB and must not be empty.")
	ErrCategoryTree    = apperr.New(apperr.Conflict, "category_tree", "A category cannot be below itself, and the tree has at most four levels.")
	ErrReorder         = apperr.New(apperr.Conflict, "category_reorder", "List each category of this level exactly once. Load the tree again: it may have changed.")
	ErrNoTeam          = apperr.New(apperr.NotFound, "team_service_not_found", "This team service does not exist, or is no longer offered.")
	ErrTooManyTeams    = apperr.New(apperr.Conflict, "too_many_team_services", "A business has at most 50 team services.")
	ErrRoomMode        = apperr.New(apperr.Conflict, "room_needs_place", "Only services that take place at the practitioner's and nowhere else use rooms. Take its rooms away first, or make it another service.")
	ErrInTeam          = apperr.New(apperr.Conflict, "service_in_team", "A team service relies on this service's length, currency and single client. Take it out of the team service first.")
	ErrImport          = apperr.New(apperr.Conflict, "import_conflict", "The file contradicts what is in the catalogue. Nothing was changed.")
)
