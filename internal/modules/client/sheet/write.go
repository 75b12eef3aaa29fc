package sheet

import (
	"encoding/csv"
	"io"
)

// headings are those of Write, in order.
var headings = []string{"External ID", "Name", "Email", "Phone", "Language", "Birthday", "Notes"}

// Write writes the table that Parse reads back: UTF-8 with the mark that spreadsheets know it by, formulas made words.
func Write(w io.Writer, rows []Row) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	cw := csv.NewWriter(w)
	cw.UseCRLF = true
	if err := cw.Write(headings); err != nil {
		return err
	}
	for _, r := range rows {
		cells := []string{r.ExternalID, r.Name, r.Email, r.Phone, r.Language, r.Birthday, r.Notes}
		for i := range cells {
			cells[i] = guard(cells[i])
		}
		if err := cw.Write(cells); err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}
