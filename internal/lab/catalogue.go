package lab

import (
	"os"

	"klear/internal/demo"
	"klear/internal/modules/catalog/importfile"
)

// MakeCatalogue writes a file of n invented practitioners for `klear import catalogue`.
func MakeCatalogue(file string, n int, seed uint64) error {
	format, err := importfile.FormatOf(file)
	if err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := importfile.Write(f, demo.Synthetic(n, seed), format); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
