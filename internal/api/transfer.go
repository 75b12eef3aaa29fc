package api

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/identity"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// transfer moves the catalogue in and out as files, for operators.
type transfer struct{ catalog *catalog.Catalog }

// maxImportBody holds a file of 15 MB as a JSON string.
const maxImportBody = 32 << 20

// Transfer registers admin/imports and admin/exports.
func Transfer(a huma.API, c *catalog.Catalog) {
	h := transfer{c}
	const tag = "admin"
	in := op(http.MethodPost, "/admin/imports", "checkImport", "Hand in a catalogue file: it is checked, and waits for startImport for a day (operators)", tag)
	in.MaxBodyBytes = maxImportBody
	once(a, in, h.check)
	huma.Register(a, op(http.MethodGet, "/admin/imports", "listImports", "The last 20 files, the newest first, without their faults (operators)", tag), h.list)
	huma.Register(a, op(http.MethodGet, "/admin/imports/{run}", "getImport", "What came of a file, or would come of it (operators)", tag), h.get)
	once(a, op(http.MethodPost, "/admin/imports/{run}/start", "startImport", "Import a file that was checked, as a whole or not at all (operators)", tag), h.start)
	huma.Register(a, op(http.MethodGet, "/admin/exports/catalogue", "exportCatalogue", "The catalogue as the file that checkImport takes (operators)", tag), h.export)
}

// ImportView is a file that was handed in.
type ImportView struct {
	ID         uuid.UUID           `json:"id" format:"uuid"`
	Name       string              `json:"name"`
	State      catalog.ImportState `json:"state" enum:"checking,faulty,checked,importing,done,forgotten"`
	Done       int                 `json:"done" doc:"practitioners so far, while checking or importing"`
	Total      int                 `json:"total" doc:"0 until the file is read"`
	Report     ImportReportView    `json:"report" doc:"while checked: what importing would do"`
	Faults     []ImportFaultView   `json:"faults" doc:"the first 1,000, by line"`
	CreatedAt  time.Time           `json:"createdAt"`
	FinishedAt *time.Time          `json:"finishedAt,omitempty"`
}

// ImportReportView counts what a file changes.
type ImportReportView struct {
	Categories    catalog.Counts `json:"categories"`
	Practitioners catalog.Counts `json:"practitioners"`
	Services      catalog.Counts `json:"services"`
}

// ImportFaultView is one thing to put right in a file.
type ImportFaultView struct {
	Line    int    `json:"line" doc:"0 when it cannot be told"`
	Field   string `json:"field" doc:"a path in JSON, a column in a sheet"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func importView(r catalog.ImportRun) ImportView {
	out := ImportView{r.ID, r.FileName, r.State, r.Done, r.Total, ImportReportView(r.Report), make([]ImportFaultView, len(r.Faults)), r.CreatedAt, r.FinishedAt}
	for i, f := range r.Faults {
		out.Faults[i] = ImportFaultView(f)
	}
	return out
}

type checkImportInput struct {
	IdempotencyHeader
	Body struct {
		Name string `json:"name" minLength:"5" maxLength:"255" doc:"its end, .csv or .json, tells the notation"`
		File string `json:"file" minLength:"1" maxLength:"15728640" doc:"docs/operators/import-catalogue.md"`
	}
}

// ImportIDView names the file for later questions.
type ImportIDView struct {
	ID uuid.UUID `json:"id" format:"uuid"`
}

func (h transfer) check(ctx context.Context, in *checkImportInput) (*Out[ImportIDView], error) {
	id, err := h.catalog.CheckImport(ctx, identity.PrincipalFrom(ctx), in.Body.Name, strings.NewReader(in.Body.File))
	if err != nil {
		return nil, err
	}
	return OK(ctx, ImportIDView{id}), nil
}

func (h transfer) list(ctx context.Context, _ *struct{}) (*Out[[]ImportView], error) {
	runs, err := h.catalog.ImportRuns(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]ImportView, len(runs))
	for i, r := range runs {
		out[i] = importView(r)
	}
	return OK(ctx, out), nil
}

type importRunInput struct {
	Run uuid.UUID `path:"run" format:"uuid"`
}

func (h transfer) get(ctx context.Context, in *importRunInput) (*Out[ImportView], error) {
	run, err := h.catalog.ImportRun(ctx, identity.PrincipalFrom(ctx), in.Run)
	if err != nil {
		return nil, err
	}
	return OK(ctx, importView(run)), nil
}

type startImportInput struct {
	IdempotencyHeader
	Run uuid.UUID `path:"run" format:"uuid"`
}

func (h transfer) start(ctx context.Context, in *startImportInput) (*Out[Empty], error) {
	return answer(ctx, h.catalog.StartImport(ctx, identity.PrincipalFrom(ctx), in.Run))
}

type exportInput struct {
	Format importfile.Format `query:"format" enum:"json,csv" default:"json"`
}

// CatalogueFileView is the catalogue as a file, and who is not in it.
type CatalogueFileView struct {
	File    string        `json:"file" doc:"importing it changes nothing"`
	LeftOut []LeftOutView `json:"leftOut" doc:"practitioners whom the format cannot hold as they are stored"`
}

// LeftOutView is a practitioner who is not in the file.
type LeftOutView struct {
	PractitionerID uuid.UUID `json:"practitionerId" format:"uuid"`
	Field          string    `json:"field"`
	Code           string    `json:"code"`
}

func (h transfer) export(ctx context.Context, in *exportInput) (*Out[CatalogueFileView], error) {
	all, err := h.catalog.Export(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := importfile.Write(&file, all.File, in.Format); err != nil {
		return nil, err
	}
	out := CatalogueFileView{file.String(), make([]LeftOutView, len(all.LeftOut))}
	for i, p := range all.LeftOut {
		out.LeftOut[i] = LeftOutView{p.PractitionerID, p.Why.Field, p.Why.Code}
	}
	return OK(ctx, out), nil
}
