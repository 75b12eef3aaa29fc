package transfer

import (
	"bytes"
	"net/http"
	"strings"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// contentTypes of the two notations.
var contentTypes = map[importfile.Format]string{importfile.CSV: "text/csv; charset=utf-8", importfile.JSON: "application/json"}

func (h Handler) showExport(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	out, err := h.Catalog.Export(r.Context(), who)
	if err != nil {
		return err
	}
	v := Export{Page: h.page(w, r, "export.title"), Categories: len(out.Categories), Practitioners: len(out.Practitioners), LeftOut: out.LeftOut}
	v.Page.Section = "export"
	for _, p := range out.Practitioners {
		v.Services += len(p.Services)
	}
	httpx.WritePage(w, r, http.StatusOK, ExportPage(v))
	return nil
}

// export hands out the catalogue. It is written whole first: half a catalogue must not look like one.
func (h Handler) export(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	format := importfile.Format(strings.TrimPrefix(r.PathValue("file"), "catalogue."))
	if contentTypes[format] == "" {
		return catalog.ErrNoImport
	}
	file, err := h.Catalog.Export(r.Context(), who)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := importfile.Write(&out, file.File, format); err != nil {
		return err
	}
	page.Attachment(w, contentTypes[format], "catalogue."+string(format), out.Bytes())
	return nil
}
