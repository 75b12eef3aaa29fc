package layout_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"klear/assets"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// The style sheet travels inside the first page, is linked from the second on, and travels again when it has changed.
func TestFirstVisit(t *testing.T) {
	t.Parallel()
	a, err := assets.New()
	if err != nil {
		t.Fatal(err)
	}
	visit := func(cookie string) (bool, *http.Response) {
		r, w := httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: layout.ShellCookie, Value: cookie})
		}
		return layout.FirstVisit(w, r, a, true), w.Result()
	}
	first, res := visit("")
	if !first || len(res.Cookies()) != 1 || !res.Cookies()[0].HttpOnly || !res.Cookies()[0].Secure {
		t.Errorf("first visit: %v, cookies %v", first, res.Cookies())
	}
	if again, _ := visit(res.Cookies()[0].Value); again {
		t.Error("the second page carries the styles again")
	}
	if changed, _ := visit("/static/old.css"); !changed {
		t.Error("a changed style sheet is not sent")
	}
}

func TestContentSecurityPolicyAllowsNothingInline(t *testing.T) {
	t.Parallel()
	csp := layout.ContentSecurityPolicy("abc")
	if strings.Contains(csp, "unsafe-") || !strings.Contains(csp, "script-src 'nonce-abc';") || !strings.Contains(csp, "default-src 'none'") {
		t.Error(csp)
	}
}

func TestFieldValuesAndErrors(t *testing.T) {
	t.Parallel()
	p := layout.Page{Values: map[string]string{"name": ""}, Errors: []ui.FieldError{{Field: "email", Message: "wrong"}}}
	if p.Val("name", "Kavya") != "" || p.Val("email", "k@x") != "k@x" {
		t.Error("what was typed must win over what is stored, even when it is empty")
	}
	if p.Err("email") != "wrong" || p.Err("name") != "" {
		t.Error("errors belong to their own field")
	}
}
