package httpx

import (
	"bytes"
	"errors"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

// TestNothingOfAnUploadStaysOnTheDisk, though middleware replaced the request that net/http would tidy up after.
func TestNothingOfAnUploadStaysOnTheDisk(t *testing.T) {
	t.Parallel()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("paper", "passport.pdf")
	if err == nil {
		_, err = part.Write(bytes.Repeat([]byte("x"), 64<<10))
	}
	if err := errors.Join(err, form.Close()); err != nil {
		t.Fatal(err)
	}
	var name string
	mux := http.NewServeMux()
	mux.HandleFunc("POST /papers", func(_ http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1); err != nil {
			t.Error(err)
			return
		}
		f, err := r.MultipartForm.File["paper"][0].Open()
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		if onDisk, ok := f.(*os.File); ok {
			name = onDisk.Name()
		}
	})
	r := httptest.NewRequest(http.MethodPost, "/papers", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	Routes(mux).ServeHTTP(httptest.NewRecorder(), r)
	if name == "" {
		t.Fatal("the upload was not on the disk to begin with")
	}
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the upload is still there: %v", err)
	}
}
