// Package theme reads the colours of assets/css/tokens.css as a browser would: it resolves the semantic tokens of a brand's
// theme in light and dark, measures the pairs that have to be legible, and writes the small rule that follows the style
// sheet when an operator has other colours.
//
// The style sheet stays the only place where a colour is decided. The package understands what that file uses (var(),
// light-dark(), oklch() with calc(var() * n)) and refuses to start on anything else, so that the two cannot drift apart.
package theme
