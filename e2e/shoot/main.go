// Command shoot takes pictures of pages: go run ./e2e/shoot -base http://127.0.0.1:8099 -out e2e/screenshots -vp phone,desktop
// -scheme light,dark [-full] /dev/gallery/klearkarma/en/search …
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"klear/e2e/browser"
)

func main() {
	base := flag.String("base", "http://127.0.0.1:8099", "server")
	out := flag.String("out", "e2e/screenshots", "folder for the pictures")
	vps := flag.String("vp", "phone,desktop", "phone, small, desktop")
	schemes := flag.String("scheme", "light", "light, dark, forced, print")
	full := flag.Bool("full", false, "the whole page, not only what is visible")
	flag.Parse()
	if err := run(*base, *out, *vps, *schemes, *full, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func run(base, out, vps, schemes string, full bool, paths []string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	ctx, cancel, err := browser.New(context.Background())
	if err != nil {
		return err
	}
	defer cancel()
	sizes := map[string]browser.Viewport{"phone": browser.Phone, "small": browser.Small, "desktop": browser.Desktop}
	for _, p := range paths {
		for name := range strings.SplitSeq(vps, ",") {
			for scheme := range strings.SplitSeq(schemes, ",") {
				if err := shoot(ctx, base+p, sizes[name], browser.Scheme(scheme), full, out); err != nil {
					return fmt.Errorf("%s %s %s: %w", p, name, scheme, err)
				}
			}
		}
	}
	return nil
}

func shoot(ctx context.Context, url string, vp browser.Viewport, scheme browser.Scheme, full bool, out string) error {
	if err := browser.Open(ctx, url, vp, scheme); err != nil {
		return err
	}
	faults, err := browser.Faults(ctx)
	if err != nil {
		return err
	}
	over, err := browser.Overflow(ctx)
	if err != nil {
		return err
	}
	if len(faults) > 0 || over > 0 {
		log.Printf("%s %s %s: sideways %d px, faults %v", url, vp.Name, scheme, over, faults)
	}
	png, err := browser.Screenshot(ctx, full)
	if err != nil {
		return err
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/dev/gallery/")
	name := strings.NewReplacer("/", "-", "?", "-", "&", "-", "=", "-").Replace(path) + "-" + vp.Name + "-" + string(scheme) + ".png"
	return os.WriteFile(filepath.Join(out, name), png, 0o644)
}
