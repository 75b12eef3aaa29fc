package app

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"klear/internal/platform/config"
)

// TestTheGalleryIsForDevelopers: fixtures of pages, which nobody else should take for the site.
func TestTheGalleryIsForDevelopers(t *testing.T) {
	t.Parallel()
	for env, want := range map[string]int{config.Development: http.StatusOK, config.Production: http.StatusNotFound} {
		a := newApp(t, func(c *config.Config) { c.Env, c.AllowSandbox = env, true })
		w := httptest.NewRecorder()
		a.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/dev/gallery/", nil))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", env, w.Code, want)
		}
	}
}
