package transfer

import (
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"

	"github.com/a-h/templ"
)

// Upload is the page where a file is handed in, with the last ones.
type Upload struct {
	Page layout.Page
	Runs []catalog.ImportRun
}

// Run is what came of one file. Faults are the first ones.
type Run struct {
	Page layout.Page
	catalog.ImportRun
	FaultCount int
}

// catalogReport is compared with what a file without a report has.
type catalogReport = catalog.Report

// changes reports whether importing would do anything.
func (v Run) changes() bool { return v.Report.Changed() }

// row is one line of the report.
type row struct {
	key string
	catalog.Counts
}

func (v Run) rows() []row {
	return []row{{"categories", v.Report.Categories}, {"practitioners", v.Report.Practitioners}, {"services", v.Report.Services}}
}

func (v Run) lead() string {
	switch v.State {
	case catalog.Importing, catalog.ImportChecking:
		if v.Total > 0 {
			return v.Page.L.T("import.progress", i18n.D{"Done": v.Page.L.Number(v.Done), "Total": v.Page.L.Number(v.Total)})
		}
	case catalog.ImportFaulty:
		return v.Page.L.N("import.faults", v.FaultCount)
	case catalog.ImportChecked:
		if !v.changes() {
			return v.Page.L.T("import.nothing_new")
		}
	}
	return v.Page.L.T("import.lead_" + string(v.State))
}

// wrong says a fault in the reader's words. Those of the format name the value and what would do, in English.
func wrong(l *i18n.Localizer, f importfile.Fault) string {
	if key := "import.fault_" + f.Code; l.Lang() != "en" && l.Has(key) {
		return l.T(key)
	}
	return f.Message
}

// Export is the page from which the catalogue is downloaded.
type Export struct {
	Page                                layout.Page
	Categories, Practitioners, Services int
	LeftOut                             []catalog.LeftOut
}

func fileAttrs(p layout.Page) templ.OrderedAttributes {
	described := "file-hint"
	if p.Err("file") != "" {
		return templ.OrderedAttributes{templ.KV[string, any]("aria-describedby", described+" file-error"), templ.KV[string, any]("aria-invalid", "true")}
	}
	return templ.OrderedAttributes{templ.KV[string, any]("aria-describedby", described)}
}
