package search

import (
	"math"

	"github.com/golang/geo/s1"
	"github.com/golang/geo/s2"
)

const earthRadiusKm = 6371.0 // the mean radius, as in queries/find.sql (12742 = twice)

// ranges covers the circle with at most 12 ranges of leaf cells, a little too much at the rim: the exact distance decides.
func (n Near) ranges() (from, to []int64) {
	angle := s1.Angle(n.RadiusKm / earthRadiusKm)
	region := s2.CapFromCenterAngle(s2.PointFromLatLng(s2.LatLngFromDegrees(n.Latitude, n.Longitude)), angle)
	coverer := s2.RegionCoverer{MaxLevel: 16, MaxCells: 12}
	for _, cell := range coverer.Covering(region) {
		from = append(from, int64(cell.RangeMin()))
		to = append(to, int64(cell.RangeMax()))
	}
	return from, to
}

// round keeps a distance at the precision that is honest for coordinates of a kilometre: a tenth.
func round(km float64) float64 { return math.Round(km*10) / 10 }
