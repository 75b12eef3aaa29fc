package disputes

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/dispute"
	"klear/internal/modules/identity"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

const perPage = 50

// Handler serves both sides. All fields are required.
//
//	GET  /admin/disputes                            ?state=waiting, answered, closed
//	GET  /admin/disputes/{dispute}                  POST decision (evidence, accepted), reason and confirm answers it
//	GET  /admin/disputes/{dispute}/evidence         the document as text
//	GET  /admin/disputes/{dispute}/files/{file}
//	GET  /pro/disputes                              ?state=…
//	GET  /pro/disputes/{dispute}                    POST note and version
//	POST /pro/disputes/{dispute}/files              the multipart field "file"
//	GET  /pro/disputes/{dispute}/files/{file}
//	POST /pro/disputes/{dispute}/files/{file}/remove
type Handler struct {
	Kit      *page.Kit
	Disputes *dispute.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	operator := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/disputes", operator(h.queue))
	mux.HandleFunc("GET /admin/disputes/{dispute}", operator(h.look))
	mux.HandleFunc("POST /admin/disputes/{dispute}", operator(h.decide))
	mux.HandleFunc("GET /admin/disputes/{dispute}/evidence", operator(h.evidence))
	mux.HandleFunc("GET /admin/disputes/{dispute}/files/{file}", operator(h.file))
	own := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Practitioner, do) }
	mux.HandleFunc("GET /pro/disputes", own(h.mine))
	mux.HandleFunc("GET /pro/disputes/{dispute}", own(h.show))
	mux.HandleFunc("POST /pro/disputes/{dispute}", own(h.say))
	mux.HandleFunc("POST /pro/disputes/{dispute}/files", own(h.addFile))
	mux.HandleFunc("GET /pro/disputes/{dispute}/files/{file}", own(h.file))
	mux.HandleFunc("POST /pro/disputes/{dispute}/files/{file}/remove", own(h.removeFile))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, area layout.Area, key string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = area, "disputes", p.L.T(key)
	return p
}

// idOf is a part of the path; what is no id is a dispute that is not there.
func idOf(r *http.Request, part string) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue(part))
	if err != nil {
		return id, dispute.ErrNotFound
	}
	return id, nil
}

// file hands a file out, to whichever side asks.
func (h Handler) file(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := idOf(r, "dispute")
	if err != nil {
		return err
	}
	file, err := idOf(r, "file")
	if err != nil {
		return err
	}
	f, content, err := h.Disputes.ReadFile(r.Context(), who, id, file)
	if err == nil {
		page.Attachment(w, f.ContentType, f.Name, content)
	}
	return err
}
