package ui

import (
	"strconv"
	"strings"

	"klear/internal/platform/i18n"
)

// BloomOf is the drawing for a figure of 1 to 10: 1 is a closed bud, 5 an open flower.
func BloomOf(figure int) int { return min(max((figure+1)/2, 1), 5) }

// BloomWords are a figure of 1 to 10 in words: "Low", "Good".
func BloomWords(l *i18n.Localizer, figure int) string {
	return l.T("bloom." + strconv.Itoa(BloomOf(figure)))
}

// petals are the turns of the petals of a drawing, in degrees.
var petals = map[int][]int{3: {-34, 34, 0}, 4: {-72, 72, -36, 36, 0}, 5: {0, 45, 90, 135, 180, 225, 270, 315}}

func turn(degrees, bloom int) string {
	y := map[int]string{3: "30", 4: "29", 5: "22"}[bloom]
	return "rotate(" + strconv.Itoa(degrees) + " 24 " + y + ")"
}

var petalShapes = map[int]string{
	3: "M24 9c5.500 5 6.500 14 0 21-6.500-7-5.500-16 0-21z",
	4: "M24 9c5.500 5 6.500 13 0 20-6.500-7-5.500-15 0-20z",
	5: "M24 3c5 5 5.500 11 0 17-5.500-6-5-12 0-17z",
}

// BloomDay is a day of a week in blooms; Figure 0 is a day without an entry.
type BloomDay struct {
	Label  string // the weekday, short
	Title  string // the whole date
	Figure int
}

// ChartPoint is a value of 1 to 10 at a place of 0 to 1 along the line.
type ChartPoint struct {
	At    float64
	Value float64
}

// Chart is a line of values from 1 to 10 with words for whoever does not see it. The table beside it says the same.
type Chart struct {
	Summary          string
	From, Until      string // what stands at both ends
	Points           []ChartPoint
	Scale            []string // what stands beside the five lines, from above; nil: the blooms
	Caption          string   // of the table
	Head             []string
	Rows             [][]string // the first cell of each names it
	ShowTable, Empty string
}

// chartY puts 1 at the bottom and 10 at the top of a field 100 high, with room for the dots.
func chartY(value float64) float64 { return 95 - (value-1)*10 }

func number(f float64) string {
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(f, 'f', 2, 64), "0"), ".")
}

// chartLine is the path through the points.
func chartLine(points []ChartPoint) string {
	var s strings.Builder
	for i, p := range points {
		s.WriteByte("ML"[min(i, 1)])
		s.WriteString(number(2+p.At*96) + " " + number(chartY(p.Value)))
	}
	return s.String()
}

// chartDots are lines without length: with round ends they are dots, whatever the field's shape.
func chartDots(points []ChartPoint) string {
	var s strings.Builder
	for _, p := range points {
		s.WriteString("M" + number(2+p.At*96) + " " + number(chartY(p.Value)) + "h0")
	}
	return s.String()
}
