package ui

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"klear/internal/platform/apperr"
	"klear/internal/platform/i18n"
	"klear/locales"
)

// A portrait depends on its seed only, is well-formed, leaves no colour unfilled, and 300 people do not look alike.
func TestPortraits(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for i := range 300 {
		seed := []string{"f-", "m-", ""}[i%3] + strconv.Itoa(i)
		svg := PortraitSVG(seed, "")
		if svg != PortraitSVG(seed, "") {
			t.Fatalf("%s: two answers for one seed", seed)
		}
		if strings.Contains(svg, "$") {
			t.Fatalf("%s: a colour is missing", seed)
		}
		if err := wellFormed(svg); err != nil {
			t.Fatalf("%s: %v", seed, err)
		}
		seen[svg]++
	}
	if len(seen) < 295 {
		t.Errorf("only %d different portraits of 300", len(seen))
	}
	if PortraitSVG("m-1", "") == PortraitSVG("m-1", "work") {
		t.Error("the wardrobe changes nothing")
	}
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	for _, mark := range []string{"arch", "plate", "bloom"} {
		seen := map[string]bool{}
		for i := range 60 {
			svg := PatternSVG(strconv.Itoa(i), mark)
			if err := wellFormed(svg); err != nil {
				t.Fatalf("%s %d: %v", mark, i, err)
			}
			seen[svg] = true
		}
		if len(seen) < 20 {
			t.Errorf("%s: only %d different patterns of 60", mark, len(seen))
		}
	}
}

func wellFormed(svg string) error {
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestPortraitHandler(t *testing.T) {
	t.Parallel()
	tests := []struct {
		path   string
		status int
	}{
		{PortraitURL("m-1", "work"), http.StatusOK}, {PatternURL("a b/c", "arch"), http.StatusNotFound}, {PatternURL("x", "bloom"), http.StatusOK},
		{"/portraits/.svg", http.StatusNotFound}, {"/portraits/x.png", http.StatusNotFound},
		{"/portraits/" + strings.Repeat("x", 200) + ".svg", http.StatusNotFound},
	}
	for _, tc := range tests {
		w := httptest.NewRecorder()
		PortraitHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, tc.path, nil))
		if w.Code != tc.status {
			t.Errorf("%s: %d, want %d", tc.path, w.Code, tc.status)
		}
	}
}

func TestInitials(t *testing.T) {
	t.Parallel()
	tests := map[string]string{"Ananya Rao": "AR", "Dr Imran Qureshi": "IQ", "Joseph & Sons": "JS", "Kavya": "K", "": "?", "  ": "?",
		"कविता मेनन": "कमे", "डॉ मीरा अय्यर": "मीअ", "José Ángel Ruiz": "JR"}
	for name, want := range tests {
		if got := Initials(name); got != want {
			t.Errorf("Initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestLinkParts(t *testing.T) {
	t.Parallel()
	links := map[string]string{"terms": "/terms", "privacy": "/privacy"}
	tests := []struct {
		text string
		want []linkPart
	}{
		{"plain", []linkPart{{text: "plain"}}},
		{"I accept the <terms>terms</terms>.", []linkPart{{text: "I accept the "}, {"terms", "/terms"}, {text: "."}}},
		{"<privacy>p</privacy><terms>t</terms>", []linkPart{{"p", "/privacy"}, {"t", "/terms"}}},
		{"<terms>never closed", []linkPart{{text: "<terms>never closed"}}},
		{"<b>not named</b>", []linkPart{{text: "<b>not named</b>"}}},
	}
	for _, tc := range tests {
		if diff := cmp.Diff(tc.want, linkParts(tc.text, links), cmp.AllowUnexported(linkPart{})); diff != "" {
			t.Errorf("%q: %s", tc.text, diff)
		}
	}
}

// The catalogue's words come first, the most particular before the general; unknown codes keep the module's message.
func TestFieldErrors(t *testing.T) {
	t.Parallel()
	b, err := i18n.Load(locales.FS, i18n.Voice{})
	if err != nil {
		t.Fatal(err)
	}
	l := b.Localizer("en", "IN")
	got := FieldErrors(l, []apperr.Field{{Path: "email", Code: "invalid", Message: "x"}, {Path: "shoe", Code: "required", Message: "x"}, {Path: "shoe", Code: "odd", Message: "Shoes come in pairs."}})
	want := []FieldError{{Field: "email", Message: l.T("error.email.invalid")}, {Field: "shoe", Message: l.T("error.required")}, {Field: "shoe", Message: "Shoes come in pairs."}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
