// Package browser drives a headless Chromium for journeys, screenshots and accessibility runs, without Node.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// ErrMissing means that no Chromium is installed. Tests fail on it; they never skip.
var ErrMissing = errors.New("browser: no chromium found (install it, or set CHROMIUM)")

// Viewport is a screen size in CSS pixels. Mobile also turns touch on, so that pointer is coarse.
type Viewport struct {
	Name          string
	Width, Height int64
	Mobile        bool
}

// The sizes every page is checked at.
var (
	Phone   = Viewport{"phone", 390, 844, true}
	Small   = Viewport{"small", 320, 640, true}
	Desktop = Viewport{"desktop", 1280, 800, false}
)

// Zone is where the emulated device stands.
const Zone = "Asia/Kolkata"

// Scheme is the system's colour preference.
type Scheme string

// The colour schemes; Forced is Windows high contrast, Paper is print.
const (
	Light  Scheme = "light"
	Dark   Scheme = "dark"
	Forced Scheme = "forced"
	Paper  Scheme = "print"
)

func path() (string, error) {
	for _, p := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if p == "" {
			continue
		}
		if found, err := exec.LookPath(p); err == nil {
			return found, nil
		}
	}
	return "", ErrMissing
}

// New starts a browser with one tab. Cancel ends it.
func New(parent context.Context) (context.Context, context.CancelFunc, error) {
	exe, err := path()
	if err != nil {
		return nil, nil, err
	}
	alloc, stop := chromedp.NewExecAllocator(parent,
		chromedp.ExecPath(exe), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Headless,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true))
	ctx, cancel := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		stop()
		return nil, nil, fmt.Errorf("browser: %w", err)
	}
	// Faults of the page itself are collected from its first instant on: refused inline code, script errors.
	_, err = chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		window.__faults = [];
		document.addEventListener('securitypolicyviolation', e => __faults.push('csp ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));
		addEventListener('error', e => __faults.push('error ' + (e.message || (e.target && (e.target.src || e.target.href)))), true);
		addEventListener('unhandledrejection', e => __faults.push('rejected ' + e.reason));`})
	if err != nil {
		cancel()
		stop()
		return nil, nil, fmt.Errorf("browser: %w", err)
	}
	return ctx, func() { cancel(); stop() }, nil
}

// Open shows url at a size and a colour scheme, and waits until fonts and pictures are there.
func Open(ctx context.Context, url string, vp Viewport, scheme Scheme) error {
	if err := Emulate(ctx, vp, scheme); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		return err
	}
	// Transitions would show a page half-way between two colour schemes.
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`(() => { const still = new CSSStyleSheet();
		still.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }');
		document.adoptedStyleSheets = [still]; return document.fonts.ready; })().then(() =>
		Promise.all([...document.images].filter(i => i.loading !== 'lazy').map(i => i.decode().catch(() => 0)))).then(() => true)`, chromedp.EvalAwaitPromise))
	return err
}

// Emulate sets the size, the touch screen, the colours and the time zone of the device; the open page follows at once.
func Emulate(ctx context.Context, vp Viewport, scheme Scheme) error {
	var opts []chromedp.EmulateViewportOption
	if vp.Mobile {
		opts = append(opts, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(vp.Width, vp.Height, opts...)); err != nil {
		return err
	}
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: string(scheme)}, {Name: "forced-colors", Value: "none"}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	if scheme == Forced {
		features = []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}
	}
	media := ""
	if scheme == Paper {
		media, features[0].Value = "print", string(Light)
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: features}); err != nil {
		return err
	}
	_, err := chromedp.Call(ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: Zone})
	return err
}

// Faults lists what the page itself got wrong since it was opened: refused by the content security policy, script errors.
func Faults(ctx context.Context) ([]string, error) {
	return chromedp.Run(ctx, chromedp.Evaluate[[]string](`window.__faults`))
}

// Overflow is by how many CSS pixels the page scrolls sideways; 0 is right at every width.
func Overflow(ctx context.Context) (int, error) {
	return chromedp.Run(ctx, chromedp.Evaluate[int](`Math.max(0, document.documentElement.scrollWidth - innerWidth)`))
}

// Screenshot is a PNG of the visible part, or of the whole page.
func Screenshot(ctx context.Context, full bool) ([]byte, error) {
	if full {
		return chromedp.Run(ctx, chromedp.FullScreenshot(100))
	}
	return chromedp.Run(ctx, chromedp.CaptureScreenshot())
}
