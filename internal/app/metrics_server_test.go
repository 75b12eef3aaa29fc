package app

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"klear/internal/platform/config"
)

// TestMetricsHaveAnAddressOfTheirOwn: with KLEAR_METRICS_ADDR they are there and only there, until the very end.
func TestMetricsHaveAnAddressOfTheirOwn(t *testing.T) {
	a := newApp(t, func(c *config.Config) { c.MetricsAddr = "127.0.0.1:0" })
	site, internal := "http://"+a.listener.Addr().String(), "http://"+a.internal.Addr().String()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	for _, c := range []struct {
		method, url string
		status      int
		says        string
	}{
		{"GET", site + "/healthz", 200, "ok"},
		{"GET", internal + "/metrics", 200, "klear_build_info"},
		{"POST", internal + "/metrics", 405, ""},
		{"GET", internal + "/healthz", 404, ""},
		{"GET", site + "/metrics", 404, ""},
	} {
		status, body := ask(t, c.method, c.url)
		if status != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s %s: %d, want %d with %q", c.method, c.url, status, c.status, c.says)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if conn, err := net.Dial("tcp", a.internal.Addr().String()); err == nil {
		conn.Close()
		t.Error("the address still answers")
	}
}

func ask(t *testing.T, method, url string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}
