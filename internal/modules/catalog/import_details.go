package catalog

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/platform/apperr"
)

// filed are answers as a file says them.
func (d Details) filed() []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(d)) {
		for _, value := range d[key] {
			out = append(out, key+"="+value)
		}
	}
	return out
}

// detailsFrom is the inverse of filed; a file that is silent says nothing.
func detailsFrom(list []string) Details {
	if len(list) == 0 {
		return nil
	}
	out := Details{}
	for _, s := range list {
		key, value, _ := strings.Cut(s, "=")
		out[key] = append(out[key], value)
	}
	return out
}

// detail judges what the file says that a service answers, notes what has to be written, and reports whether it answered
// that before. What is required is not insisted on: a file may be older than the question.
func (im *importer) detail(path string, in importfile.Service, s *Service, before Details) (same bool) {
	if s.VariantOf != uuid.Nil {
		return true
	}
	var v checker
	s.Details = im.tree.detail(&v, path, s.CategoryID, detailsFrom(in.Attributes), before, false)
	if e, ok := apperr.As(v.Err()); ok {
		for _, f := range e.Fields {
			im.faults.Add(path, f.Code, "%s: %s", strings.TrimPrefix(f.Path, path+"."), f.Message)
		}
	}
	if sameDetails(s.Details, before) {
		return true
	}
	im.changed = append(im.changed, catalogdb.DropAnswersParams{ServiceID: s.ID, Kept: slices.AppendSeq([]string{}, maps.Keys(s.Details))})
	im.answers = append(im.answers, im.tree.answers(*s)...)
	return false
}

// writeDetails stores the answers of a batch, behind its services.
func (im *importer) writeDetails(ctx context.Context) error {
	for _, d := range im.changed {
		if err := on(im.tx).DropAnswers(ctx, d); err != nil {
			return err
		}
	}
	err := writeAnswers(ctx, im.tx, im.answers)
	im.changed, im.answers = nil, nil
	return err
}
