package catalog

import "github.com/golang/geo/s2"

// CellOf is the S2 leaf cell of a place as it is stored in s2_cell: the bits of the unsigned id in a signed bigint. The
// cells below a cell are one range of leaves, in signed order too, since a range never leaves its face of the cube and
// the face is in the top bits. So "within the covering of a circle" is a few ranges of one btree.
func CellOf(latitude, longitude float64) int64 {
	return int64(s2.CellIDFromLatLng(s2.LatLngFromDegrees(latitude, longitude)))
}
