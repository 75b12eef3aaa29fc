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

// Colour is the rule that depends on the brand and the scheme; all others look at structure only.
const Colour = "color-contrast"

// Size is the rule that depends on the width: where targets wrap, they may come too close.
const Size = "target-size"

// Run opens url and checks WCAG 2.2 A and AA and best practice.
func Run(ctx context.Context, url string, vp browser.Viewport, scheme browser.Scheme) ([]Violation, error) {
	if err := browser.Open(ctx, url, vp, scheme); err != nil {
		return nil, fmt.Errorf("axe: open %s: %w", url, err)
	}
	return Check(ctx, scheme)
}

// Check runs on the page that is open: the named rules, or all of them when none is named. In forced colours the
// contrast rule is off, because axe reads the authored colours there and not the painted ones.
func Check(ctx context.Context, scheme browser.Scheme, rules ...string) ([]Violation, error) {
	options := `{runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'], resultTypes: ['violations'], preload: false, iframes: false`
	if len(rules) > 0 {
		options = `{runOnly: {type: 'rule', values: ['` + strings.Join(rules, "','") + `']}, resultTypes: ['violations'], preload: false, iframes: false`
	}
	if scheme == browser.Forced {
		options += `, rules: {'` + Colour + `': {enabled: false}}`
	}
	if err := inject(ctx); err != nil {
		return nil, err
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]Violation](`axe.run(document, `+options+`}).then(r =>
		r.violations.map(v => ({id: v.id, impact: v.impact || '', help: v.help,
			nodes: v.nodes.map(n => n.target.join(' ') + ' :: ' + (n.failureSummary || '').replace(/\s+/g, ' ').slice(0, 220))})))`, chromedp.EvalAwaitPromise))
	if err != nil {
		return nil, fmt.Errorf("axe: %w", err)
	}
	return found, nil
}

// inject loads axe into the page, once per page.
func inject(ctx context.Context) error {
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`!!window.axe`))
	if err != nil || there {
		return err
	}
	if _, err := chromedp.Call(ctx, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true}); err != nil {
		return err
	}
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](source)); err != nil {
		return fmt.Errorf("axe: inject: %w", err)
	}
	return nil
}
