// Command serve shows the gallery on its own, without a database: go run ./internal/web/gallery/serve -addr 127.0.0.1:8099
package main

import (
	"flag"
	"log"
	"net/http"
	"time"

	"klear/assets"
	"klear/internal/web/gallery"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8099", "listen address")
	flag.Parse()
	a, err := assets.New()
	if err != nil {
		log.Fatal(err)
	}
	g, err := gallery.New(a)
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{Addr: *addr, Handler: g.Mux(), ReadHeaderTimeout: 5 * time.Second}
	log.Printf("gallery on http://%s%s", *addr, gallery.Prefix)
	log.Fatal(srv.ListenAndServe())
}
