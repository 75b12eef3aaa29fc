package insight_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/insight"
	"klear/internal/modules/mood"
)

var monday = time.Date(2026, 8, 3, 0, 0, 0, 0, time.UTC)

// diary is one entry a day from a Monday on; value gives the mood of day i, and whether the day has the word.
func diary(days int, value func(i int) (int, bool)) ([]mood.Point, map[uuid.UUID][]uuid.UUID) {
	var points []mood.Point
	marks := map[uuid.UUID][]uuid.UUID{}
	for i := range days {
		v, marked := value(i)
		p := mood.Point{ID: uuid.UUID{0: 1, 14: byte(i >> 8), 15: byte(i)}, Day: monday.AddDate(0, 0, i), Figures: mood.Figures{Mood: v}}
		points = append(points, p)
		if marked {
			marks[p.ID] = []uuid.UUID{word}
		}
	}
	return points, marks
}

var word = uuid.UUID{15: 7}

func TestATrendIsFound(t *testing.T) {
	points, marks := diary(40, func(i int) (int, bool) { return 2 + i/6, false })
	found, days, tests := insight.Find(points, marks, 1)
	if days != 40 || tests != 2 || len(found) != 1 {
		t.Fatalf("%d of %d days and %d tests: %+v", len(found), days, tests, found)
	}
	if f := found[0]; f.Kind != insight.Trend || f.Figure != insight.Mood || !f.Up || math.Abs(f.Effect-7.0/6) > 0.1 || f.Days != 40 || len(f.Entries) != 40 || f.MeanWith >= f.MeanOther {
		t.Errorf("%+v", f)
	}
}

func TestADayOfTheWeekIsFound(t *testing.T) {
	points, marks := diary(84, func(i int) (int, bool) { return []int{3, 6, 7, 6, 7, 6, 7}[i%7] + i%2, false })
	found, _, _ := insight.Find(points, marks, 1)
	if len(found) != 1 || found[0].Kind != insight.Weekday || found[0].Weekday != time.Monday || found[0].Up || found[0].DaysWith != 12 {
		t.Fatalf("%+v", found)
	}
}

func TestAWordIsFound(t *testing.T) {
	points, marks := diary(60, func(i int) (int, bool) { w := (i*7)%5 < 2; return map[bool]int{true: 4, false: 7}[w] + i%2, w })
	found, _, tests := insight.Find(points, marks, 1)
	if tests != 3 || len(found) != 1 || found[0].Kind != insight.Trigger || found[0].Trigger != word || found[0].Up || math.Abs(found[0].Effect+3) > 0.2 {
		t.Fatalf("%d tests: %+v", tests, found)
	}
}

// TestSilence: of seven days nothing is even asked, however clear; ten entries of one day are one day.
func TestSilence(t *testing.T) {
	points, marks := diary(insight.MinDays-1, func(i int) (int, bool) { return 1 + i, i%2 == 0 })
	if found, days, tests := insight.Find(points, marks, 1); len(found) != 0 || days != 7 || tests != 0 {
		t.Errorf("%d days, %d tests: %+v", days, tests, found)
	}
	for i := range points {
		points[i].Day = monday
	}
	if _, days, tests := insight.Find(append(points, points...), marks, 1); days != 1 || tests != 0 {
		t.Errorf("%d days, %d tests", days, tests)
	}
}

// TestTheSameEntriesGiveTheSameAnswer, although labels are shuffled at random.
func TestTheSameEntriesGiveTheSameAnswer(t *testing.T) {
	points, marks := diary(60, func(i int) (int, bool) { w := (i*7)%5 < 2; return map[bool]int{true: 4, false: 7}[w] + i%3, w })
	a, _, _ := insight.Find(points, marks, 5)
	b, _, _ := insight.Find(points, marks, 5)
	if len(a) == 0 || len(a) != len(b) || a[0].P != b[0].P {
		t.Errorf("%+v and %+v", a, b)
	}
}

// TestNoiseIsSilent: 200 people whose entries are noise, with four words each. When nothing is true every claim is false, so
// at most the share q of people hears anything: at 200 people, with three standard errors, 9.6 %. Without the adjustment
// about four of ten would.
func TestNoiseIsSilent(t *testing.T) {
	t.Parallel()
	const people = 200
	random := rand.New(rand.NewPCG(2026, 11))
	told := 0
	for person := range people {
		points, marks := noise(random, 40)
		if found, _, tests := insight.Find(points, marks, uint64(person)); len(found) > 0 {
			told++
		} else if tests != 12 {
			t.Fatalf("%d tests", tests)
		}
	}
	limit := insight.FalseShare + 3*math.Sqrt(insight.FalseShare*(1-insight.FalseShare)/people)
	if share := float64(told) / people; share > limit {
		t.Errorf("%d of %d people heard something of noise", told, people)
	}
}

func noise(random *rand.Rand, days int) ([]mood.Point, map[uuid.UUID][]uuid.UUID) {
	points, marks := diary(days, func(int) (int, bool) { return 1 + random.IntN(10), false })
	for i := range points {
		points[i].Anxiety, points[i].Stress, points[i].Energy = 1+random.IntN(10), 1+random.IntN(10), 1+random.IntN(10)
		for w := range 4 {
			if random.IntN(3) == 0 {
				marks[points[i].ID] = append(marks[points[i].ID], uuid.UUID{15: byte(w + 1)})
			}
		}
	}
	return points, marks
}
