package ui_test

import (
	"strings"
	"testing"

	"klear/internal/web/ui"
)

func TestSpriteForAPage(t *testing.T) {
	t.Parallel()
	got := ui.SpriteFor([]byte(`<svg class="icon"><use href="#i-heart"></use></svg>`))
	if strings.Count(got, "<symbol") != 1 || !strings.Contains(got, `id="i-heart"`) {
		t.Errorf("the icons of a page with a heart: %s", got)
	}
	if got := ui.SpriteFor(nil); strings.Contains(got, "<symbol") || !strings.Contains(got, "data-sprite") {
		t.Errorf("a page without icons needs the place that others are added to: %s", got)
	}
}
