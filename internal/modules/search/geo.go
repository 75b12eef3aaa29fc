package search

import (
	"math"

	"github.com/golang/geo/s1"
	"github.com/golang/geo/s2"
)

const earthRadiusKm = 6371.0 // the mean radius, as in queries/find.sql (12742 = twice)

// maxCells is how many ranges of cells the queries take.
const maxCells = 4

// ranges covers the circle with at most maxCells ranges of leaf cells, rather too much: the exact distance decides.
func (n Near) ranges() (from, to []int64) {
	angle := s1.Angle(n.RadiusKm / earthRadiusKm)
	region := s2.CapFromCenterAngle(s2.PointFromLatLng(s2.LatLngFromDegrees(n.Latitude, n.Longitude)), angle)
	coverer := s2.RegionCoverer{MaxLevel: 16, MaxCells: maxCells}
	cells := coverer.Covering(region)
	if len(cells) > maxCells {
		return anywhere()
	}
	for _, cell := range cells {
		from = append(from, int64(cell.RangeMin()))
		to = append(to, int64(cell.RangeMax()))
	}
	return from, to
}

// anywhere is the range of all cells, and of documents without one.
func anywhere() (from, to []int64) { return []int64{math.MinInt64}, []int64{math.MaxInt64} }

// round keeps a distance at the precision that is honest for coordinates of a kilometre: a tenth.
func round(km float64) float64 { return math.Round(km*10) / 10 }
