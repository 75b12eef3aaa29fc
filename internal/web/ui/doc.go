// Package ui is the design system: small templ components that take Props (or a few plain values) and nothing else.
// They know no domain and no request. Styles live in assets/css, one file per component family; colours and sizes come
// from the tokens only. Every interactive component works without script; assets/js adds comfort on top.
//
// Rules kept by all of them:
//   - the accessible name is the visible text, or contains it;
//   - no style attributes: the content security policy forbids them, classes and data attributes decide;
//   - times are <time datetime>, amounts <data value data-currency>;
//   - text from people is text: nothing here prints raw HTML except Sprite and the drawn portraits, which hold none.
package ui
