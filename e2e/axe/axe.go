// Package axe runs axe-core 4.14.1 (Deque Systems, MPL 2.0, see LICENSE-axe-core.txt; axe.min.js is the unchanged file of
// the npm package) over a page in Chromium.
package axe

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"klear/e2e/browser"
)

//go:embed axe.min.js
var source string

// Violation is one broken rule with the places that break it.
type Violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"` // CSS selectors with what axe found
}

// String is one line per violation, for test output.
func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s\n\t%s", v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n\t"))
}

// Run opens url and checks WCAG 2.2 A and AA and best practice. In forced colours the contrast rule is off: axe reads
// the authored colours there, not the painted ones.
func Run(ctx context.Context, url string, vp browser.Viewport, scheme browser.Scheme) ([]Violation, error) {
	if err := browser.Open(ctx, url, vp, scheme); err != nil {
		return nil, fmt.Errorf("axe: open %s: %w", url, err)
	}
	return Check(ctx, scheme)
}

// Check runs the rules on the page that is open.
func Check(ctx context.Context, scheme browser.Scheme) ([]Violation, error) {
	if _, err := chromedp.Call(ctx, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true}); err != nil {
		return nil, err
	}
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](source)); err != nil {
		return nil, fmt.Errorf("axe: inject: %w", err)
	}
	rules := "{}"
	if scheme == browser.Forced {
		rules = "{'color-contrast':{enabled:false}}"
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]Violation](`axe.run(document, {
		runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'], rules: `+rules+`
	}).then(r => r.violations.map(v => ({id: v.id, impact: v.impact || '', help: v.help,
		nodes: v.nodes.map(n => n.target.join(' ') + ' :: ' + (n.failureSummary || '').replace(/\s+/g, ' ').slice(0, 220))})))`, chromedp.EvalAwaitPromise))
	if err != nil {
		return nil, fmt.Errorf("axe: %w", err)
	}
	return found, nil
}
