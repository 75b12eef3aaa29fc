package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/web/layout"
	"klear/internal/web/transfer"
	"klear/internal/web/ui"
)

func transferEntries() []Entry {
	return []Entry{
		{ID: "import", Title: "Import, the last files", render: func(f fixture) templ.Component {
			v := transfer.Upload{Page: f.work(f.page.L.T("import.title"), "import", layout.Operate)}
			for i, state := range []catalog.ImportState{catalog.ImportChecked, catalog.ImportDone, catalog.ImportFaulty} {
				v.Runs = append(v.Runs, catalog.ImportRun{FileName: "wellness-studio.csv", State: state, CreatedAt: at(-i, "9:12")})
			}
			return transfer.UploadPage(v)
		}},
		{ID: "import-none", Title: "Import, a file of another kind", Status: 422, render: func(f fixture) templ.Component {
			v := transfer.Upload{Page: f.work(f.page.L.T("import.title"), "import", layout.Operate)}
			v.Page.Errors = []ui.FieldError{{Field: "file", Message: f.page.L.T("error.import_format")}}
			return transfer.UploadPage(v)
		}},
		{ID: "import-checking", Title: "Import, being checked", render: func(f fixture) templ.Component {
			return transfer.RunPage(importView(f, catalog.ImportRun{State: catalog.ImportChecking, Done: 1500, Total: 4200}))
		}},
		{ID: "import-checked", Title: "Import, the dry run", render: func(f fixture) templ.Component {
			return transfer.RunPage(importView(f, catalog.ImportRun{State: catalog.ImportChecked, Done: 4200, Total: 4200, Report: catalog.Report{
				Categories: catalog.Counts{Created: 2, Unchanged: 31}, Practitioners: catalog.Counts{Created: 120, Updated: 14, Unchanged: 4066},
				Services: catalog.Counts{Created: 260, Updated: 31, Unchanged: 9012, Deactivated: 3}}}))
		}},
		{ID: "import-faulty", Title: "Import, refused", render: func(f fixture) templ.Component {
			v := importView(f, catalog.ImportRun{State: catalog.ImportFaulty, Faults: []importfile.Fault{
				{Line: 4, Field: "zone", Code: importfile.CodeUnknownZone, Message: "“IST” is not an IANA time zone. Use Asia/Kolkata, Europe/London and the like; IST or GMT+5 will not do."},
				{Line: 9, Field: "price", Code: importfile.CodeBadPrice, Message: "Write an amount with at most 2 decimals and a point, without symbol or grouping, such as 1200.00."}}})
			v.FaultCount = 2
			return transfer.RunPage(v)
		}},
		{ID: "export", Title: "Export", render: func(f fixture) templ.Component {
			return transfer.ExportPage(transfer.Export{Page: f.work(f.page.L.T("export.title"), "export", layout.Operate), Categories: 33, Practitioners: 4199, Services: 9303,
				LeftOut: []catalog.LeftOut{{Name: f.people[0].Name, Why: importfile.Fault{Field: "hours[1].start", Code: importfile.CodeOverlap, Message: "These hours overlap those from 09:00 to 12:00."}}}})
		}},
	}
}

func importView(f fixture, run catalog.ImportRun) transfer.Run {
	run.FileName = "wellness-studio.csv"
	return transfer.Run{Page: f.work(f.page.L.T("import.title"), "import", layout.Operate), ImportRun: run}
}
